"""Synchronization cycles: planned by the scheduler, or started and stopped by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from writeback.lab.world.connectors import Connector
from writeback.lab.world.effects import Effect
from writeback.lab.world.scheduler import PolicyType
from writeback.lab.world.server import Run

if TYPE_CHECKING:
    from writeback.lab.world.state import World


class Cycles:
    """The scheduler at work. A cycle runs its steps one after the other, each on one busy connector."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._planned: Effect | None = None
        self._running: list[Effect] = []

    def plan_next(self) -> None:
        """Plan the start that the scheduler announces, instead of the one planned before."""
        if self._planned is not None:
            self._planned.cancel()
        start = self._world.server.scheduler.next_sync_cycle_start_time_in_utc
        self._planned = self._world.at(start, self._tick)

    def start(self, policy: PolicyType, seconds: float | None = None) -> None:
        """Begin a cycle now; the caller has made sure that none is running."""
        world, scheduler = self._world, self._world.server.scheduler
        steps = _steps(world, policy)
        share = (seconds if seconds is not None else world.timing.cycle_seconds) / len(steps)
        scheduler.sync_cycle_in_progress = True
        self._begin(*steps[0])
        self._running = [
            world.after(share * number, partial(self._begin, *step))
            for number, step in enumerate(steps[1:], start=1)
        ]
        self._running.append(world.after(share * len(steps), self._end))
        scheduler.next_sync_cycle_policy_type = PolicyType.DELTA
        self._announce(world.moment + scheduler.currently_effective_sync_cycle_interval)

    def stop(self) -> None:
        """End the running cycle early: what it has not done yet is left to the next one."""
        for effect in self._running:
            effect.cancel()
        self._finish("stopped-user-termination")

    def reschedule(self) -> None:
        """The interval changed: the next start is never later than one interval from now."""
        scheduler = self._world.server.scheduler
        latest = self._world.moment + scheduler.currently_effective_sync_cycle_interval
        self._announce(min(latest, scheduler.next_sync_cycle_start_time_in_utc))

    def _announce(self, start_moment: datetime) -> None:
        self._world.server.scheduler.next_sync_cycle_start_time_in_utc = start_moment
        self.plan_next()

    def _tick(self) -> None:
        scheduler = self._world.server.scheduler
        if scheduler.next_sync_cycle_start_time_in_utc > self._world.moment:
            # Somebody has put it off by the control API.
            self.plan_next()
        elif scheduler.runs_by_itself and not scheduler.sync_cycle_in_progress:
            self.start(scheduler.next_sync_cycle_policy_type)
        else:
            self._announce(self._world.moment + scheduler.currently_effective_sync_cycle_interval)

    def _begin(self, connector: Connector, profile: str) -> None:
        self._close_run("success")
        server = self._world.server
        server.busy_connector = connector.name
        number = 1 + sum(run.connector == connector.name for run in server.runs)
        moment = self._world.moment
        run_id = self._world.guid()
        server.runs.append(Run(run_id, connector.name, connector.identifier, profile, number, moment))

    def _end(self) -> None:
        self._finish("success")
        if not self._world.server.staging:
            self._world.tenant.last_sync = self._world.moment

    def _finish(self, result: str) -> None:
        self._running = []
        self._close_run(result)
        self._world.server.busy_connector = None
        self._world.server.scheduler.sync_cycle_in_progress = False
        self._purge()

    def _close_run(self, result: str) -> None:
        runs = self._world.server.runs
        if runs and runs[-1].ended is None:
            runs[-1].ended = self._world.moment
            runs[-1].result = result

    def _purge(self) -> None:
        server = self._world.server
        oldest = self._world.moment - max(server.scheduler.purge_run_history_interval, timedelta(hours=1))
        server.runs = [run for run in server.runs if run.started >= oldest]


def _steps(world: World, policy: PolicyType) -> list[tuple[Connector, str]]:
    """Import AD and Entra, synchronize both, export Entra and AD; a staging server exports nothing."""
    server = world.server
    kind = "Full" if policy is PolicyType.INITIAL else "Delta"
    forests: list[Connector] = list(server.ad_connectors)
    cloud: list[Connector] = [server.aad_connector]
    steps = [(c, f"{kind} Import") for c in forests + cloud]
    steps += [(c, f"{kind} Synchronization") for c in forests + cloud]
    return steps if server.staging else steps + [(c, "Export") for c in cloud + forests]
