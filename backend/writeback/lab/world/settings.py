"""The engine's global settings parameters: another view of what scheduler and features already say."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

from writeback.lab.world.server import Server

_FEATURES = (
    "GroupWriteBack",
    "DeviceWriteBack",
    "DeviceWriteUp",
    "UserWriteBack",
    "HybridExchange",
    "ExchangeMailPublicFolder",
    "FilterAAD",
    "DirectoryExtension",
    "GroupFiltering",
    "ExportDeletionThreshold",
)


def global_settings(server: Server) -> dict[str, str]:
    """Name to value, as text in the invariant culture."""
    return {
        **_schedule(server),
        "Microsoft.Synchronize.ServerConfigurationVersion": server.version,
        "Microsoft.UserSignIn.SignOnMethod": "PasswordHashSync",
        "Microsoft.UserSignIn.DesktopSsoEnabled": "False",
        "Microsoft.SynchronizationOption.AnchorAttribute": "mS-DS-ConsistencyGuid",
        "Microsoft.SynchronizationOption.UPNAttribute": "userPrincipalName",
        "Microsoft.SynchronizationOption.JoinCriteria": "AlwaysProvision",
        **_optional_features(server),
        "Microsoft.OptionalFeature.ExportDeletionThresholdValue": "500",
        "Microsoft.OptionalFeature.AutoUpgradeState": server.auto_upgrade,
        "Microsoft.OptionalFeature.AutoUpgradeSuspensionReason": server.auto_upgrade_suspension_reason,
        "Microsoft.SystemInformation.MachineRole": "RoleMemberServer",
    }


def time_span(value: timedelta) -> str:
    """.NET's constant format: `[d.]hh:mm:ss`."""
    hours, rest = divmod(value.seconds, 3600)
    days = f"{value.days}." if value.days else ""
    return f"{days}{hours:02}:{rest // 60:02}:{rest % 60:02}"


def _schedule(server: Server) -> dict[str, str]:
    scheduler = server.scheduler
    next_start = scheduler.next_sync_cycle_start_time_in_utc
    return {
        "Microsoft.Synchronize.TimeInterval": time_span(scheduler.currently_effective_sync_cycle_interval),
        "Microsoft.Synchronize.StagingMode": str(scheduler.staging_mode_enabled),
        "Microsoft.Synchronize.SynchronizationPolicy": scheduler.next_sync_cycle_policy_type.powershell,
        "Microsoft.Synchronize.SynchronizationSchedule": str(scheduler.sync_cycle_enabled),
        "Microsoft.Synchronize.MaintenanceEnabled": str(scheduler.maintenance_enabled),
        "Microsoft.Synchronize.SchedulerSuspended": str(scheduler.scheduler_suspended),
        "Microsoft.Synchronize.NextStartTime": format_datetime(next_start, usegmt=True),
        "Microsoft.Synchronize.RunHistoryPurgeInterval": time_span(scheduler.purge_run_history_interval),
    }


def _optional_features(server: Server) -> dict[str, str]:
    own = {
        "GroupWriteBack": server.company_features.unified_group_writeback,
        "DeviceWriteBack": server.company_features.device_writeback,
        "UserWriteBack": server.company_features.user_writeback,
        "ExportDeletionThreshold": True,
        **server.optional_features,
    }
    return {f"Microsoft.OptionalFeature.{name}": str(own.get(name, False)) for name in _FEATURES}
