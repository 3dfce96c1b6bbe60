"""Reports and logs: who is registered for self-service password reset, and the directory's audit log."""

from __future__ import annotations

from datetime import timedelta

from writeback.lab.graph.ask import Ask, GraphError, Routes, stamp
from writeback.lab.graph.odata import collection
from writeback.lab.graph.permissions import AUDIT_READERS, REPORT_READERS, reports
from writeback.lab.reply import Json
from writeback.lab.world.tenant import AuditEntry, SsprEnablement, Tenant, User

routes = Routes()

PREMIUM_PLANS = frozenset({"41781fb2-bc02-4b7c-bd55-b576c07bb09d", "eec0eb4f-6444-4f95-aba0-50c24d67f998"})
PREMIUM_DAYS, FREE_DAYS = 30, 7
"""How long the audit log keeps its entries."""
AUDIT_PAGE = 1000
REPORT_PAGE = 4


@routes.add(
    "GET",
    "/reports/authenticationMethods/userRegistrationDetails",
    reports("AuditLog.Read.All", roles=REPORT_READERS),
)
def user_registration_details(ask: Ask) -> Json:
    """A report of the premium licence."""
    tenant = ask.world.tenant
    if not _premium(tenant):
        code = "Authentication_RequestFromNonPremiumTenantOrB2CTenant"
        raise GraphError(403, code, "Neither tenant is B2C or tenant doesn't have premium license")
    people = [one for one in tenant.users.values() if one.enabled]
    filters = (
        "userPrincipalName",
        "isAdmin",
        "isSsprEnabled",
        "isSsprRegistered",
        "isSsprCapable",
        "isMfaCapable",
    )
    rows = [_registration(ask, one) for one in people]
    return collection(
        ask, "reports/authenticationMethods/userRegistrationDetails", rows, size=REPORT_PAGE, filters=filters
    )


@routes.add(
    "GET",
    "/auditLogs/directoryAudits",
    reports("AuditLog.Read.All", "Directory.Read.All", roles=AUDIT_READERS),
)
def directory_audits(ask: Ask) -> Json:
    """Newest first; as old as the licence keeps them."""
    tenant = ask.world.tenant
    oldest = ask.world.clock.now() - timedelta(days=PREMIUM_DAYS if _premium(tenant) else FREE_DAYS)
    kept = sorted((one for one in tenant.audit if one.at >= oldest), key=lambda one: one.at, reverse=True)
    filters = (
        "activityDisplayName",
        "activityDateTime",
        "category",
        "result",
        "loggedByService",
        "correlationId",
    )
    rows = [_entry(tenant, one) for one in kept]
    return collection(
        ask, "auditLogs/directoryAudits", rows, size=AUDIT_PAGE, filters=filters, most=AUDIT_PAGE
    )


def _premium(tenant: Tenant) -> bool:
    return not PREMIUM_PLANS.isdisjoint(plan.id for plan in tenant.service_plans)


def _registration(ask: Ask, who: User) -> Json:
    tenant = ask.world.tenant
    registered = bool(who.methods_registered)
    allowed = (
        tenant.allowed_to_use_sspr if who.is_admin else tenant.sspr_enablement is not SsprEnablement.NONE
    )
    return {
        "id": who.id,
        "userPrincipalName": who.upn,
        "userDisplayName": who.display_name,
        "userType": "member",
        "isAdmin": who.is_admin,
        "isSsprEnabled": allowed,
        "isSsprRegistered": registered,
        "isSsprCapable": allowed and registered,
        "isMfaCapable": registered,
        "isMfaRegistered": registered,
        "isPasswordlessCapable": False,
        "methodsRegistered": list(who.methods_registered),
        "lastUpdatedDateTime": stamp(ask.world.clock.start),
    }


def _entry(tenant: Tenant, entry: AuditEntry) -> Json:
    who = entry.initiated_by
    user = {
        "id": who.id,
        "displayName": who.display_name,
        "userPrincipalName": who.upn,
        "ipAddress": "192.0.2.10",
    }
    app = {"appId": None, "displayName": who.app, "servicePrincipalId": who.id, "servicePrincipalName": None}
    target = {
        "id": tenant.id,
        "displayName": tenant.display_name,
        "type": "Directory",
        "modifiedProperties": [],
    }
    return {
        "id": entry.id,
        "category": entry.category,
        "correlationId": entry.correlation_id,
        "result": entry.result,
        "resultReason": entry.result_reason,
        "activityDisplayName": entry.activity,
        "activityDateTime": entry.at.strftime("%Y-%m-%dT%H:%M:%S.%f0Z"),
        "loggedByService": entry.logged_by_service,
        "operationType": entry.operation_type,
        "initiatedBy": {"app": app, "user": None} if who.app else {"app": None, "user": user},
        "targetResources": [target],
        "additionalDetails": [],
    }
