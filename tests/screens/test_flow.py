"""The order of the screens, by tables."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from tests.past import past_run
from tests.stand_in import read_session

from writeback.domain.choices import Choices, ServerCredential
from writeback_tui import flow, step_rows
from writeback_tui.catalogue import Page, Task
from writeback_tui.state import WizardState
from writeback_tui.widgets.step_list import Mark


def state(task: Task | None = Task.CUSTOMIZE) -> WizardState:
    return WizardState(task=task, session=read_session())  # type: ignore[arg-type]


@pytest.mark.parametrize("page", Page)
def test_every_page_has_a_screen(page: Page) -> None:
    module, _name = flow.SCREENS[page]
    assert find_spec(f"writeback_tui.screens.{module}")


@pytest.mark.parametrize("page", Page)
def test_the_screen_of_a_page_knows_which_page_it_is(page: Page) -> None:
    assert flow.screen_of(page).PAGE is page


def test_customize_leads_through_all_pages_and_ends() -> None:
    walked, page = [], Page.WELCOME
    while True:
        walked.append(page)
        following = flow.following(page, state())
        if following is None:
            break
        page = following
    assert walked == [Page.WELCOME, Page.TASKS, *flow.CUSTOMIZE]


def test_without_anything_to_do_on_the_server_the_run_is_left_out() -> None:
    kept = state()
    kept.plan = kept.session.plan(Choices())  # type: ignore[union-attr]
    assert flow.following(Page.READY, kept) not in {Page.CONFIGURING, Page.COMPLETE}


@pytest.mark.parametrize("page", [Page.WELCOME, Page.TASKS, Page.CONFIGURING, Page.COMPLETE])
def test_nothing_leads_back_to_welcome_or_over_a_run(page: Page) -> None:
    assert flow.preceding(page, state()) is None


def test_until_a_task_is_chosen_only_two_entries_are_listed() -> None:
    assert len(step_rows.rows(Page.TASKS, state(None))) == 2


def test_the_visited_welcome_is_closed_and_other_visited_pages_are_not() -> None:
    kept = state()
    kept.visited = {Page.WELCOME, Page.TASKS}
    marks = [row.mark for row in step_rows.rows(Page.CONNECT, kept)]
    assert marks[:3] == [Mark.CLOSED, Mark.VISITED, Mark.CURRENT]


@pytest.mark.parametrize("page", [Page.READY, Page.CONFIGURING, Page.COMPLETE])
def test_the_pages_of_the_run_share_one_entry(page: Page) -> None:
    current = [row.label for row in step_rows.rows(page, state()) if row.mark is Mark.CURRENT]
    assert current == ["Configure"]


def walk(kept: WizardState, page: Page) -> list[Page]:
    """The pages that Next leads to after `page`."""
    walked: list[Page] = []
    while (following := flow.following(page, kept)) is not None:
        walked.append(following)
        page = following
    return walked


def test_an_interrupted_run_comes_between_welcome_and_the_tasks() -> None:
    kept = state(None)
    kept.unsettled = (past_run(),)
    assert flow.following(Page.WELCOME, kept) is Page.INTERRUPTED
    kept.unsettled, kept.visited = (), {Page.WELCOME, Page.INTERRUPTED}
    assert flow.following(Page.INTERRUPTED, kept) is Page.TASKS


def test_going_on_signs_in_for_the_tenants_half_afterwards() -> None:
    kept = state(None)
    kept.visited = {Page.INTERRUPTED}
    kept.resume(past_run())
    run = [Page.CONFIGURING, Page.COMPLETE]
    assert walk(kept, Page.INTERRUPTED) == [*run, Page.CONNECT, Page.PORTAL, Page.SUMMARY]


def test_going_on_with_a_password_signs_in_first() -> None:
    kept = state(None)
    kept.visited = {Page.INTERRUPTED}
    wanted = Choices(password_writeback=True, server_credential=ServerCredential.PASSWORD)
    kept.resume(past_run(choices=wanted))
    assert walk(kept, Page.INTERRUPTED)[:2] == [Page.CONNECT, Page.CONFIGURING]


def test_undoing_leads_over_the_sign_in_and_leaves_the_switches_out() -> None:
    kept = state(None)
    kept.visited = {Page.INTERRUPTED}
    kept.undo(past_run(), Choices(password_writeback=False), Page.INTERRUPTED)
    assert walk(kept, Page.INTERRUPTED) == list(flow.UNDO)
    assert flow.preceding(Page.CONNECT, kept) is Page.INTERRUPTED


def test_undoing_from_the_list_of_past_runs_leads_back_there() -> None:
    kept = state()
    kept.came_from = Page.SUMMARY
    kept.undo(past_run(), Choices(password_writeback=False), Page.RUNS)
    assert flow.preceding(Page.CONNECT, kept) is Page.RUNS
    assert flow.preceding(Page.RUNS, kept) is Page.SUMMARY


def test_another_interrupted_run_comes_before_the_tenants_half() -> None:
    kept = state(None)
    kept.unsettled = (past_run(),)
    kept.resume(past_run())
    assert flow.following(Page.COMPLETE, kept) is Page.INTERRUPTED


def test_the_step_list_of_a_run_that_is_gone_on_with_ticks_its_pages_once() -> None:
    kept = state(None)
    kept.visited = {Page.WELCOME, Page.INTERRUPTED}
    kept.resume(past_run())
    labels = [row.label for row in step_rows.rows(Page.CONFIGURING, kept)]
    assert labels.count("Configure") == 1
    current = [row.label for row in step_rows.rows(Page.CONFIGURING, kept) if row.mark is Mark.CURRENT]
    assert current == ["Configure"]


def test_leaving_such_a_way_forgets_its_answers() -> None:
    kept = state()
    kept.undo(past_run(), Choices(password_writeback=False), Page.RUNS)
    kept.leave_way()
    assert (kept.choices, kept.undoing, kept.plan) == (Choices(), None, None)
