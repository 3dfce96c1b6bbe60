"""Configuring: the run on the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.screens.pages import shown, text_of, until, wizard_on
from tests.screens.scripted import DONE, ENABLE, ScriptedSession, scripted
from textual.pilot import Pilot

from writeback.domain.errors import ConnectionLost, PlanStale, ServerLocked
from writeback.domain.facts import Edition, Unknown
from writeback.domain.run import RunOutcome, StepOutcome
from writeback.domain.texts import _
from writeback_tui.catalogue import Page
from writeback_tui.screens import configuring
from writeback_tui.screens.wizard import WizardScreen

LOST = "The connection broke. Whether it took effect is not known."
DOUBT = (StepOutcome.IN_DOUBT, LOST)
FAILED = (StepOutcome.FAILED, "The server logged 32009 AuthTokenError.")
ENABLED = (builders.enabled_server(), builders.enabled_tenant())


@asynccontextmanager
async def on_run(
    session: ScriptedSession, until_page: Page | None = None
) -> AsyncIterator[tuple[Pilot[None], WizardScreen]]:
    """The page; a run that is held at a step goes on at the end, because the program waits for it."""
    kept: dict[str, Any] = {"choices": ENABLE, "plan": session.plan(ENABLE)}
    async with wizard_on(Page.CONFIGURING, session, until_page=until_page, **kept) as (pilot, screen):
        try:
            yield pilot, screen
        finally:
            screen.wizard.worker.tell(session.may_go_on.set)


def flat(text: str) -> str:
    rows = (line[25:] for line in text.splitlines())
    return " ".join(" ".join(rows).split())


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("edition", Edition)
async def test_steps_and_events_are_shown_while_the_run_goes(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(configuring, "elapsed", lambda seconds: "00:48")
    session = scripted(DONE, DONE, None, edition=edition)
    async with on_run(session) as (pilot, _screen):
        await until(pilot, lambda: f"[..] {_('Enable Password writeback')}" in text_of(pilot))
        await check_golden(pilot, f"configuring-{edition.value}")


async def test_a_run_that_succeeds_leads_on_by_itself() -> None:
    session = scripted(*[DONE] * 4, after_run=ENABLED)
    async with on_run(session) as (pilot, screen):
        await until(pilot, lambda: shown(pilot).PAGE is Page.COMPLETE)
        assert [run.outcome for run in screen.wizard.state.runs] == [RunOutcome.DONE]
        assert screen.wizard.state.changing is False


async def test_stop_tells_the_session_and_waits_for_the_step() -> None:
    session = scripted(None)
    async with on_run(session) as (pilot, screen):
        await pilot.press("enter")
        await until(pilot, lambda: "stop_after_step" in session.calls)
        assert "The run ends after the step it is at." in text_of(pilot)
        assert screen.wizard.state.changing is True


async def test_escape_does_nothing_while_the_run_goes() -> None:
    async with on_run(scripted(None)) as (pilot, _screen):
        await pilot.press("escape", "f7", "f8")
        assert shown(pilot).PAGE is Page.CONFIGURING


async def test_the_run_goes_on_when_the_screen_does_not_answer() -> None:
    session = scripted(None, *[DONE] * 3, after_run=ENABLED)
    async with on_run(session) as (pilot, screen):
        screen.wizard.worker.tell(session.may_go_on.set)
        await until(pilot, lambda: shown(pilot).PAGE is Page.COMPLETE)


async def test_a_failed_step_is_said_in_words_and_leads_back_to_ready() -> None:
    async with on_run(scripted(DONE, DONE, FAILED, ends=RunOutcome.FAILED)) as (pilot, _screen):
        await until(pilot, lambda: "[ Back to the plan ]" in text_of(pilot))
        assert "The run failed. The server logged 32009 AuthTokenError." in flat(text_of(pilot))
        assert "[!!] Enable Password writeback" in text_of(pilot)
        await pilot.press("enter")
        assert shown(pilot).PAGE is Page.READY


async def test_a_stopped_run_says_so() -> None:
    stopped = (StepOutcome.DONE, "Stopped as asked before the next step.")
    async with on_run(scripted(DONE, stopped, ends=RunOutcome.STOPPED)) as (pilot, _screen):
        await until(pilot, lambda: "The run was stopped." in text_of(pilot))


async def test_in_doubt_reads_the_state_again_before_anything_else() -> None:
    session = scripted(DONE, DONE, DOUBT, ends=RunOutcome.IN_DOUBT, after_run=ENABLED)
    async with on_run(session) as (pilot, _screen):
        await until(pilot, lambda: "has been read again" in flat(text_of(pilot)))
        assert session.calls == ["apply", "survey"]
        assert "Enabled / Started / NotRequired" in flat(text_of(pilot))
        assert "[ Back to the plan ]" in text_of(pilot)


async def test_in_doubt_stays_closed_until_the_state_could_be_read() -> None:
    session = scripted(DONE, DONE, DOUBT, ends=RunOutcome.IN_DOUBT)
    gone = Unknown.because(ConnectionLost("The server does not answer."))
    session.after_run = (gone, session.tenant)  # type: ignore[assignment]
    async with on_run(session) as (pilot, _screen):
        await until(pilot, lambda: "The server does not answer." in text_of(pilot))
        assert "IN DOUBT" in text_of(pilot)
        assert "[ Back to the plan (off) ]" in text_of(pilot)
        await pilot.press("enter")
        assert shown(pilot).PAGE is Page.CONFIGURING
        session.server = builders.server_facts()
        await pilot.press("f5")
        await until(pilot, lambda: "has been read again" in flat(text_of(pilot)))


async def test_a_stale_plan_shows_what_moved_and_goes_back_to_ready() -> None:
    session = scripted()
    moved = "The state has moved since the plan was made: scheduler.enabled: True -> False."

    async def refuse(*_arguments: object, **_options: object) -> Any:
        raise PlanStale(moved, "Make a new plan; nothing was changed.")

    session.apply = refuse  # type: ignore[method-assign]
    async with on_run(session, Page.READY) as (pilot, screen):
        await until(pilot, lambda: "scheduler.enabled: True -> False" in flat(text_of(pilot)))
        assert screen.wizard.state.changing is False


async def test_a_run_that_is_refused_says_why() -> None:
    session = scripted()

    async def refuse(*_arguments: object, **_options: object) -> Any:
        raise ServerLocked("Another run works on this server.", "Wait for its end.")

    session.apply = refuse  # type: ignore[method-assign]
    async with on_run(session) as (pilot, _screen):
        await until(pilot, lambda: "Another run works on this server." in text_of(pilot))
        assert "[ Back to the plan ]" in text_of(pilot)


async def test_leaving_while_the_run_goes_asks_first() -> None:
    async with on_run(scripted(None)) as (pilot, _screen):
        await pilot.press("f10")
        assert "Leave while a change is going on?" in text_of(pilot)


@pytest.mark.parametrize(("key", "words"), [("f1", "The run, step by step"), ("f10", "Leave while")])
async def test_what_was_opened_when_a_run_ends_stays_and_the_next_page_comes_after_it(
    key: str, words: str
) -> None:
    session = scripted(None, *[DONE] * 3, after_run=ENABLED)
    async with on_run(session) as (pilot, screen):
        await pilot.press(key)
        await until(pilot, lambda: words in text_of(pilot))
        screen.wizard.worker.tell(session.may_go_on.set)
        await until(pilot, lambda: screen.wizard._awaited_page is Page.COMPLETE)
        assert words in text_of(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not screen and shown(pilot).PAGE is Page.COMPLETE)


async def test_leaving_while_the_run_ends_leaves() -> None:
    session = scripted(None, *[DONE] * 3, after_run=ENABLED)
    async with on_run(session) as (pilot, screen):
        await pilot.press("f10")
        screen.wizard.worker.tell(session.may_go_on.set)
        await until(pilot, lambda: screen.wizard._awaited_page is Page.COMPLETE)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: pilot.app._exit)
