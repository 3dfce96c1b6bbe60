"""The scheduler of the sync server, property by property as `SchedulerSettings` shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum


class PolicyType(IntEnum):
    """SynchronizationPolicyType of the module."""

    UNSPECIFIED = 0
    DELTA = 1
    INITIAL = 2

    @property
    def powershell(self) -> str:
        """As PowerShell writes it."""
        return self.name.capitalize()


@dataclass(slots=True)
class Scheduler:
    """Attribute names follow the cmdlet's properties, in snake case."""

    next_sync_cycle_start_time_in_utc: datetime
    allowed_sync_cycle_interval: timedelta = timedelta(minutes=30)
    customized_sync_cycle_interval: timedelta | None = None
    next_sync_cycle_policy_type: PolicyType = PolicyType.DELTA
    purge_run_history_interval: timedelta = timedelta(days=7)
    sync_cycle_enabled: bool = True
    maintenance_enabled: bool = True
    staging_mode_enabled: bool = False
    scheduler_suspended: bool = False
    sync_cycle_in_progress: bool = False

    @property
    def currently_effective_sync_cycle_interval(self) -> timedelta:
        """The customized interval if there is one; never shorter than the allowed one."""
        custom = self.customized_sync_cycle_interval
        return max(custom, self.allowed_sync_cycle_interval) if custom else self.allowed_sync_cycle_interval

    @property
    def runs_by_itself(self) -> bool:
        """Whether the next planned cycle will start."""
        return self.sync_cycle_enabled and not self.scheduler_suspended
