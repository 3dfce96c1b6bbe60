"""The order of the screens, by tables."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from tests.stand_in import read_session

from writeback.domain.choices import Choices
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
