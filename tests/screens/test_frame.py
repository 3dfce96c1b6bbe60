"""What every page has: PowerShell, the question before leaving, keys, small terminals."""

from __future__ import annotations

import pytest
from tests.golden_frames import check_golden
from tests.screens.pages import settled, shown, text_of, until, wizard_on

from writeback.domain.choices import Choices
from writeback.domain.facts import Edition
from writeback_tui import catalogue
from writeback_tui.app import WizardApp
from writeback_tui.catalogue import Page
from writeback_tui.screens.question import QuitScreen
from writeback_tui.screens.side import TextScreen
from writeback_tui.widgets.button import PageButton

CHANGED = Choices(password_writeback=True)


@pytest.mark.usefixtures("spoken")
async def test_f9_shows_the_powershell_of_the_page() -> None:
    async with wizard_on(Page.TASKS) as (pilot, _screen):
        await pilot.press("f9")
        await until(pilot, lambda: "Get-ADSyncScheduler" in text_of(pilot))
        await check_golden(pilot, "powershell-tasks")


async def test_an_enter_that_is_held_down_closes_one_screen_only() -> None:
    async with wizard_on(Page.TASKS) as (pilot, screen):
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, TextScreen))
        button = pilot.app.screen.query_one(PageButton)
        for _again in range(3):
            button.post_message(PageButton.Pressed(button))
        await settled(pilot)
        assert pilot.app.screen is screen


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("page", Page)
def test_every_page_has_a_title_and_an_entry_in_both_editions(page: Page, edition: Edition) -> None:
    assert catalogue.title(page, edition)
    assert catalogue.entry(page, edition)


@pytest.mark.usefixtures("spoken")
async def test_leaving_asks_while_a_choice_has_not_been_carried_out() -> None:
    async with wizard_on(Page.TASKS, choices=CHANGED) as (pilot, _screen):
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuitScreen))
        await check_golden(pilot, "quit-question")
        await pilot.press("enter")
        await settled(pilot)
        assert shown(pilot).PAGE is Page.TASKS


async def test_the_question_can_be_answered_with_leave() -> None:
    async with wizard_on(Page.TASKS, choices=CHANGED) as (pilot, _screen):
        await pilot.press("ctrl+q")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuitScreen))
        await pilot.press("right", "enter")
        await until(pilot, lambda: pilot.app._exit)


async def test_leaving_with_nothing_unsaved_does_not_ask() -> None:
    async with wizard_on(Page.TASKS) as (pilot, _screen):
        await pilot.press("f10")
        await until(pilot, lambda: pilot.app._exit)


async def test_leaving_during_a_change_ends_it_after_its_step() -> None:
    async with wizard_on(Page.TASKS, changing=True) as (pilot, screen):
        session = screen.wizard.state.session
        await pilot.press("f10")
        await until(pilot, lambda: "Leave while a change" in text_of(pilot))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: "stop_after_step" in session.calls)  # type: ignore[union-attr]


async def test_suspending_is_refused_in_words_during_a_change() -> None:
    async with wizard_on(Page.TASKS, changing=True) as (pilot, _screen):
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "this program cannot be" in text_of(pilot))


@pytest.mark.parametrize("key", ["f8", "alt+n", "enter"])
async def test_several_keys_mean_next(key: str) -> None:
    async with wizard_on(Page.TASKS) as (pilot, _screen):
        await pilot.press(key)
        await until(pilot, lambda: shown(pilot).PAGE is Page.CONNECT)


@pytest.mark.parametrize("key", ["escape", "f7", "alt+p"])
async def test_several_keys_mean_previous(key: str) -> None:
    async with wizard_on(Page.CONNECT) as (pilot, _screen):
        await pilot.press(key)
        await until(pilot, lambda: shown(pilot).PAGE is Page.TASKS)


async def test_in_a_terminal_too_small_next_does_nothing() -> None:
    async with wizard_on(Page.TASKS, size=(50, 12)) as (pilot, _screen):
        assert "too small" in text_of(pilot)
        await pilot.press("f8")
        await settled(pilot)
        assert shown(pilot).PAGE is Page.TASKS


@pytest.mark.parametrize("page", [Page.TASKS, Page.FEATURES, Page.PORTAL])
async def test_what_had_the_focus_has_it_again_once_there_is_room(page: Page) -> None:
    async with wizard_on(page) as (pilot, screen):
        await pilot.press("tab")
        before = screen.focused
        assert before is not None
        await pilot.resize_terminal(50, 12)
        await until(pilot, lambda: screen.focused is None)
        await pilot.resize_terminal(60, 16)
        await until(pilot, lambda: screen.focused is before)


@pytest.mark.parametrize("page", [Page.WELCOME, Page.TASKS])
async def test_a_page_that_opened_in_too_small_a_terminal_has_a_focus_once_there_is_room(page: Page) -> None:
    async with wizard_on(page, size=(50, 12)) as (pilot, screen):
        screen.set_focus(None)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: screen.focused is not None)


async def test_the_focus_survives_a_window_made_small_and_large_at_once() -> None:
    async with wizard_on(Page.FEATURES) as (pilot, screen):
        before = screen.focused
        for size in ((50, 12), (80, 24)) * 4:
            await pilot.resize_terminal(*size)
        await until(pilot, lambda: screen.focused is before)
        assert before is not None


async def test_what_is_closed_meanwhile_hands_the_focus_to_the_first_that_is_not() -> None:
    async with wizard_on(Page.TASKS) as (pilot, screen):
        await pilot.resize_terminal(50, 12)
        screen.query_one("#tasks").disabled = True
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: screen.focused is screen.query_one("#next"))


@pytest.mark.usefixtures("spoken")
async def test_a_page_fits_the_smallest_terminal() -> None:
    async with wizard_on(Page.TASKS, size=(60, 16)) as (pilot, _screen):
        await check_golden(pilot, "tasks-60x16")


async def test_the_hints_are_drawn_once_for_all_moves_of_the_focus() -> None:
    async with wizard_on(Page.TASKS) as (pilot, screen):
        before = screen.query_one("#hints").render()
        await pilot.press("tab")
        assert isinstance(pilot.app.focused, PageButton)
        assert screen.query_one("#hints").render() == before


async def test_the_mouse_and_the_command_palette_are_off() -> None:
    assert WizardApp.ENABLE_COMMAND_PALETTE is False
