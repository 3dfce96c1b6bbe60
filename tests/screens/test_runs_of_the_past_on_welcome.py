"""Welcome says first what happened while nobody looked; an outcome counts as seen at a key."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.past import ID, ended_run, past_run
from tests.screens.pages import shown, text_of, until, wizard_on
from tests.stand_in import StandInSession, session_of

from writeback.domain.choices import Choices
from writeback.domain.run import RunEnded, RunOutcome
from writeback_tui.catalogue import Page


def flat(text: str) -> str:
    return " ".join(" ".join(line[25:] for line in text.splitlines()).split())


def unseen(**changes: object) -> StandInSession:
    return session_of(ended_unseen=(ended_run(verdict="proven"),), **changes)  # type: ignore[arg-type]


@pytest.mark.usefixtures("spoken")
async def test_a_run_that_ended_with_nobody_to_see_it_is_told_first() -> None:
    async with wizard_on(Page.WELCOME, unseen()) as (pilot, _screen):
        await check_golden(pilot, "welcome-unseen")


async def test_its_steps_can_be_read_and_then_it_counts_as_seen() -> None:
    session = unseen()
    async with wizard_on(Page.WELCOME, session) as (pilot, _screen):
        await pilot.press("tab")
        assert session.seen == []
        await pilot.press("f6")
        assert "STEPS" in text_of(pilot)
        await until(pilot, lambda: session.seen == [ID])


async def test_going_on_from_the_notice_counts_as_seen() -> None:
    session = unseen()
    async with wizard_on(Page.WELCOME, session) as (pilot, _screen):
        await pilot.press("enter")
        assert shown(pilot).PAGE is Page.TASKS
        await until(pilot, lambda: session.seen == [ID])


async def test_several_of_them_are_counted() -> None:
    older = replace(ended_run(), id="20260618T080000Z-0002")
    session = session_of(ended_unseen=(ended_run(), older))
    async with wizard_on(Page.WELCOME, session) as (pilot, _screen):
        assert "1 more like it." in flat(text_of(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: len(session.seen) == 2)


@pytest.mark.usefixtures("spoken")
async def test_an_interrupted_run_comes_before_any_task() -> None:
    session = session_of(past=(past_run(),), signed_in=True)
    async with wizard_on(Page.WELCOME, session, task=None) as (pilot, _screen):
        await check_golden(pilot, "welcome-interrupted")
        await pilot.press("enter")
        await until(pilot, lambda: shown(pilot).PAGE is Page.INTERRUPTED)


async def test_what_blocks_a_change_does_not_block_the_way_to_an_interrupted_run() -> None:
    paused = replace(builders.SCHEDULER, scheduler_suspended=True)
    session = session_of(past=(past_run(),), server=builders.server_facts(scheduler=paused))
    async with wizard_on(Page.WELCOME, session, task=None) as (pilot, _screen):
        await pilot.press("enter")
        await until(pilot, lambda: shown(pilot).PAGE is Page.INTERRUPTED)


async def test_an_outcome_on_the_screen_counts_as_seen_at_the_next_key_only() -> None:
    session = session_of(server=builders.enabled_server(), signed_in=True)
    await session.survey()
    plan = session.plan(Choices(password_writeback=False))
    run = RunEnded(ID, RunOutcome.DONE, "Everything was done.", "/runs/1.jsonl")
    async with wizard_on(Page.COMPLETE, session, plan=plan, run=run, runs=[run]) as (pilot, _screen):
        assert session.seen == []
        await pilot.press("tab")
        await until(pilot, lambda: session.seen == [ID])
