"""`directory/onPremisesSynchronization`: the look-alike that must not be trusted."""

from __future__ import annotations

from writeback.lab.graph.ask import Ask, GraphError, Routes
from writeback.lab.graph.permissions import GLOBAL_ADMINISTRATOR, delegated
from writeback.lab.httpd import HttpResponse
from writeback.lab.reply import Json

routes = Routes()

READ = delegated(
    "OnPremDirectorySynchronization.Read.All",
    "OnPremDirectorySynchronization.ReadWrite.All",
    roles=[GLOBAL_ADMINISTRATOR],
)
WRITE = delegated("OnPremDirectorySynchronization.ReadWrite.All", roles=[GLOBAL_ADMINISTRATOR])

FEATURES = (
    "allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled",
    "blockCloudObjectTakeoverThroughHardMatchEnabled",
    "blockSoftMatchEnabled",
    "bypassDirSyncOverridesEnabled",
    "cloudPasswordPolicyForPasswordSyncedUsersEnabled",
    "concurrentCredentialUpdateEnabled",
    "concurrentOrgIdProvisioningEnabled",
    "deviceWritebackEnabled",
    "directoryExtensionsEnabled",
    "fopeConflictResolutionEnabled",
    "groupWriteBackEnabled",
    "passwordSyncEnabled",
    "passwordWritebackEnabled",
    "quarantineUponProxyAddressesConflictEnabled",
    "quarantineUponUpnConflictEnabled",
    "softMatchOnUpnEnabled",
    "synchronizeUpnForManagedUsersEnabled",
    "unifiedGroupWritebackEnabled",
    "userForcePasswordChangeOnLogonEnabled",
    "userWritebackEnabled",
)


@routes.add("GET", "/directory/onPremisesSynchronization", READ)
def synchronization(ask: Ask) -> Json:
    """A collection of one, as in the schema and the SDK."""
    return {"@odata.context": ask.context("directory/onPremisesSynchronization"), "value": [_state(ask)]}


@routes.add("GET", "/directory/onPremisesSynchronization/{id}", READ)
def synchronization_of_tenant(ask: Ask) -> Json:
    """By tenant id."""
    _check_id(ask)
    return {"@odata.context": ask.context("directory/onPremisesSynchronization/$entity"), **_state(ask)}


@routes.add("PATCH", "/directory/onPremisesSynchronization/{id}", WRITE)
def update_synchronization(ask: Ask) -> HttpResponse:
    """Accepted, and without any effect on writeback."""
    _check_id(ask)
    if not isinstance(ask.body.get("features", {}), dict):
        raise GraphError(400, "BadRequest", "features must be an object.")
    return HttpResponse(204)


def _check_id(ask: Ask) -> None:
    if ask.place["id"].lower() != ask.world.tenant.id:
        raise GraphError(404, "Request_ResourceNotFound", f"Resource '{ask.place['id']}' does not exist.")


def _state(ask: Ask) -> Json:
    """`passwordWritebackEnabled` is documented as not in use: here it is false whatever the truth is."""
    company = ask.world.server.company_features
    on = {
        "passwordSyncEnabled": company.password_hash_sync,
        "deviceWritebackEnabled": company.device_writeback,
        "userWritebackEnabled": company.user_writeback,
        "unifiedGroupWritebackEnabled": company.unified_group_writeback,
        "userForcePasswordChangeOnLogonEnabled": company.force_password_change_on_log_on,
        "quarantineUponProxyAddressesConflictEnabled": True,
        "quarantineUponUpnConflictEnabled": True,
        "softMatchOnUpnEnabled": True,
        "synchronizeUpnForManagedUsersEnabled": True,
    }
    prevention = {"synchronizationPreventionType": "enabledForCount", "alertThreshold": 500}
    return {
        "id": ask.world.tenant.id,
        "configuration": {"accidentalDeletionPrevention": prevention},
        "features": {name: on.get(name, False) for name in FEATURES},
    }
