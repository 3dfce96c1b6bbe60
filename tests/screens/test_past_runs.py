"""Past runs: what was done from this machine, its details, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from unittest import mock

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.past import ID, ended_run, past_run
from tests.screens.pages import shown, text_of, until, wizard_on
from tests.stand_in import TARGET, StandInSession, read_session

from writeback.domain.choices import Choices
from writeback.domain.history import DamagedRun, PastRun, RunState
from writeback.domain.run import RunOutcome
from writeback_tui.catalogue import Page

BEGUN = "06-19 09:40"
DAMAGED = DamagedRun("20260616T080000Z-dead", "/runs/dead.jsonl", "A record was altered.")
ELSEWHERE = replace(ended_run(), id="20260617T080000Z-0003", target=replace(TARGET, host="sync02"))
FAILED = replace(
    past_run(2, open_step=False),
    id="20260618T080000Z-0002",
    state=RunState.ENDED,
    ended=builders.NOW,
    outcome=RunOutcome.FAILED,
    message="The server logged 32009.",
)


@pytest.fixture(autouse=True)
def runs() -> Iterator[list[PastRun | DamagedRun]]:
    """What the journals of this machine hold."""
    found: list[PastRun | DamagedRun] = [ended_run(verdict="proven"), FAILED, ELSEWHERE, DAMAGED]
    with mock.patch("writeback.service.history.runs", side_effect=lambda: tuple(found)):
        yield found


def enabled() -> StandInSession:
    return read_session(server=builders.enabled_server(), tenant=builders.enabled_tenant())


@pytest.mark.usefixtures("spoken")
async def test_the_runs_are_listed_with_their_outcome() -> None:
    async with wizard_on(Page.RUNS, enabled(), task=None) as (pilot, _screen):
        await check_golden(pilot, "past-runs")


async def test_a_row_tells_when_a_run_began_what_it_did_where_and_how_it_ended() -> None:
    for size in ((80, 24), (60, 16)):
        async with wizard_on(Page.RUNS, enabled(), size=size) as (pilot, _screen):
            await until(pilot, lambda: BEGUN in text_of(pilot))
            rows = [line for line in text_of(pilot).splitlines() if BEGUN in line and "(o)" in line]
            assert " ".join(rows[0].split()).endswith("(o) 06-19 09:40 Enable SYNC01 done, proven")


async def test_rows_stand_in_columns_whatever_is_in_them(runs: list[PastRun | DamagedRun]) -> None:
    plan = past_run(choices=Choices(password_writeback=False)).plan
    long = replace(ended_run(), id="20260615T080000Z-0004", started=datetime(2025, 12, 31, 8, tzinfo=UTC))
    long = replace(long, plan=replace(long.plan, server="A-SERVER-WITH-A-VERY-LONG-NAME.corp.contoso.com"))
    undo = replace(ended_run(), id="20260614T080000Z-0005", undoes=ID, plan=plan)
    runs[:] = [ended_run(), long, undo, DAMAGED]
    async with wizard_on(Page.RUNS, enabled(), size=(60, 16)) as (pilot, _screen):
        await until(pilot, lambda: BEGUN in text_of(pilot))
        rows = [line for line in text_of(pilot).splitlines() if "( )" in line or "(o)" in line]
        assert len(rows) == 4
        assert " 2025-12-31   Enable  A-" in rows[1]
        assert ".." in rows[1]
        assert " 06-19 09:40  Undo    SYNC01 " in rows[2]
        assert " 06-16 08:00  ?       ? " in rows[3]
        assert len({len(row.rstrip()) for row in rows}) == 1


async def test_a_page_beside_the_way_has_no_number() -> None:
    async with wizard_on(Page.RUNS, enabled(), size=(60, 16)) as (pilot, _screen):
        assert "Past runs" in text_of(pilot)
        assert " of " not in text_of(pilot).splitlines()[2]


async def test_the_tasks_lead_there_and_previous_leads_back() -> None:
    async with wizard_on(Page.TASKS, enabled(), task=None) as (pilot, _screen):
        await pilot.press("f6")
        await until(pilot, lambda: shown(pilot).PAGE is Page.RUNS)
        await pilot.press("escape")
        assert shown(pilot).PAGE is Page.TASKS


@pytest.mark.parametrize("page", [Page.TROUBLESHOOT, Page.SUMMARY, Page.COMPLETE])
async def test_other_pages_lead_there_and_are_returned_to(page: Page) -> None:
    async with wizard_on(page, enabled()) as (pilot, _screen):
        await pilot.press("f6")
        await until(pilot, lambda: shown(pilot).PAGE is Page.RUNS)
        await until(pilot, lambda: BEGUN in text_of(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: shown(pilot).PAGE is page)


@pytest.mark.usefixtures("spoken")
async def test_details_show_every_step_and_the_journal() -> None:
    async with wizard_on(Page.RUNS, enabled()) as (pilot, _screen):
        await pilot.press("enter")
        await check_golden(pilot, "past-run-details")
        await pilot.press("escape")
        assert shown(pilot).PAGE is Page.RUNS


async def test_a_run_is_undone_by_way_of_the_sign_in_and_ready_to_configure() -> None:
    session = enabled()
    session.after_run = (builders.server_facts(), builders.tenant_facts())
    async with wizard_on(Page.RUNS, session, task=None) as (pilot, screen):
        await pilot.press("u")
        await until(pilot, lambda: shown(pilot).PAGE is Page.CONNECT)
        await pilot.press("f8")
        await until(pilot, lambda: shown(pilot).PAGE is Page.READY)
        assert "Disable Password writeback" in text_of(pilot)
        await pilot.press("f8")
        await until(pilot, lambda: shown(pilot).PAGE is Page.COMPLETE)
        assert session.undone == [ID]
        await pilot.press("f8")
        await until(pilot, lambda: shown(pilot).PAGE is Page.SUMMARY)
        assert screen.wizard.state.undoing is not None


async def test_the_pages_of_an_earlier_run_are_ahead_again() -> None:
    session = enabled()
    session.after_run = (builders.server_facts(), builders.tenant_facts())
    async with wizard_on(Page.SUMMARY, session) as (pilot, screen):
        screen.wizard.state.visited.add(Page.READY)
        await pilot.press("f6")
        await until(pilot, lambda: BEGUN in text_of(pilot))
        await pilot.press("u")
        await until(pilot, lambda: shown(pilot).PAGE is Page.CONNECT)
        steps = [line[:24].strip() for line in text_of(pilot).splitlines()]
        assert "Configure" in steps
        assert "Summary" in steps


async def test_where_everything_is_as_it_was_the_undo_has_nothing_to_do() -> None:
    async with wizard_on(Page.RUNS, read_session(), task=None) as (pilot, screen):
        session = screen.wizard.state.session
        session.undo_choices = lambda run: replace(run.plan.choices, password_writeback=False)  # type: ignore
        await pilot.press("u", "f8")
        await until(pilot, lambda: "Nothing to undo" in text_of(pilot))
        await pilot.press("f8")
        await until(pilot, lambda: shown(pilot).PAGE is Page.SUMMARY)


@pytest.mark.parametrize("downs", [1, 2, 3])
async def test_what_cannot_be_undone_from_here_says_why(downs: int) -> None:
    async with wizard_on(Page.RUNS, enabled()) as (pilot, _screen):
        await pilot.press(*["down"] * downs, "u")
        reasons = ("nothing to undo", "It was on", "is damaged")
        assert reasons[downs - 1] in " ".join(text_of(pilot).split())
        assert shown(pilot).PAGE is Page.RUNS


async def test_a_run_on_a_lab_that_has_ended_says_so(runs: list[PastRun | DamagedRun]) -> None:
    runs[:] = [replace(ended_run(), target=replace(TARGET, lab="gone"))]
    async with wizard_on(Page.RUNS, enabled()) as (pilot, _screen):
        await pilot.press("u")
        assert "It worked on a lab that has ended." in text_of(pilot)


async def test_without_any_run_the_page_says_so(runs: list[PastRun | DamagedRun]) -> None:
    runs.clear()
    async with wizard_on(Page.RUNS, enabled()) as (pilot, _screen):
        assert "Nothing has been changed from this machine so far." in text_of(pilot)
        await pilot.press("enter", "u")
        assert shown(pilot).PAGE is Page.RUNS
