"""A sign-in that is used up in the middle of something: its code can be seen as long as it is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from tests import builders
from tests.screens.pages import settled, shown, text_of, until, wizard_on
from tests.screens.scripted import DONE, ENABLE, ScriptedSession, scripted
from tests.stand_in import StandInSession, read_session
from textual.pilot import Pilot

from writeback.domain.connection import Connection
from writeback.domain.errors import ConnectionLost
from writeback.domain.ports import DeviceCode
from writeback_tui.app import WizardApp
from writeback_tui.catalogue import Page
from writeback_tui.screens.device_code import DeviceCodeScreen

ADDRESS = "https://microsoft.com/devicelogin"
WAITS = "Waiting for a sign-in: F2 shows its code"


def wizard(pilot: Pilot[None]) -> WizardApp:
    assert isinstance(pilot.app, WizardApp)
    return pilot.app


def is_shown(pilot: Pilot[None]) -> bool:
    return isinstance(pilot.app.screen, DeviceCodeScreen)


async def ask(pilot: Pilot[None], session: StandInSession) -> None:
    """As the session does from its own thread, in the middle of what it is at."""
    code = DeviceCode(ADDRESS, "F7QK2MZP", datetime.now(UTC) + timedelta(minutes=15))
    wizard(pilot).worker.tell(lambda: session.show_again(code))  # type: ignore[attr-defined]
    await until(pilot, lambda: is_shown(pilot))


@asynccontextmanager
async def on_run(session: ScriptedSession) -> AsyncIterator[Pilot[None]]:
    """Configuring, with a code that the run waits for."""
    plan = session.plan(ENABLE)
    async with wizard_on(Page.CONFIGURING, session, choices=ENABLE, plan=plan) as (pilot, screen):
        screen.wizard.listen(session)  # type: ignore[arg-type]
        await until(pilot, lambda: "[..]" in text_of(pilot))
        await ask(pilot, session)
        try:
            yield pilot
        finally:
            screen.wizard.worker.tell(session.may_go_on.set)


async def test_a_code_that_was_closed_is_opened_again_with_its_key() -> None:
    async with on_run(scripted(DONE, None)) as pilot:
        assert "The code expires in 14:" in text_of(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: WAITS in text_of(pilot))
        assert "F2 Sign-in code" in text_of(pilot)
        await pilot.press("f2")
        await until(pilot, lambda: is_shown(pilot))
        assert "code F7QK2MZP" in text_of(pilot)
        assert "The code expires in 14:" in text_of(pilot)


async def test_the_code_goes_when_the_run_goes_on() -> None:
    session = scripted(DONE, None, *[DONE] * 2)
    async with on_run(session) as pilot:
        wizard(pilot).worker.tell(session.may_go_on.set)
        await until(pilot, lambda: not is_shown(pilot))
        assert wizard(pilot).asked is None
        await until(pilot, lambda: shown(pilot).PAGE is Page.COMPLETE)


async def test_what_is_open_over_the_code_is_left_to_whoever_reads_it() -> None:
    session = scripted(DONE, None, DONE)
    async with on_run(session) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: not is_shown(pilot))
        palette = pilot.app.screen
        wizard(pilot).worker.tell(session.may_go_on.set)
        await until(pilot, lambda: wizard(pilot).asked is None)
        assert pilot.app.screen is palette
        await pilot.press("escape")
        await until(pilot, lambda: shown(pilot).PAGE is Page.COMPLETE if not is_shown(pilot) else False)


async def test_a_change_of_the_connection_does_not_take_the_code_away() -> None:
    session = scripted(DONE, None)
    async with on_run(session) as pilot:
        session.connection = Connection.OPEN
        wizard(pilot).worker.tell(session.changed)  # type: ignore[attr-defined]
        await pilot.press("escape")
        await until(pilot, lambda: WAITS in text_of(pilot))


async def test_the_code_goes_when_everything_has_been_read() -> None:
    session = read_session()
    async with wizard_on(Page.READY, session, choices=ENABLE) as (pilot, screen):
        screen.wizard.listen(session)  # type: ignore[arg-type]
        await ask(pilot, session)
        session.facts = builders.facts_of()
        wizard(pilot).worker.tell(session.changed)  # type: ignore[attr-defined]
        await until(pilot, lambda: not is_shown(pilot))


async def test_a_code_that_has_expired_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    session = read_session()
    async with wizard_on(Page.READY, session, choices=ENABLE) as (pilot, screen):
        app, opened = screen.wizard, []
        show = app.show_asked
        monkeypatch.setattr(app, "show_asked", lambda: opened.append(show()))
        app.listen(session)  # type: ignore[arg-type]
        expired = DeviceCode(ADDRESS, "F7QK2MZP", datetime.now(UTC))
        app.worker.tell(lambda: session.show_again(expired))  # type: ignore[attr-defined]
        await until(pilot, lambda: bool(opened) and app.asked is None and not is_shown(pilot))
        assert "Sign-in code" not in text_of(pilot)


async def test_a_reading_says_what_it_waits_for_and_gives_the_code_up_with_itself() -> None:
    session = read_session()
    async with wizard_on(Page.READY, session, choices=ENABLE) as (pilot, screen):
        screen.wizard.listen(session)  # type: ignore[arg-type]
        hold = asyncio.Event()

        async def survey() -> None:
            await hold.wait()
            raise ConnectionLost("The server does not answer.")

        session.survey = survey  # type: ignore[method-assign, assignment]
        await pilot.press("f5")
        await until(pilot, lambda: screen.is_busy)
        await ask(pilot, session)
        await pilot.press("escape")
        await until(pilot, lambda: WAITS in text_of(pilot))
        wizard(pilot).worker.tell(hold.set)
        await settled(pilot)
        assert "Sign-in code" not in text_of(pilot)
        assert WAITS not in text_of(pilot)


async def test_without_a_code_its_key_does_nothing() -> None:
    async with wizard_on(Page.READY, choices=ENABLE) as (pilot, screen):
        await pilot.press("f2")
        await settled(pilot)
        assert pilot.app.screen is screen


async def test_in_a_lab_f4_on_the_code_plays_the_administrator_who_uses_it() -> None:
    session = scripted(DONE, None)
    async with on_run(session) as pilot:
        assert session.lab is not None
        await pilot.press("f4")
        await until(pilot, lambda: not is_shown(pilot))
        assert session.lab.approved.is_set()
