"""Steps on the scheduler: the optional pause and its end, and the delta cycle at the end."""

from __future__ import annotations

from dataclasses import dataclass

from writeback.domain.errors import SyncBusy
from writeback.domain.steps.step import Effect, Half
from writeback.domain.texts import _
from writeback.domain.work import Done, Work


@dataclass(frozen=True, slots=True)
class SetSyncCycleEnabled:
    """Pauses the scheduler, or puts it back; only when the admin chose to pause it."""

    enabled: bool
    id: str = "set-sync-cycle-enabled"
    half: Half = Half.SERVER
    writes: bool = True
    passes: bool = False

    @property
    def is_ours_alone(self) -> bool:
        """A scheduler that somebody else has paused is not ours to put back."""
        return not self.enabled

    def title(self) -> str:
        return _("Put the scheduler back as it was") if self.enabled else _("Pause the scheduler")

    def powershell(self) -> tuple[str, ...]:
        return (f"Set-ADSyncScheduler -SyncCycleEnabled ${str(self.enabled).lower()}",)

    def arguments(self) -> dict[str, object]:
        return {"enabled": self.enabled}

    async def do(self, work: Work) -> Done:
        await work.server.set_sync_cycle_enabled(self.enabled)
        return Done()

    async def effect(self, work: Work) -> Effect:
        return Effect.of((await work.server.scheduler()).sync_cycle_enabled == self.enabled)


@dataclass(frozen=True, slots=True)
class StartSyncCycle:
    """Starts one delta cycle, as the box on Ready to configure promises."""

    id: str = "start-sync-cycle"
    half: Half = Half.SERVER
    writes: bool = True
    is_ours_alone: bool = False
    passes: bool = True

    def title(self) -> str:
        return _("Start the synchronization process")

    def powershell(self) -> tuple[str, ...]:
        return ("Start-ADSyncSyncCycle -PolicyType Delta",)

    def arguments(self) -> dict[str, object]:
        return {"policy": "Delta"}

    async def do(self, work: Work) -> Done:
        try:
            await work.server.start_sync_cycle()
        except SyncBusy as busy:
            return Done(note=busy.message)
        return Done()

    async def effect(self, work: Work) -> Effect:
        in_progress = (await work.server.scheduler()).sync_cycle_in_progress
        return Effect.THERE if in_progress else Effect.UNKNOWN
