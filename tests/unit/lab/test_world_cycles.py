"""The scheduler's cycles."""

from __future__ import annotations

import pytest

from writeback.lab.clock import ManualClock
from writeback.lab.world import World, build
from writeback.lab.world.scheduler import PolicyType


@pytest.fixture
def world() -> World:
    return build("contoso", ManualClock())


def pass_time(world: World, seconds: float) -> None:
    world.clock.advance(seconds)
    world.settle()


def seconds_to_next(world: World) -> float:
    return (world.server.scheduler.next_sync_cycle_start_time_in_utc - world.moment).total_seconds()


def test_a_cycle_starts_when_it_was_announced(world: World) -> None:
    pass_time(world, seconds_to_next(world))
    assert world.server.scheduler.sync_cycle_in_progress
    assert world.server.busy_connector == "contoso.com"


def test_a_finished_cycle_moves_the_tenants_last_sync(world: World) -> None:
    before = world.tenant.last_sync
    pass_time(world, seconds_to_next(world) + 90)
    assert not world.server.scheduler.sync_cycle_in_progress
    assert world.server.busy_connector is None
    assert before is not None
    assert world.tenant.last_sync is not None
    assert world.tenant.last_sync > before


def test_every_connector_is_busy_in_turn(world: World) -> None:
    pass_time(world, seconds_to_next(world))
    busy = [world.server.busy_connector]
    for _ in range(5):
        pass_time(world, 15)
        busy.append(world.server.busy_connector)
    ad, aad = "contoso.com", "contoso.onmicrosoft.com - AAD"
    assert busy == [ad, aad, ad, aad, aad, ad]


def test_the_next_start_is_one_interval_after_the_last(world: World) -> None:
    pass_time(world, seconds_to_next(world))
    assert seconds_to_next(world) == 1800


@pytest.mark.parametrize("field", ["sync_cycle_enabled", "scheduler_suspended"])
def test_a_scheduler_that_is_held_starts_nothing(world: World, field: str) -> None:
    setattr(world.server.scheduler, field, field == "scheduler_suspended")
    pass_time(world, 7200)
    assert not world.server.scheduler.sync_cycle_in_progress
    assert world.server.scheduler.next_sync_cycle_start_time_in_utc > world.moment


def test_a_released_scheduler_goes_on(world: World) -> None:
    world.server.scheduler.sync_cycle_enabled = False
    pass_time(world, 7200)
    world.server.scheduler.sync_cycle_enabled = True
    pass_time(world, seconds_to_next(world))
    assert world.server.scheduler.sync_cycle_in_progress


def test_a_stopped_cycle_leaves_the_tenant_as_it_was(world: World) -> None:
    before = world.tenant.last_sync
    world.cycles.start(PolicyType.DELTA)
    pass_time(world, 20)
    world.cycles.stop()
    pass_time(world, 300)
    assert world.tenant.last_sync == before
    assert world.server.runs[-1].result == "stopped-user-termination"


def test_an_initial_cycle_runs_full_profiles_once(world: World) -> None:
    world.cycles.start(PolicyType.INITIAL)
    assert world.server.runs[-1].profile == "Full Import"
    assert world.server.scheduler.next_sync_cycle_policy_type is PolicyType.DELTA


def test_the_running_cycle_of_the_scenario_ends() -> None:
    world = build("sync-running", ManualClock())
    pass_time(world, 599)
    assert world.server.scheduler.sync_cycle_in_progress
    pass_time(world, 1)
    assert not world.server.scheduler.sync_cycle_in_progress


def test_a_staging_server_exports_nothing() -> None:
    world = build("staging", ManualClock())
    before = world.tenant.last_sync
    done = len(world.server.runs)
    world.cycles.start(PolicyType.DELTA)
    pass_time(world, 90)
    assert "Export" not in {run.profile for run in world.server.runs[done:]}
    assert world.tenant.last_sync == before
