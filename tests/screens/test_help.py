"""F1: the page, and first of all the field that has the focus, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.past import past_run
from tests.screens.pages import settled, shown, text_of, until, wizard_on
from tests.screens.scripted import ENABLE, ScriptedSession, scripted
from tests.stand_in import StandInSession, read_session
from textual.pilot import Pilot

from writeback.domain.facts import Directory, Edition
from writeback.domain.language import LANGUAGES
from writeback.manual.reader import load
from writeback_tui.catalogue import Page
from writeback_tui.screens.help import HelpScreen, ManualText
from writeback_tui.screens.secret import Question, SecretScreen


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No profiles and no journals but the test's own."""
    monkeypatch.setenv("WRITEBACK_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path / "state"))


def session_for(page: Page, edition: Edition) -> StandInSession:
    """One that makes the page show everything that it may have."""
    match page:
        case Page.WELCOME:
            return read_session(edition, lab=None)
        case Page.INTERRUPTED:
            return read_session(edition, past=(past_run(),))
        case Page.CONFIGURING:
            return scripted(None, edition=edition)
        case Page.FILTERING:
            forests = (Directory("a.com", "A\\x", True, ()), Directory("b.com", "B\\x", True, ()))
            return read_session(edition, server=builders.server_facts(directories=forests))
    return read_session(edition)


async def focusable(page: Page, edition: Edition) -> set[str]:
    """Ids of everything in the body that can have the focus, shown at the moment or not."""
    session = session_for(page, edition)
    kept: dict[str, Any] = {"unsettled": session.past, "choices": ENABLE, "plan": session.plan(ENABLE)}
    async with wizard_on(page, session, **kept) as (pilot, screen):
        await until(pilot, lambda: page is not Page.WELCOME or bool(screen.query("#password")))
        found = [widget for widget in screen.query_one("#body").query("*") if widget.can_focus]
        if isinstance(session, ScriptedSession):
            screen.wizard.worker.tell(session.may_go_on.set)
    return {widget.id or "nameless" for widget in found}


@pytest.mark.parametrize("page", Page)
async def test_every_field_of_every_page_has_an_entry_and_no_entry_is_about_nothing(page: Page) -> None:
    editions = Edition if page in (Page.PORTAL, Page.FEATURES) else [Edition.ENTRA_CONNECT]
    for edition in editions:
        ids = await focusable(page, edition)
        for language in LANGUAGES:
            assert {entry.id for entry in load(page.value, language).entries} == ids


@pytest.mark.usefixtures("spoken")
async def test_f1_shows_the_help_of_the_field_and_of_the_page_and_esc_leads_back() -> None:
    async with wizard_on(Page.TASKS) as (pilot, _screen):
        await open_help(pilot)
        await check_golden(pilot, "help-tasks")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, HelpScreen))
        assert shown(pilot).PAGE is Page.TASKS


async def test_the_field_that_has_the_focus_comes_first() -> None:
    async with wizard_on(Page.READY, choices=ENABLE) as (pilot, screen):
        screen.set_focus(screen.query_one("#ticket"))
        await open_help(pilot)
        lines = [line[24:].strip() for line in text_of(pilot).splitlines()]
        at = lines.index("THIS FIELD")
        assert lines[at + 1] == "Ticket / reason"


async def test_a_button_leads_to_the_page() -> None:
    async with wizard_on(Page.SUMMARY) as (pilot, _screen):
        await settled(pilot)
        await open_help(pilot)
        assert "THIS FIELD" not in text_of(pilot)
        assert "WHAT IT IS" in text_of(pilot)


async def test_a_question_for_a_secret_has_help_of_its_own_and_stays_asked() -> None:
    async with wizard_on(Page.SUMMARY) as (pilot, screen):
        asked = SecretScreen(Question("T", (), "Passphrase", "Without it", lambda _secret: settled(pilot)))
        screen.wizard.push_screen(asked)
        await until(pilot, lambda: pilot.app.screen is asked)
        await open_help(pilot)
        assert "Passphrase, or secret of an application" in text_of(pilot)
        await pilot.press("f1")
        await until(pilot, lambda: pilot.app.screen is asked)


@pytest.mark.parametrize("width", [36, 53, 120])
def test_the_text_is_laid_out_for_the_width_that_there_is(width: int) -> None:
    text = ManualText(load("connect", "sv"), "remember", id="text")
    lines = [line.plain for line in text.lines(width)]
    assert lines[0] == "THIS FIELD"
    assert max(map(len, lines)) <= width
    assert any("https://learn.microsoft.com" in line for line in lines)
    assert len(text.spoken()) < len(lines)


async def open_help(pilot: Pilot[None]) -> None:
    await pilot.press("f1")
    await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
