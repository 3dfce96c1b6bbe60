"""The tenant itself: organization, licences, domains, authorization policy."""

from __future__ import annotations

from writeback.lab.graph.ask import Ask, GraphError, Routes, only, stamp
from writeback.lab.graph.odata import collection
from writeback.lab.graph.permissions import anyone
from writeback.lab.reply import Json
from writeback.lab.world.tenant import Domain, Sku, Tenant

routes = Routes()

LIMITED = ("id", "displayName", "verifiedDomains")
"""What User.Read alone shows of the organization."""
FULL = frozenset({"Organization.Read.All", "Directory.Read.All", "Organization.ReadWrite.All"})
NEVER = 2147483647
"""`passwordValidityPeriodInDays` of a domain whose passwords do not expire."""

ORGANIZATION = anyone(
    "Organization.Read.All", "User.Read", "Directory.Read.All", "Organization.ReadWrite.All"
)


@routes.add("GET", "/organization", ORGANIZATION)
def organizations(ask: Ask) -> Json:
    """A collection of one."""
    rows = [only(_organization(ask), ask.query.get("$select"))]
    return {"@odata.context": ask.context("organization"), "value": rows}


@routes.add("GET", "/organization/{id}", ORGANIZATION)
def organization(ask: Ask) -> Json:
    """By tenant id."""
    if ask.place["id"].lower() != ask.world.tenant.id:
        raise GraphError(404, "Request_ResourceNotFound", f"Resource '{ask.place['id']}' does not exist.")
    return {"@odata.context": ask.context("organization/$entity"), **_organization(ask)}


@routes.add(
    "GET",
    "/subscribedSkus",
    anyone("LicenseAssignment.Read.All", "Organization.Read.All", "Directory.Read.All"),
)
def subscribed_skus(ask: Ask) -> Json:
    """Every subscription, switched on or not."""
    tenant = ask.world.tenant
    rows = [only(_sku(tenant, sku), ask.query.get("$select")) for sku in tenant.skus]
    return {"@odata.context": ask.context("subscribedSkus"), "value": rows}


@routes.add("GET", "/domains", anyone("Domain.Read.All", "Directory.Read.All"))
def domains(ask: Ask) -> Json:
    """In pages of one, so that a client that forgets the next link is found out."""
    return collection(ask, "domains", [_domain(one) for one in ask.world.tenant.domains], size=1)


@routes.add("GET", "/domains/{id}", anyone("Domain.Read.All", "Directory.Read.All"))
def domain(ask: Ask) -> Json:
    """By name."""
    for one in ask.world.tenant.domains:
        if one.id == ask.place["id"].lower():
            return {"@odata.context": ask.context("domains/$entity"), **_domain(one)}
    raise GraphError(404, "Request_ResourceNotFound", f"Resource '{ask.place['id']}' does not exist.")


@routes.add("GET", "/policies/authorizationPolicy", anyone("Policy.Read.All"))
def authorization_policy(ask: Ask) -> Json:
    """`allowedToUseSSPR` concerns administrators only."""
    return {
        "@odata.context": ask.context("policies/authorizationPolicy/$entity"),
        "id": "authorizationPolicy",
        "displayName": "Authorization Policy",
        "description": "Used to manage authorization related settings across the company.",
        "allowedToUseSSPR": ask.world.tenant.allowed_to_use_sspr,
    }


def _organization(ask: Ask) -> Json:
    tenant = ask.world.tenant
    row: Json = {
        "id": tenant.id,
        "displayName": tenant.display_name,
        "tenantType": "AAD",
        "onPremisesSyncEnabled": tenant.onprem_sync_enabled or None,
        "onPremisesLastSyncDateTime": stamp(tenant.last_sync),
        "assignedPlans": [_assigned(plan.id) for plan in tenant.service_plans],
        "verifiedDomains": [_verified(one) for one in tenant.domains],
    }
    if ask.version == "beta":
        row["onPremisesLastPasswordSyncDateTime"] = stamp(tenant.last_password_sync)
    if FULL.isdisjoint(ask.bearer.scopes | ask.bearer.roles):
        return {name: row[name] if name in LIMITED else None for name in row}
    return row


def _assigned(plan_id: str) -> Json:
    return {"servicePlanId": plan_id, "capabilityStatus": "Enabled", "service": "AADPremiumService"}


def _verified(domain: Domain) -> Json:
    return {
        "name": domain.id,
        "isDefault": domain.is_default,
        "isInitial": domain.is_initial,
        "type": domain.authentication_type,
        "capabilities": "Email, OfficeCommunicationsOnline",
    }


def _sku(tenant: Tenant, sku: Sku) -> Json:
    return {
        "id": f"{tenant.id}_{sku.sku_id}",
        "accountId": tenant.id,
        "skuId": sku.sku_id,
        "skuPartNumber": sku.part_number,
        "capabilityStatus": sku.capability_status,
        "appliesTo": "User",
        "consumedUnits": sku.consumed_units,
        "prepaidUnits": {"enabled": sku.enabled_units, "suspended": 0, "warning": 0, "lockedOut": 0},
        "servicePlans": [
            {
                "servicePlanId": plan.id,
                "servicePlanName": plan.name,
                "provisioningStatus": plan.provisioning_status,
                "appliesTo": "User",
            }
            for plan in sku.service_plans
        ],
    }


def _domain(domain: Domain) -> Json:
    return {
        "id": domain.id,
        "authenticationType": domain.authentication_type,
        "isAdminManaged": True,
        "isDefault": domain.is_default,
        "isInitial": domain.is_initial,
        "isRoot": True,
        "isVerified": True,
        "supportedServices": ["Email"],
        "passwordValidityPeriodInDays": NEVER,
        "passwordNotificationWindowInDays": 14,
    }
