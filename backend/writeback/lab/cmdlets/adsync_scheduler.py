"""The scheduler and its cycles."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from writeback.lab.cmdlets.adsync import (
    OBJECT_MODEL,
    adsync_cmdlet,
    server_for_configuring,
    server_for_operating,
    server_for_reading,
)
from writeback.lab.powershell import Call, Category, CmdletError, Switch, dotnet, enum
from writeback.lab.world import Server
from writeback.lab.world.scheduler import PolicyType

Policy = Literal["Delta", "Initial", "Unspecified"]


@adsync_cmdlet("Get-ADSyncScheduler")
def get_scheduler(call: Call) -> None:
    """All settings; the next start is UTC without saying so (its kind is unspecified)."""
    scheduler = server_for_reading(call).scheduler
    policy = scheduler.next_sync_cycle_policy_type
    call.output(
        dotnet(
            f"{OBJECT_MODEL}.SchedulerSettings",
            {
                "AllowedSyncCycleInterval": scheduler.allowed_sync_cycle_interval,
                "CurrentlyEffectiveSyncCycleInterval": scheduler.currently_effective_sync_cycle_interval,
                "CustomizedSyncCycleInterval": scheduler.customized_sync_cycle_interval,
                "NextSyncCyclePolicyType": enum(
                    f"{OBJECT_MODEL}.SynchronizationPolicyType", policy.powershell, policy.value
                ),
                "NextSyncCycleStartTimeInUTC": scheduler.next_sync_cycle_start_time_in_utc.replace(
                    tzinfo=None
                ),
                "PurgeRunHistoryInterval": scheduler.purge_run_history_interval,
                "SyncCycleEnabled": scheduler.sync_cycle_enabled,
                "MaintenanceEnabled": scheduler.maintenance_enabled,
                "StagingModeEnabled": scheduler.staging_mode_enabled,
                "SchedulerSuspended": scheduler.scheduler_suspended,
                "SyncCycleInProgress": scheduler.sync_cycle_in_progress,
            },
        )
    )


@adsync_cmdlet("Set-ADSyncScheduler")
def set_scheduler(
    call: Call,
    *,
    CustomizedSyncCycleInterval: timedelta | None = None,
    SyncCycleEnabled: bool | None = None,
    NextSyncCyclePolicyType: Policy | None = None,
    PurgeRunHistoryInterval: timedelta | None = None,
    MaintenanceEnabled: bool | None = None,
    SchedulerSuspended: bool | None = None,
    Force: Switch = False,
) -> None:
    """Changes what is given; an interval below the allowed one is kept but has no effect."""
    server = server_for_configuring(call)
    scheduler = server.scheduler
    given = {
        "customized_sync_cycle_interval": CustomizedSyncCycleInterval,
        "sync_cycle_enabled": SyncCycleEnabled,
        "purge_run_history_interval": PurgeRunHistoryInterval,
        "maintenance_enabled": MaintenanceEnabled,
        "scheduler_suspended": SchedulerSuspended,
        "next_sync_cycle_policy_type": _policy(NextSyncCyclePolicyType),
    }
    for name, value in given.items():
        if value is not None:
            setattr(scheduler, name, value)
    if CustomizedSyncCycleInterval is not None:
        call.world.cycles.reschedule()


@adsync_cmdlet("Start-ADSyncSyncCycle", class_name="StartADSyncSyncCycle")
def start_sync_cycle(
    call: Call, *, PolicyType: Policy = "Unspecified", InteractiveMode: bool | None = None
) -> None:
    """Returns at once; the cycle goes on by itself."""
    server = server_for_operating(call)
    _refuse_start(server)
    policy = _policy(PolicyType) or server.scheduler.next_sync_cycle_policy_type
    call.world.cycles.start(policy)
    result = enum(f"{OBJECT_MODEL}.SchedulerOperationResult", "Success", 0)
    call.output(dotnet(f"{OBJECT_MODEL}.SchedulerOperationStatus", {"Result": result}))


@adsync_cmdlet("Stop-ADSyncSyncCycle", class_name="StopADSyncSyncCycle")
def stop_sync_cycle(call: Call) -> None:
    """Ends the running cycle; nothing happens when there is none."""
    server = server_for_operating(call)
    if server.scheduler.sync_cycle_in_progress:
        call.world.cycles.stop()


@adsync_cmdlet("Get-ADSyncConnectorRunStatus")
def get_connector_run_status(call: Call) -> None:
    """Nothing when idle, else the busy connector."""
    server = server_for_reading(call)
    if server.busy_connector is not None:
        state = enum(f"{OBJECT_MODEL}.ConnectorRunState", "Busy", 1)
        properties = {"RunState": state, "ConnectorName": server.busy_connector}
        call.output(dotnet(f"{OBJECT_MODEL}.ConnectorRunStatus", properties))


def _policy(name: str | None) -> PolicyType | None:
    """None for a policy that was not given or left unspecified."""
    return PolicyType[name.upper()] if name not in (None, "Unspecified") else None


def _refuse_start(server: Server) -> None:
    if server.scheduler.scheduler_suspended:
        raise _engine_refusal("Scheduler is already suspended via global parameters.")
    if server.scheduler.sync_cycle_in_progress:
        raise _engine_refusal("Sync is already running. Cannot start a new run till this one completes.")


def _engine_refusal(reason: str) -> CmdletError:
    """The cmdlet reports the engine's exception as text, and uses that text as the error's id."""
    text = f"System.InvalidOperationException: {reason}"
    return CmdletError(text, text, Category.WriteError)
