"""Waiting for the server's events: which count, and which belong to an earlier try."""

from __future__ import annotations

from typing import Any

import pytest
from tests.builders import NOW, event
from tests.unit.engine.fake_server import FakeServer

from writeback.domain.choices import ServerCredential
from writeback.domain.errors import StepFailed
from writeback.domain.facts import LogEvent
from writeback.domain.ports import CloudCredential
from writeback.domain.run import StepOutcome
from writeback.domain.steps import AwaitEvents
from writeback.domain.windows_events import ONBOARDING_START, ONBOARDING_SUCCESS
from writeback.domain.work import Done, Work

REFUSED = 32011


async def waited(*log: LogEvent) -> Done:
    async def no_pause(_seconds: float) -> None:
        raise AssertionError("it waits for more")

    server: Any = FakeServer(log=log)
    nothing = CloudCredential(ServerCredential.NONE)
    work = Work("r", server, server, nothing, NOW, no_pause, lambda: 0.0, lambda _text, _events: None)
    return await AwaitEvents((ONBOARDING_SUCCESS,)).do(work)


async def test_a_refused_onboarding_ends_the_step() -> None:
    with pytest.raises(StepFailed, match="32011"):
        await waited(event(ONBOARDING_START, 1), event(REFUSED, 2))


async def test_a_refusal_without_a_beginning_ends_the_step() -> None:
    with pytest.raises(StepFailed, match="32011"):
        await waited(event(REFUSED, 2))


async def test_a_refusal_before_the_change_began_anew_is_that_of_the_earlier_try() -> None:
    earlier = (event(ONBOARDING_START, 1), event(REFUSED, 2))
    done = await waited(*earlier, event(ONBOARDING_START, 3), event(ONBOARDING_SUCCESS, 4))
    assert done.outcome is StepOutcome.DONE
