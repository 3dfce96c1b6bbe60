"""What every page has: PowerShell, the question before leaving, keys, small terminals."""

from __future__ import annotations

import pytest
from tests.golden_frames import check_golden
from tests.screens.pages import settled, shown, text_of, until, wizard_on
from tests.stand_in import read_session
from textual.pilot import Pilot

from writeback.domain.choices import Choices
from writeback.domain.facts import Edition
from writeback_tui import catalogue
from writeback_tui.app import WizardApp
from writeback_tui.catalogue import Page
from writeback_tui.screens.question import QuitScreen
from writeback_tui.screens.side import TextBlock, TextScreen
from writeback_tui.widgets.button import PageButton

CHANGED = Choices(password_writeback=True)


@pytest.mark.usefixtures("spoken")
async def test_f9_shows_the_powershell_of_the_page() -> None:
    async with wizard_on(Page.TASKS) as (pilot, _screen):
        await pilot.press("f9")
        await until(pilot, lambda: "Get-ADSyncScheduler" in text_of(pilot))
        await check_golden(pilot, "powershell-tasks")


def test_further_lines_of_a_command_are_moved_in_and_no_line_is_wider_than_the_page() -> None:
    command = "Get-ADSyncConnector -Name 'a.contoso.com' | Select-Object -ExpandProperty Partitions"
    block = TextBlock(["Get-ADSyncScheduler", command, f"      {command}", "", "A sentence " * 6])
    lines = [line.plain for line in block.lines(53)]
    assert lines[:4] == [
        "Get-ADSyncScheduler",
        "Get-ADSyncConnector -Name 'a.contoso.com' |",
        "    Select-Object -ExpandProperty Partitions",
        "      Get-ADSyncConnector -Name 'a.contoso.com' |",
    ]
    assert lines[4] == "          Select-Object -ExpandProperty Partitions"
    assert lines[-1].startswith("sentence")
    assert max(map(len, lines)) <= 53


def test_further_lines_of_a_numbered_step_hang_under_its_words() -> None:
    block = TextBlock(["*  3. Enable Password writeback on the connector of the tenant contoso"])
    assert [line.plain for line in block.lines(53)] == [
        "*  3. Enable Password writeback on the connector of",
        "      the tenant contoso",
    ]


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


async def test_leaving_asks_for_what_was_ticked_on_the_page_itself() -> None:
    async with wizard_on(Page.FEATURES) as (pilot, _screen):
        await pilot.press("space", "f10")
        await until(pilot, lambda: "Leave without configuring?" in text_of(pilot))
        await pilot.press("escape")
        assert "[x] Password writeback" in text_of(pilot)
        await pilot.press("space", "ctrl+c")
        await until(pilot, lambda: pilot.app._exit)


async def test_what_a_page_only_proposes_is_no_reason_to_ask() -> None:
    async with wizard_on(Page.PORTAL) as (pilot, _screen):
        await pilot.press("f10")
        await until(pilot, lambda: pilot.app._exit)


async def test_leaving_asks_for_a_switch_that_was_changed_on_the_page_itself() -> None:
    async with wizard_on(Page.PORTAL) as (pilot, _screen):
        await pilot.press("space", "f10")
        await until(pilot, lambda: "Leave without configuring?" in text_of(pilot))


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


async def test_the_last_row_names_what_enter_does_now_and_nothing_else_of_it_moves() -> None:
    async with wizard_on(Page.DIRECTORIES) as (pilot, _screen):
        before = last_row(pilot)
        assert "Enter Next" in before
        await pilot.press("shift+tab")
        assert isinstance(pilot.app.focused, PageButton)
        assert last_row(pilot) == before.replace("Enter Next    ", "Enter Previous")


async def test_enter_is_not_promised_while_the_button_that_goes_on_is_off() -> None:
    async with wizard_on(Page.CONNECT, read_session(signed_in=False)) as (pilot, screen):
        await until(pilot, lambda: "F7QK2MZP" in text_of(pilot))
        screen.query_one("#approve").display = False
        screen.set_focus(None)
        await settled(pilot)
        assert "Enter" not in last_row(pilot)
        screen.set_focus(screen.query_one("#code"))
        await settled(pilot)
        assert "Enter Cancel sign-in" in last_row(pilot)


async def test_a_question_names_the_answer_that_enter_gives() -> None:
    async with wizard_on(Page.TASKS, choices=CHANGED) as (pilot, _screen):
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuitScreen))
        assert "Enter Stay" in last_row(pilot)
        await pilot.press("right")
        assert "Enter Leave" in last_row(pilot)


def last_row(pilot: Pilot[None]) -> str:
    return text_of(pilot).splitlines()[-1]


async def test_the_mouse_and_the_command_palette_are_off() -> None:
    assert WizardApp.ENABLE_COMMAND_PALETTE is False
