"""Connect: the device code, who signed in, and what the server is given."""

from __future__ import annotations

from dataclasses import replace
from unittest import mock

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.screens.pages import settled, shown, text_of, until, wizard_of, wizard_on
from tests.stand_in import read_session
from tests.vault_in_memory import VaultInMemory

from writeback.domain.choices import ServerCredential
from writeback.domain.errors import SignInDeclined, SignInExpired, TenantMismatch, WritebackError
from writeback.domain.facts import Edition
from writeback.domain.target import SignInMethod
from writeback.domain.texts import _
from writeback.service.secrets import Rung
from writeback_tui.catalogue import Page

ALL = (ServerCredential.ACCESS_TOKEN, ServerCredential.PASSWORD)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("edition", Edition)
async def test_the_page_shows_the_code_and_then_the_account(edition: Edition) -> None:
    async with wizard_on(Page.CONNECT, read_session(edition, signed_in=False)) as (pilot, _screen):
        await until(pilot, lambda: "F7QK2MZP" in text_of(pilot))
        await check_golden(pilot, f"connect-{edition.value}")
        await pilot.press("f4")
        await until(pilot, lambda: "hedda@contoso.onmicrosoft.com" in text_of(pilot))
        await check_golden(pilot, f"connect-{edition.value}-signed-in")


async def test_next_is_off_until_somebody_has_signed_in() -> None:
    async with wizard_on(Page.CONNECT, read_session(signed_in=False)) as (pilot, _screen):
        await pilot.press("f8")
        assert shown(pilot).PAGE is Page.CONNECT
        assert "Nobody has signed in yet." in text_of(pilot)
        assert "[ Next (off) ]" in text_of(pilot)


async def test_a_sign_in_that_was_cancelled_offers_no_key_that_needs_its_code() -> None:
    async with wizard_on(Page.CONNECT, read_session(signed_in=False)) as (pilot, screen):
        await until(pilot, lambda: "F7QK2MZP" in text_of(pilot))
        assert "F4 Approve (lab)  F2 QR code" in text_of(pilot).splitlines()[-1]
        await pilot.press("f6")
        await until(
            pilot, lambda: "The sign-in was cancelled. F6 asks for a new code." in flat(text_of(pilot))
        )
        last = text_of(pilot).splitlines()[-1]
        assert last.startswith(" F6 New code")
        assert "F4" not in last
        assert "F2" not in last
        await pilot.press("f2", "f4")
        await settled(pilot)
        assert pilot.app.screen is screen


@pytest.mark.parametrize(
    "error",
    [
        SignInDeclined("The sign-in was declined.", "Ask for a new code."),
        SignInExpired("The code has expired.", "Ask for a new code."),
    ],
)
async def test_a_sign_in_that_failed_is_said_and_a_new_code_can_be_had(error: WritebackError) -> None:
    session = read_session(signed_in=False, sign_in_error=error)
    async with wizard_on(Page.CONNECT, session) as (pilot, _screen):
        await until(pilot, lambda: "F7QK2MZP" in text_of(pilot))
        await pilot.press("f4")
        await until(pilot, lambda: error.message in text_of(pilot))
        assert "F7QK2MZP" not in text_of(pilot)
        await pilot.press("f6")
        await until(pilot, lambda: "F7QK2MZP" in text_of(pilot))
        assert error.message not in text_of(pilot)


async def test_another_tenant_is_a_hard_stop() -> None:
    error = TenantMismatch("The server synchronizes with another tenant.", "Sign in with an account of it.")
    async with wizard_on(Page.CONNECT, read_session(signed_in=False, sign_in_error=error)) as (
        pilot,
        _screen,
    ):
        await until(pilot, lambda: "F7QK2MZP" in text_of(pilot))
        await pilot.press("f4")
        await until(pilot, lambda: "another tenant" in text_of(pilot))
        await pilot.press("f8")
        assert shown(pilot).PAGE is Page.CONNECT


async def test_the_sign_in_can_be_cancelled() -> None:
    async with wizard_on(Page.CONNECT, read_session(signed_in=False)) as (pilot, _screen):
        await until(pilot, lambda: "F7QK2MZP" in text_of(pilot))
        await pilot.click("#code")
        await settled(pilot)
        assert "The sign-in was cancelled." in text_of(pilot)
        assert "[ New code ]" in text_of(pilot)


async def test_an_account_without_the_licence_keeps_next_off() -> None:
    session = read_session(tenant=builders.tenant_facts(premium=False))
    async with wizard_on(Page.CONNECT, session) as (pilot, _screen):
        assert "has no licence with Entra ID P1 or P2" in flat(text_of(pilot))
        await pilot.press("f8")
        assert shown(pilot).PAGE is Page.CONNECT


async def test_a_previous_sign_in_is_shown_again_without_a_new_code() -> None:
    session = read_session()
    async with wizard_on(Page.CONNECT, session) as (pilot, _screen):
        assert "hedda@contoso.onmicrosoft.com" in text_of(pilot)
        assert session.calls == []


