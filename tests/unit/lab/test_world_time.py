"""Lab time and effects: the world moves when it is looked at, exactly as far as the clock went."""

from __future__ import annotations

import asyncio

from writeback.lab.clock import Clock, ManualClock
from writeback.lab.world import build


def test_effects_happen_in_the_order_of_their_moments() -> None:
    world, seen = build("contoso", clock := ManualClock()), []
    world.after(20, lambda: seen.append("late"))
    world.after(10, lambda: seen.append("early"))
    clock.advance(30)
    world.settle()
    assert seen == ["early", "late"]


def test_an_effect_sees_the_moment_it_was_planned_for() -> None:
    world, seen = build("contoso", clock := ManualClock()), []
    planned = world.moment
    world.after(10, lambda: seen.append((world.moment - planned).total_seconds()))
    clock.advance(500)
    world.settle()
    assert seen == [10]


def test_nothing_happens_before_its_time() -> None:
    world, seen = build("contoso", clock := ManualClock()), []
    world.after(10, lambda: seen.append(1))
    clock.advance(9.9)
    world.settle()
    assert not seen


def test_a_cancelled_effect_does_not_happen() -> None:
    world, seen = build("contoso", clock := ManualClock()), []
    world.after(10, lambda: seen.append(1)).cancel()
    clock.advance(10)
    world.settle()
    assert not seen


async def test_advancing_a_running_clock_wakes_its_sleepers() -> None:
    clock = Clock(speed=1.0)
    sleeper = asyncio.create_task(clock.sleep(3600))
    await asyncio.sleep(0)
    clock.advance(3600)
    async with asyncio.timeout(5):
        await sleeper


async def test_sleeping_on_a_manual_clock_moves_it() -> None:
    clock = ManualClock()
    before = clock.now()
    await clock.sleep(60)
    assert (clock.now() - before).total_seconds() == 60


def test_real_seconds_are_lab_seconds_over_speed() -> None:
    assert Clock(speed=30).real_seconds(300) == 10
