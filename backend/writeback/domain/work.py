"""What a step works with while the engine runs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from writeback.domain.facts import LogEvent
from writeback.domain.ports import CloudCredential, Pause, SyncServer, TenantSwitches
from writeback.domain.run import StepOutcome


@dataclass(frozen=True, slots=True)
class Work:
    """The two ends, and the ways to wait and to tell. `since` is the server's clock at the run's start."""

    run_id: str
    server: SyncServer
    switches: TenantSwitches
    credential: CloudCredential
    since: datetime
    pause: Pause
    elapsed: Callable[[], float]
    """Seconds since the step began, monotonic."""
    tell: Callable[[str, tuple[LogEvent, ...]], None]
    """Reports a sentence, or events seen, or both."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a step ended, with one sentence where there is something to add."""

    outcome: StepOutcome = StepOutcome.DONE
    note: str = ""
