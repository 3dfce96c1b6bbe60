"""A file of choices and the pages: filled in from one, and saved into one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.screens.pages import shown, text_of, until, wizard_on
from tests.screens.scripted import ENABLE
from tests.stand_in import read_session
from textual.pilot import Pilot

from writeback.choices_file import Answers, read
from writeback.domain.choices import Choices, ServerCredential, SwitchMethod
from writeback_tui.app import WizardApp
from writeback_tui.catalogue import Page
from writeback_tui.screens.save_choices import SaveChoicesScreen
from writeback_tui.state import SWITCH_METHOD, WizardState
from writeback_tui.widgets.bars import Bar
from writeback_tui.widgets.field import Field

GIVEN: dict[str, Any] = {
    "password_writeback": True,
    "pause_scheduler": True,
    "ticket": "CHG1",
    "write_back_passwords": True,
    "unlock_without_reset": False,
}
UNSUPPORTED = GIVEN | {"switch_method": SwitchMethod.PORTAL_API}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def filled(**given: Any) -> dict[str, Any]:
    """What `wizard_on` is to keep in the state."""
    state = WizardState()
    state.fill_in(Answers("c.toml", given, dict.fromkeys(given, 7)))
    return {name: getattr(state, name) for name in ("filled", "choices", "on_file", "answers")}


async def save(pilot: Pilot[None], name: str = "") -> str:
    """Asks for the file, and what is said in the end."""
    if not isinstance(pilot.app.screen, SaveChoicesScreen):
        await pilot.press("f6")
    if name:
        pilot.app.screen.query_one("#file", Field).value = name.strip()
        await pilot.pause()
    await pilot.press("enter")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    is_open = isinstance(pilot.app.screen, SaveChoicesScreen)
    return pilot.app.screen.query_one("#problem", Bar).text if is_open else text_of(pilot)


def of(pilot: Pilot[None]) -> WizardApp:
    assert isinstance(pilot.app, WizardApp)
    return pilot.app


# Filled in ------------------------------------------------------------------------------


async def test_the_box_is_ticked_as_the_file_says() -> None:
    async with wizard_on(Page.FEATURES, **filled(**GIVEN)) as (pilot, _screen):
        assert "[x] Password writeback" in text_of(pilot)


async def test_the_last_answers_are_as_the_file_says_and_nothing_is_sent() -> None:
    session = read_session()
    async with wizard_on(Page.READY, session, **filled(**GIVEN)) as (pilot, _screen):
        assert "[x] Pause the scheduler" in text_of(pilot)
        assert "CHG1" in text_of(pilot)
    assert session.applied == []


async def test_the_switches_are_as_the_file_says() -> None:
    async with wizard_on(Page.PORTAL, **filled(**GIVEN)) as (pilot, _screen):
        assert "[x] Write back passwords" in text_of(pilot)
        assert "[ ] Allow users to unlock" in text_of(pilot)


async def test_what_the_profile_does_not_allow_is_said_before_configure_and_not_done() -> None:
    given = UNSUPPORTED | {"server_credential": ServerCredential.ACCESS_TOKEN}
    async with wizard_on(Page.READY, **filled(**given)) as (_pilot, screen):
        said = screen.query_one("#of-file", Bar).text
        assert 'server-credential = "access-token" (line 7)' in said
        assert 'method = "portal-api" (line 7)' in said
    async with wizard_on(Page.PORTAL, **filled(**given)) as (_pilot, screen):
        screen.keep()
        assert screen.wizard.state.choices.switch_method is SwitchMethod.ASSISTED


def test_another_way_and_another_profile_begin_with_the_file_again() -> None:
    state = WizardState()
    state.fill_in(Answers("c.toml", UNSUPPORTED))
    state.undoing, state.choices = object(), Choices()  # type: ignore[assignment]
    state.leave_way()
    assert state.choices.ticket == "CHG1"
    assert state.answers[SWITCH_METHOD] == "portal-api"
    assert not state.unsaved


# Saved ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("spoken")
async def test_the_question_shows_where_they_go() -> None:
    async with wizard_on(Page.READY, choices=ENABLE) as (pilot, _screen):
        await pilot.press("f6")
        await check_golden(pilot, "save-choices")


async def test_what_was_chosen_is_saved_and_quitting_asks_nothing_then(here: Path) -> None:
    async with wizard_on(Page.READY, choices=ENABLE) as (pilot, screen):
        await pilot.press("tab", "tab", *"CHG2")
        assert "Choices saved to" in await save(pilot)
        assert read(here / "writeback-choices.toml").given == {
            "password_writeback": True,
            "start_sync": True,
            "pause_scheduler": False,
            "server_credential": ServerCredential.NONE,
            "ticket": "CHG2",
        }
        assert not screen.wizard.state.unsaved
        assert len(of(pilot).farewell) == 1


async def test_a_box_that_was_left_as_it_is_is_saved_as_it_is(here: Path) -> None:
    session = read_session(server=builders.enabled_server())
    async with wizard_on(Page.READY, session) as (pilot, _screen):
        await save(pilot)
    assert read(here / "writeback-choices.toml").given["password_writeback"] is True


async def test_the_button_asks_as_the_key_does() -> None:
    async with wizard_on(Page.READY, choices=ENABLE) as (pilot, _screen):
        await pilot.press("tab", "tab", "tab", "enter")
        assert isinstance(pilot.app.screen, SaveChoicesScreen)


async def test_an_existing_file_is_overwritten_only_after_another_enter(here: Path) -> None:
    file = here / "writeback-choices.toml"
    file.write_text("mine")
    async with wizard_on(Page.READY, choices=ENABLE) as (pilot, _screen):
        assert "exists already" in await save(pilot)
        assert file.read_text() == "mine"
        assert "[ Overwrite ]" in text_of(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: shown_page(pilot) is Page.READY)
        assert "version = 1" in file.read_text()


async def test_another_name_is_not_overwritten_by_that_enter(here: Path) -> None:
    for name in ("writeback-choices.toml", "other"):
        (here / name).write_text("mine")
    async with wizard_on(Page.READY, choices=ENABLE) as (pilot, _screen):
        await save(pilot)
        assert "exists already" in await save(pilot, "other")
    assert (here / "other").read_text() == "mine"


@pytest.mark.parametrize(("name", "words"), [(" ", "Type the name"), ("absent/x", "cannot be written")])
async def test_a_file_that_cannot_be_written_is_said_and_asked_for_again(name: str, words: str) -> None:
    async with wizard_on(Page.READY, choices=ENABLE) as (pilot, _screen):
        assert words in await save(pilot, name)
        await pilot.press("escape")
        assert shown_page(pilot) is Page.READY


async def test_the_summary_saves_what_was_chosen_on_all_pages(here: Path) -> None:
    choices = Choices(True, write_back_passwords=True, unlock_without_reset=False, ticket="CHG1")
    answers = {SWITCH_METHOD: "assisted"}
    async with wizard_on(Page.SUMMARY, choices=choices, answers=answers) as (pilot, _screen):
        await pilot.press("f4", "enter")
        await until(pilot, lambda: bool(of(pilot).farewell))
    assert read(here / "writeback-choices.toml").over(Choices()) == choices


def shown_page(pilot: Pilot[None]) -> Page | None:
    return None if isinstance(pilot.app.screen, SaveChoicesScreen) else shown(pilot).PAGE