async def test_without_a_choice_the_server_is_given_what_it_takes() -> None:
    async with wizard_on(Page.CONNECT, read_session()) as (pilot, screen):
        await pilot.press("f8")
        await until(pilot, lambda: shown(pilot).PAGE is Page.DIRECTORIES)
        assert screen.wizard.state.choices.server_credential is ServerCredential.NONE


@pytest.mark.usefixtures("spoken")
async def test_a_password_for_the_server_is_needed_before_next_and_leaves_the_screen() -> None:
    async with wizard_on(Page.CONNECT, read_session(credentials=ALL)) as (pilot, screen):
        state = screen.wizard.state
        await pilot.press("tab", "down")
        assert _("Type user name and password of a managed cloud administrator for the server.") in flat(
            text_of(pilot)
        )
        await pilot.press("tab", *"adm", "tab", *"hunter2")
        assert "hunter2" not in text_of(pilot)
        await check_golden(pilot, "connect-password")
        await pilot.press("f8")
        await until(pilot, lambda: shown(pilot).PAGE is Page.DIRECTORIES)
        assert state.choices.server_credential is ServerCredential.PASSWORD
        assert state.credential is not None
        assert (state.credential.user_name, state.credential.secret.reveal()) == ("adm", "hunter2")


async def test_a_password_that_was_given_is_kept_by_previous() -> None:
    async with wizard_on(Page.CONNECT, read_session(credentials=ALL)) as (pilot, _screen):
        await pilot.press("tab", "down", "tab", *"adm", "tab", *"hunter2", "f8")
        await until(pilot, lambda: shown(pilot).PAGE is Page.DIRECTORIES)
        await pilot.press("escape")
        await until(pilot, lambda: shown(pilot).PAGE is Page.CONNECT)
        assert "adm" in text_of(pilot)
        assert "kept in memory" in text_of(pilot)
        await pilot.press("f8")
        await until(pilot, lambda: shown(pilot).PAGE is Page.DIRECTORIES)


async def test_hostile_names_are_shown_as_text() -> None:
    tenant = builders.tenant_facts(display_name="evil [/foo] \x1b]52;c;ZXZpbA==\x07 \u202egpj.exe")
    session = read_session(tenant=replace(tenant, premium=False))
    async with wizard_on(Page.CONNECT, session) as (pilot, _screen):
        text = text_of(pilot)
        assert "evil [/foo]" in text
        assert not {"\x1b", "\x07", "\u202e"} & set(text)


async def test_the_address_is_a_key_away_as_a_picture() -> None:
    async with wizard_on(Page.CONNECT, read_session(signed_in=False)) as (pilot, _screen):
        await until(pilot, lambda: "F7QK2MZP" in text_of(pilot))
        with mock.patch("writeback_tui.screens.device_code.has_blocks", return_value=True):
            await pilot.press("f2")
            await until(pilot, lambda: "\u2580" in text_of(pilot))
        assert "Open https://microsoft.com/devicelogin, code F7QK2MZP" in text_of(pilot)
        assert sum("\u2588" in line or "\u2580" in line for line in text_of(pilot).splitlines()) == 17
        await pilot.press("f2")
        await until(pilot, lambda: shown(pilot).PAGE is Page.CONNECT)


async def test_a_terminal_without_utf8_says_why_there_is_no_picture() -> None:
    async with wizard_on(Page.CONNECT, read_session(signed_in=False)) as (pilot, _screen):
        await until(pilot, lambda: "F7QK2MZP" in text_of(pilot))
        with mock.patch("writeback_tui.screens.device_code.has_blocks", return_value=False):
            await pilot.press("f2")
            assert "takes a terminal with UTF-8" in text_of(pilot)


async def test_the_sign_in_is_kept_only_when_the_box_is_ticked() -> None:
    session = read_session(lab=None)
    session.vault = VaultInMemory(session.profile, Rung.SECRET_SERVICE)
    async with wizard_on(Page.CONNECT, session, lab_name=None) as (pilot, _screen):
        await until(pilot, lambda: "Keep this sign-in in the Secret Service" in flat(text_of(pilot)))
        assert session.kept == []
        screen = pilot.app.screen
        screen.set_focus(screen.query_one("#remember"))
        await pilot.press("space")
        await until(pilot, lambda: session.kept == ["sign-in"])


async def test_an_application_is_asked_for_its_secret() -> None:
    session = read_session(signed_in=False, lab=None)
    session.profile = replace(session.profile, sign_in=SignInMethod.CLIENT_SECRET)
    async with wizard_of(Page.CONNECT, session) as pilot:
        await until(pilot, lambda: "Secret of the application" in flat(text_of(pilot)))
        await pilot.press(*"s3", "enter")
        await until(pilot, lambda: "hedda@contoso.onmicrosoft.com" in text_of(pilot))
        assert "s3" not in text_of(pilot)
