"""Interrupted run: named, read again before anything else, then gone on with, stopped or undone."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.past import ID, past_run, with_step
from tests.screens.pages import shown, text_of, until, wizard_of, wizard_on
from tests.stand_in import StandInSession, read_session

from writeback.domain.choices import Choices, ServerCredential
from writeback.domain.errors import ConnectionLost, RunUnknown, ServerLocked
from writeback.domain.history import PastRun
from writeback.domain.run import RunOutcome, StepOutcome
from writeback.domain.texts import _
from writeback_tui.catalogue import Page
from writeback_tui.widgets.choice_list import ChoiceList

DONE = with_step(past_run(), 2, StepOutcome.DONE, "The state was read again: it is done.")
NOT_DONE = with_step(past_run(), 2, StepOutcome.FAILED, "The state was read again: nothing was changed.")
IN_DOUBT = with_step(past_run(), 2, StepOutcome.IN_DOUBT, "Whether it took effect is not known.")


def interrupted(recovered: PastRun | None = None, **settings: object) -> StandInSession:
    run = past_run()
    return read_session(past=(run,), recovered=recovered or DONE, **settings)  # type: ignore[arg-type]


def flat(text: str) -> str:
    return " ".join(" ".join(line[25:] for line in text.splitlines()).split())


def on_page(session: StandInSession, **kept: object):  # type: ignore[no-untyped-def]
    return wizard_on(Page.INTERRUPTED, session, unsettled=session.past, task=None, **kept)


async def test_the_run_is_named_before_it_is_read() -> None:
    session = interrupted(recover_error=ConnectionLost("The connection broke."))
    async with on_page(session) as (pilot, _screen):
        text = flat(text_of(pilot))
        for words in (ID, "2026-06-19 09:40 UTC", "alice on jump01, process 4711", "10.20.30.40"):
            assert words in text
        assert "Password writeback: disabled -> enabled" in text
        assert "[??] Enable Password writeback" in text
        assert "Go on" not in text


async def test_the_steps_are_shown_with_what_was_found_and_not_before_it() -> None:
    session = interrupted()
    session.hold = hold = asyncio.Event()
    async with wizard_of(Page.INTERRUPTED, session, unsettled=session.past) as pilot:
        await until(pilot, lambda: ID in text_of(pilot) and session.calls == ["recover"])
        await pilot.pause()
        assert "Export the current configuration" not in text_of(pilot)
        assert "has to be read" not in text_of(pilot)
        shown(pilot).wizard.worker.tell(hold.set)
        await until(pilot, lambda: "[OK] Enable Password writeback" in text_of(pilot))


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize(("name", "found"), [("done", DONE), ("not-done", NOT_DONE), ("in-doubt", IN_DOUBT)])
async def test_what_became_of_the_open_step_is_shown(name: str, found: PastRun) -> None:
    async with on_page(interrupted(found)) as (pilot, _screen):
        await check_golden(pilot, f"interrupted-{name}")


async def test_a_scheduler_that_was_put_back_is_said() -> None:
    before = past_run(4, pause=True)
    after = with_step(before, 4, StepOutcome.DONE)
    index = next(
        i for i, record in enumerate(after.steps) if record.step.title().startswith("Put the scheduler back")
    )
    after = with_step(after, index, StepOutcome.DONE)
    session = read_session(past=(before,), recovered=after)
    async with on_page(session) as (pilot, _screen):
        assert "The scheduler was put back." in flat(text_of(pilot))


async def test_going_on_runs_the_rest_and_ticks_what_was_done() -> None:
    session = interrupted(after_run=(builders.enabled_server(), builders.enabled_tenant()))
    async with on_page(session) as (pilot, screen):
        await pilot.press("enter")
        await until(pilot, lambda: shown(pilot).PAGE is Page.COMPLETE)
        assert session.calls.count("go_on") == 1
        assert "apply" not in session.calls
        assert screen.wizard.state.unsettled == ()


async def test_going_on_shows_all_steps_with_the_earlier_ones_ticked() -> None:
    session = interrupted()
    async with on_page(session) as (pilot, screen):
        session.hold = asyncio.Event()
        await pilot.press("enter")
        await until(pilot, lambda: "[..] Read back" in text_of(pilot))
        assert "[OK] Enable Password writeback" in text_of(pilot)
        screen.wizard.worker.tell(session.hold.set)


async def test_going_on_with_a_password_asks_for_the_sign_in_first() -> None:
    wanted = Choices(password_writeback=True, server_credential=ServerCredential.PASSWORD)
    run = past_run(choices=wanted)
    found = with_step(run, 2, StepOutcome.FAILED)
    session = read_session(past=(run,), recovered=found, credentials=(ServerCredential.PASSWORD,))
    async with on_page(session) as (pilot, _screen):
        await pilot.press("enter")
        await until(pilot, lambda: shown(pilot).PAGE is Page.CONNECT)
        assert "go_on" not in session.calls


async def test_stopping_sends_nothing_and_says_what_is_in_force() -> None:
    session = interrupted()
    async with on_page(session) as (pilot, _screen):
        await pilot.press("down", "enter")
        await until(pilot, lambda: "In force now" in text_of(pilot))
        assert "Disabled / Stopped / Must" in flat(text_of(pilot))
        await pilot.press("enter")
        assert shown(pilot).PAGE is Page.TASKS
        assert session.calls == ["recover", "end_run"]


@pytest.mark.usefixtures("spoken")
async def test_undoing_leads_over_the_sign_in_to_a_plan_that_says_which_run_it_undoes() -> None:
    session = interrupted(server=builders.enabled_server(), tenant=builders.enabled_tenant())
    async with on_page(session) as (pilot, _screen):
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: shown(pilot).PAGE is Page.CONNECT)
        await pilot.press("enter")
        await until(pilot, lambda: shown(pilot).PAGE is Page.READY)
        assert _("Configure undoes run {id}:").format(id=ID) in flat(text_of(pilot))
        await check_golden(pilot, "ready-undo")
        await pilot.press("f8")
        await until(pilot, lambda: shown(pilot).PAGE is Page.COMPLETE)
        assert session.undone == [ID]
        await pilot.press("tab")
        await until(pilot, lambda: ID in session.seen)


async def test_in_few_rows_what_was_found_and_the_answers_are_seen_at_once() -> None:
    async with on_page(interrupted(), size=(60, 16)) as (pilot, _screen):
        text = text_of(pilot)
        assert "Read again." in text
        assert "Undo: put back what the run has changed" in text


async def test_while_a_step_is_in_doubt_only_stopping_is_open() -> None:
    session = interrupted(IN_DOUBT)
    async with on_page(session) as (pilot, screen):
        answer = screen.query_one("#answer", ChoiceList)
        assert [choice.id for choice in answer.choices if not choice.closed] == ["stop"]
        session.recovered = DONE
        await pilot.press("f5")
        await until(pilot, lambda: session.calls.count("recover") == 2)
        await until(pilot, lambda: not screen.query_one("#answer", ChoiceList).choices[0].closed)


async def test_a_reading_that_fails_can_be_tried_again_and_nothing_else() -> None:
    error = ServerLocked("Another run works on this server.", "Wait for its end.")
    session = interrupted(recover_error=error)
    async with on_page(session) as (pilot, _screen):
        assert "Another run works on this server." in text_of(pilot)
        await pilot.press("enter")
        assert shown(pilot).PAGE is Page.INTERRUPTED
        await pilot.press("f5")
        await until(pilot, lambda: "Go on" in text_of(pilot))


async def test_a_run_that_somebody_has_settled_meanwhile_leads_on() -> None:
    session = interrupted(recover_error=RunUnknown("Run 1a2b is over.", ""))
    async with on_page(session) as (pilot, _screen):
        assert "is over" in text_of(pilot)
        await pilot.press("enter")
        assert shown(pilot).PAGE is Page.TASKS


async def test_several_runs_come_one_after_the_other() -> None:
    older = replace(past_run(), id="20260618T094000Z-0000")
    session = read_session(past=(past_run(), older), recovered=DONE)
    async with on_page(session) as (pilot, _screen):
        await pilot.press("down", "enter")
        await until(pilot, lambda: "In force now" in text_of(pilot))
        session.recovered = replace(DONE, id=older.id)
        await pilot.press("enter")
        await until(pilot, lambda: "20260618T094000Z-0000" in text_of(pilot))
        assert shown(pilot).PAGE is Page.INTERRUPTED


async def test_details_and_powershell_of_the_run_can_be_read() -> None:
    async with on_page(interrupted()) as (pilot, _screen):
        await pilot.press("f6")
        assert "STEPS" in text_of(pilot)
        await pilot.press("escape", "f9")
        assert "Get-ADSyncAADPasswordResetConfiguration" in text_of(pilot)


async def test_a_run_in_doubt_leads_to_this_page_before_anything_else() -> None:
    run = replace(past_run(), outcome=RunOutcome.IN_DOUBT)
    session = read_session(past=(run,), run_ends=RunOutcome.IN_DOUBT, recovered=DONE)
    choices = Choices(password_writeback=True)
    kept = {"choices": choices, "plan": session.plan(choices)}
    async with wizard_on(Page.CONFIGURING, session, **kept) as (pilot, _screen):
        await until(pilot, lambda: "[ Settle the run ]" in text_of(pilot))
        await pilot.press("enter")
        assert shown(pilot).PAGE is Page.INTERRUPTED


async def test_where_nothing_is_left_to_undo_the_run_is_only_recorded_as_over() -> None:
    session = interrupted()
    session.undo_choices = lambda run: Choices(password_writeback=False)  # type: ignore[method-assign]
    async with on_page(session) as (pilot, screen):
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: shown(pilot).PAGE is Page.CONNECT)
        await pilot.press("f8")
        await until(pilot, lambda: "Nothing to undo" in text_of(pilot))
        await pilot.press("f8")
        await until(pilot, lambda: shown(pilot).PAGE is Page.SUMMARY)
        assert "end_run" in session.calls
        assert screen.wizard.state.unsettled == ()
