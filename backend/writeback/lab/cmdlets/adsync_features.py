"""Features of the tenant and of password hash synchronization."""

from __future__ import annotations

from typing import Annotated

from writeback.lab.cmdlets.adsync import (
    CMDLETS,
    OBJECT_MODEL,
    adsync_cmdlet,
    server_for_reading,
    unknown_connector,
)
from writeback.lab.powershell import Call, Mandatory, Position, Switch, dotnet, enum
from writeback.lab.world.connectors import AdConnector

_UPGRADE_STATES = ("Disabled", "Enabled", "Suspended")


@adsync_cmdlet("Get-ADSyncAADCompanyFeature")
def get_company_feature(call: Call) -> None:
    """Six flags, none of them about password writeback. Takes no parameters since 2.0."""
    features = server_for_reading(call).company_features
    call.output(
        dotnet(
            f"{CMDLETS}.AadFeatureState",
            {
                "PasswordHashSync": features.password_hash_sync,
                "ForcePasswordChangeOnLogOn": features.force_password_change_on_log_on,
                "UserWriteback": features.user_writeback,
                "DeviceWriteback": features.device_writeback,
                "UnifiedGroupWriteback": features.unified_group_writeback,
                "GroupWritebackV2": features.group_writeback_v2,
            },
        )
    )


@adsync_cmdlet("Get-ADSyncAADPasswordSyncConfiguration", confirm=True)
def get_password_sync_configuration(
    call: Call, *, SourceConnector: Annotated[str, Mandatory, Position(0)]
) -> None:
    """Whether hashes of a forest go to the tenant."""
    server = server_for_reading(call)
    connector = server.connector(SourceConnector)
    if not isinstance(connector, AdConnector):
        raise unknown_connector(SourceConnector)
    call.output(
        dotnet(
            f"{CMDLETS}.AADPasswordSyncConfigurationRecord",
            {
                "SourceConnector": connector.name,
                "TargetConnector": server.aad_connector.name,
                "Enabled": connector.password_hash_sync,
            },
        )
    )


@adsync_cmdlet("Get-ADSyncAutoUpgrade")
def get_auto_upgrade(call: Call, *, Detail: Switch = False) -> None:
    """The state alone, or with the reason of a suspension."""
    server = server_for_reading(call)
    number = _UPGRADE_STATES.index(server.auto_upgrade)
    state = enum(f"{OBJECT_MODEL}.AutoUpgradeConfigurationState", server.auto_upgrade, number)
    if not Detail:
        call.output(state)
        return
    properties = {"State": state, "SuspensionReason": server.auto_upgrade_suspension_reason}
    call.output(dotnet(f"{OBJECT_MODEL}.AutoUpgradeConfiguration", properties))
