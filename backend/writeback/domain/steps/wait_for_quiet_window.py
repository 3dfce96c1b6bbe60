"""Waiting for a moment in which the scheduler leaves the configuration alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from writeback.domain.errors import StepFailed, SyncBusy
from writeback.domain.facts import Scheduler
from writeback.domain.steps.step import POLL_SECONDS, Effect, Half
from writeback.domain.texts import _
from writeback.domain.work import Done, Work

QUIET = timedelta(seconds=60)
"""The next cycle must be at least this far away (server time)."""
QUIET_DEADLINE = 3600.0


@dataclass(frozen=True, slots=True)
class WaitForQuietWindow:
    """Waits until no cycle runs and the next one is far enough away; never stops or suspends anything."""

    id: str = "wait-for-quiet-window"
    half: Half = Half.SERVER
    writes: bool = False
    is_ours_alone: bool = False
    passes: bool = False

    def title(self) -> str:
        return _("Wait until no sync cycle is running")

    def powershell(self) -> tuple[str, ...]:
        return ("Get-ADSyncScheduler", "Get-ADSyncConnectorRunStatus")

    def arguments(self) -> dict[str, object]:
        return {}

    async def do(self, work: Work) -> Done:
        told = ""
        while True:
            reason = await self._reason_to_wait(work)
            if not reason:
                return Done()
            if work.elapsed() > QUIET_DEADLINE:
                raise SyncBusy(reason, _("Nothing was changed; run the plan again when the cycle has ended."))
            if reason != told:
                work.tell(reason, ())
                told = reason
            await work.pause(POLL_SECONDS)

    async def effect(self, work: Work) -> Effect:
        return Effect.of(not await self._reason_to_wait(work))

    async def _reason_to_wait(self, work: Work) -> str:
        scheduler = await work.server.scheduler()
        if scheduler.staging_mode_enabled:
            raise StepFailed(
                _("The server is in staging mode now."),
                _("Run this on the active server; nothing was changed."),
            )
        if scheduler.scheduler_suspended:
            raise SyncBusy(
                _("The scheduler is suspended: another wizard is open."),
                _("Close it and run the plan again; nothing was changed."),
            )
        if scheduler.sync_cycle_in_progress or await work.server.busy_connectors():
            return _("A sync cycle is running; waiting for its end.")
        if _is_close(scheduler):
            return _("The next sync cycle is about to start; waiting until it has ended.")
        return ""


def _is_close(scheduler: Scheduler) -> bool:
    """Whether the next cycle starts within QUIET of the server's clock."""
    if not scheduler.sync_cycle_enabled or scheduler.next_start is None or scheduler.clock is None:
        return False
    return timedelta(0) <= scheduler.next_start - scheduler.clock < QUIET
