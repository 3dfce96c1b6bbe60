"""Welcome: reads the server, says why Configure is off, asks for the password."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.screens.pages import settled, shown, text_of, until, wizard_on
from tests.stand_in import session_of

from writeback.domain.errors import CertificateRefused, ProfileUnknown, WrongPassword
from writeback.domain.facts import Edition
from writeback_tui.catalogue import Page
from writeback_tui.widgets.field import Field

RUNNING = replace(builders.SCHEDULER, sync_cycle_in_progress=True)
STAGING = replace(builders.SCHEDULER, staging_mode_enabled=True)
SUSPENDED = replace(builders.SCHEDULER, scheduler_suspended=True)


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("edition", Edition)
async def test_the_page_looks_as_it_should(edition: Edition) -> None:
    async with wizard_on(Page.WELCOME, session_of(edition), task=None) as (pilot, _screen):
        await check_golden(pilot, f"welcome-{edition.value}")


async def test_configure_leads_to_the_tasks() -> None:
    async with wizard_on(Page.WELCOME, session_of(), task=None) as (pilot, _screen):
        await pilot.press("enter")
        await until(pilot, lambda: shown(pilot).PAGE is Page.TASKS)


@pytest.mark.parametrize(
    ("scheduler", "reason"), [(STAGING, "Run this on the active server."), (SUSPENDED, "Close the wizard")]
)
async def test_a_server_that_must_not_be_changed_keeps_next_off_with_the_reason(
    scheduler: object, reason: str
) -> None:
    session = session_of(server=builders.server_facts(scheduler=scheduler))
    async with wizard_on(Page.WELCOME, session) as (pilot, _screen):
        await pilot.press("f8")
        await settled(pilot)
        assert shown(pilot).PAGE is Page.WELCOME
        assert reason in text_of(pilot)
        assert "[ Configure (off) ]" in text_of(pilot)


async def test_a_running_cycle_is_waited_for_and_then_configure_is_on() -> None:
    session = session_of(server=builders.server_facts(scheduler=RUNNING))
    async with wizard_on(Page.WELCOME, session) as (pilot, screen):
        assert "[ Wait ]" in text_of(pilot)
        await pilot.click("#wait")
        session.server = builders.server_facts()
        await until(pilot, lambda: not screen.query_one("#next").disabled)
        assert "[ Wait ]" not in text_of(pilot)
        assert "survey" in session.calls


async def test_the_password_is_asked_for_first_and_masked() -> None:
    session = session_of(lab=None)
    async with wizard_on(Page.WELCOME, session, lab_name=None) as (pilot, _screen):
        assert "Password of CONTOSO\\admin on sync01.contoso.com" in text_of(pilot)
        await pilot.press(*"hunter2")
        assert "*******" in text_of(pilot)
        assert "hunter2" not in text_of(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert session.password is not None
        assert session.password.reveal() == "hunter2"
        assert "SYNC01" in text_of(pilot)


async def test_a_wrong_password_is_said_and_asked_for_again() -> None:
    session = session_of(lab=None, connect_error=WrongPassword("The password was refused.", "Type it again."))
    async with wizard_on(Page.WELCOME, session, lab_name=None) as (pilot, screen):
        await pilot.press(*"wrong", "enter")
        await settled(pilot)
        assert "! The password was refused. Type it again." in text_of(pilot)
        assert isinstance(pilot.app.focused, Field)
        assert screen.query_one("#password", Field).value == ""


async def test_an_error_is_one_sentence_and_its_hint_and_f5_tries_again() -> None:
    error = CertificateRefused("The certificate is not trusted.", "Name its CA file in the profile.")
    async with wizard_on(Page.WELCOME, session_of(connect_error=error)) as (pilot, _screen):
        shows = " ".join(text_of(pilot).split())
        assert "The certificate is not trusted." in shows
        assert "F5 tries again." in shows
        await pilot.press("f5")
        await settled(pilot)
        assert "not trusted" not in text_of(pilot)
        assert "Disabled / Stopped / Must" in text_of(pilot)


async def test_while_the_server_is_read_the_page_says_so_in_words() -> None:
    session = session_of(hold=asyncio.Event())
    async with wizard_on(Page.START, session) as (pilot, _screen):
        pilot.app.state.session = session  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until(pilot, lambda: "Reading the server ..." in text_of(pilot))
        assert "[ Configure (off) ]" in text_of(pilot)


@pytest.mark.usefixtures("spoken")
async def test_without_a_profile_the_start_page_offers_the_lab() -> None:
    async def no_profile(profile: str | None, lab: str | None) -> object:
        if lab is None:
            raise ProfileUnknown("No profile is saved.")
        return session_of()

    async with wizard_on(Page.WELCOME, lab_name=None, opener=no_profile, until_page=Page.START) as (
        pilot,
        _s,
    ):
        await check_golden(pilot, "start")
        await pilot.press("enter")
        await until(pilot, lambda: shown(pilot).PAGE is Page.WELCOME)
        await until(pilot, lambda: "Disabled / Stopped / Must" in text_of(pilot))
