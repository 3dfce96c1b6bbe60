"""The palette: what can be done on a page, found by typing, done once it has closed."""

from __future__ import annotations

import pytest
from tests.golden_frames import check_golden
from tests.screens.pages import shown, text_of, until, wizard_on
from tests.stand_in import read_session
from textual.pilot import Pilot

from writeback.domain.choices import Choices
from writeback_tui.catalogue import Page
from writeback_tui.contents.matching import rank
from writeback_tui.palette import themes
from writeback_tui.screens.help import HelpScreen
from writeback_tui.screens.palette import PaletteScreen
from writeback_tui.terminal_profile import Colours, Window
from writeback_tui.widgets.field import Field
from writeback_tui.widgets.pick_list import PickList
from writeback_tui.widgets.tick_box import TickBox


async def open_palette(pilot: Pilot[None], key: str = "ctrl+p") -> None:
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, PaletteScreen) and pilot.app.focused is not None)


def labels(pilot: Pilot[None]) -> list[str]:
    return [entry.label for entry in pilot.app.screen.query_one(PickList).entries]


@pytest.mark.usefixtures("spoken")
async def test_the_palette_lists_what_the_page_can_do_with_its_keys() -> None:
    async with wizard_on(Page.TASKS) as (pilot, _screen):
        await open_palette(pilot)
        await check_golden(pilot, "palette-tasks")


async def test_what_is_picked_is_done_on_the_page_beneath() -> None:
    async with wizard_on(Page.TASKS) as (pilot, _screen):
        await open_palette(pilot)
        await pilot.press(*"help", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await pilot.press("escape")
        await open_palette(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: getattr(pilot.app.screen, "PAGE", None) is Page.CONNECT)


async def test_what_is_off_stays_and_gives_the_reason_of_the_page() -> None:
    async with wizard_on(Page.CONNECT, read_session(signed_in=False)) as (pilot, _screen):
        await until(pilot, lambda: "F7QK2MZP" in text_of(pilot))
        await open_palette(pilot)
        assert "QR code" in labels(pilot)
        await pilot.press(*"next", "enter")
        assert "> Next (off)" in text_of(pilot)
        assert "Nobody has signed in yet." in text_of(pilot)


@pytest.mark.usefixtures("spoken")
async def test_where_nothing_fits_it_is_said_and_enter_does_nothing() -> None:
    async with wizard_on(Page.TASKS) as (pilot, _screen):
        await open_palette(pilot)
        before = labels(pilot)
        await pilot.press(*"xyzzy", "enter")
        await check_golden(pilot, "palette-nothing")
        assert labels(pilot) == []
        await pilot.press(*["backspace"] * 5)
        assert labels(pilot) == before


async def test_it_opens_and_closes_without_moving_the_focus_of_the_page() -> None:
    async with wizard_on(Page.FEATURES) as (pilot, screen):
        before = screen.focused
        for closing in ("escape", "ctrl+p", "alt+x"):
            await open_palette(pilot, "alt+x")
            await pilot.press(closing)
            await until(pilot, lambda: pilot.app.screen is screen)
            assert screen.focused is before


async def test_letters_are_typed_and_the_arrows_move_to_either_end_in_the_smallest_terminal() -> None:
    async with wizard_on(Page.RUNS, size=(60, 16)) as (pilot, _screen):
        await open_palette(pilot)
        await pilot.press("y", "n", "slash", "u")
        assert "yn/u" in text_of(pilot)
        await pilot.press(*["backspace"] * 4)
        picks = pilot.app.screen.query_one(PickList)
        await pilot.press("up")
        assert picks.at == 0
        await pilot.press("pagedown", "pagedown", "pagedown", "down")
        assert picks.at == len(picks.entries) - 1
        assert f"> {picks.entries[-1].label}" in text_of(pilot)


async def test_one_goes_back_to_a_page_and_what_was_answered_is_kept() -> None:
    async with wizard_on(Page.FEATURES) as (pilot, screen):
        screen.query_one("#password-writeback", TickBox).value = True
        await open_palette(pilot)
        assert [label for label in labels(pilot) if label.startswith("Back to")] == [
            "Back to: Domain and OU filtering",
            "Back to: Connect your directories",
            "Back to: Connect to Microsoft Entra ID",
            "Back to: Additional tasks",
        ]
        await pilot.press(*"directories", "enter")
        await until(pilot, lambda: shown(pilot).PAGE is Page.DIRECTORIES)
        assert shown(pilot).wizard.state.choices == Choices(password_writeback=True)


async def test_while_something_is_changed_there_is_no_other_page_and_never_what_the_page_does_not_name() -> (
    None
):
    async with wizard_on(Page.CONNECT, changing=True) as (pilot, _screen):
        await open_palette(pilot)
        assert not [label for label in labels(pilot) if label.startswith("Back to")]
        assert "Sign in again" in labels(pilot)
        assert "QR code" not in labels(pilot)
        assert labels(pilot)[-1] == "Leave this program"


async def test_over_a_side_screen_it_offers_what_that_can_do() -> None:
    async with wizard_on(Page.TASKS) as (pilot, _screen):
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await open_palette(pilot)
        assert "Next" not in labels(pilot)
        await pilot.press(*"back", "enter")
        await until(pilot, lambda: pilot.app.screen is shown(pilot))


async def test_a_theme_can_be_chosen_and_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    remembered: list[tuple[str, str]] = []
    monkeypatch.setattr("writeback.settings.remembered.remember", lambda *what: remembered.append(what))
    async with wizard_on(Page.TASKS) as (pilot, _screen):
        await open_palette(pilot)
        await pilot.press(*"contrast", "enter")
        await until(pilot, lambda: remembered == [("theme", "writeback-contrast")])
        assert pilot.app.theme == "writeback-contrast"


async def test_a_theme_that_settings_toml_overrules_is_said_to_be_for_this_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr("writeback.settings.remembered.remember", lambda *_what: None)
    async with wizard_on(Page.TASKS) as (pilot, screen):
        screen.wizard.theme_on_file = "writeback"
        await open_palette(pilot)
        await pilot.press(*"contrast", "enter")
        await until(pilot, lambda: pilot.app.theme == "writeback-contrast")
        await until(pilot, lambda: "the next start takes writeback, as" in text_of(pilot))


async def test_in_a_terminal_too_small_nothing_is_opened_that_cannot_be_seen() -> None:
    async with wizard_on(Page.TASKS, size=(50, 12)) as (pilot, screen):
        await pilot.press("ctrl+p", "ctrl+y", "slash")
        await pilot.pause()
        assert pilot.app.screen is screen
        assert not screen.query(Field)


def test_there_is_no_choice_of_themes_without_the_colours() -> None:
    assert themes(Window(), Colours.SIXTEEN) == ()
    assert themes(Window(no_color=True), Colours.TRUE) == ()
    assert "writeback" in themes(Window(), Colours.MANY)


@pytest.mark.parametrize(
    ("label", "typed", "fits"),
    [
        ("Read again", "", 0),
        ("Read again", "READ", 0),
        ("Try again", "aga", 1),
        ("Previous", "vio", 2),
        ("Previous", "x", None),
        ("PowerShell of this page", "page power", 1),
        ("\u00c5terg\u00e5", "aterga", 0),
        ("Re\u0301sume\u0301", "resu", 0),
        ("STRASSE", "stra\u00dfe", 0),
    ],
)
def test_what_is_typed_fits_whatever_its_case_and_accents(label: str, typed: str, fits: int | None) -> None:
    assert rank(label, typed) == fits
