"""What a person is asked before the server is read: a passphrase, what to keep, and whether it is it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.golden_frames import check_golden
from tests.screens.pages import shown, text_of, until, wizard_of
from tests.stand_in import StandInSession, session_of
from tests.vault_in_memory import PASSPHRASE, VaultInMemory
from textual.pilot import Pilot

from writeback.domain.errors import ServerUnknown
from writeback.domain.secret import Secret
from writeback.domain.target import ServerIdentity
from writeback.domain.texts import _
from writeback.service.secrets import Rung
from writeback_tui.catalogue import Page
from writeback_tui.screens.secret import SecretScreen
from writeback_tui.screens.trust import TrustScreen

DAY = datetime(2026, 6, 1, tzinfo=UTC)
IDENTITY = ServerIdentity(
    "0f" * 32, "AB" * 20, "CN=sync01", "CN=Contoso \x1b[31mCA", ("sync01.contoso.com",), DAY, DAY
)
UNKNOWN = ServerUnknown("Nobody vouches for the certificate.", "Compare its key.", IDENTITY)


@pytest.fixture(autouse=True)
def state_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its path is shown."""
    monkeypatch.setenv("WRITEBACK_STATE", "/var/state")


def production(wanted: Rung | None = None, **settings: Any) -> StandInSession:
    vault = {name: settings.pop(name) for name in ("is_new", "holds") if name in settings}
    session = session_of(lab=None, **settings)
    session.vault = VaultInMemory(session.profile, wanted, **vault)
    return session


def flat(pilot: Pilot[None]) -> str:
    return " ".join(text_of(pilot).split())


async def test_without_a_place_nothing_is_offered_to_be_kept() -> None:
    session = production()
    async with wizard_of(Page.WELCOME, session) as pilot:
        await until(pilot, lambda: "Password of CONTOSO" in text_of(pilot))
        assert "secrets: memory" in text_of(pilot)
        assert "Keep it in" not in text_of(pilot)
        await pilot.press(*"pw", "enter")
        await until(pilot, lambda: "connect" in session.calls)
    assert session.kept == []


@pytest.mark.usefixtures("spoken")
async def test_a_password_is_kept_only_when_the_box_is_ticked() -> None:
    session = production(Rung.SECRET_SERVICE)
    async with wizard_of(Page.WELCOME, session) as pilot:
        await until(pilot, lambda: f"{_('the Secret Service')} " in flat(pilot))
        await check_golden(pilot, "welcome-remember")
        session.vault.holds = True
        await pilot.press(*"pw", "tab", "space", "enter")
        await until(pilot, lambda: "2026-06-01" in text_of(pilot))
        assert "pw" not in text_of(pilot)
    assert session.kept == ["password"]


async def test_what_is_kept_is_used_without_asking() -> None:
    session = production(Rung.SECRET_SERVICE, holds=True, kept_password=Secret("kept"))
    async with wizard_of(Page.WELCOME, session) as pilot:
        await until(pilot, lambda: "connect" in session.calls)
        assert "Password of" not in text_of(pilot)


@pytest.mark.usefixtures("spoken")
async def test_a_sealed_file_is_opened_inside_the_program() -> None:
    session = production(Rung.SEALED_FILE, kept_password=Secret("kept"))
    async with wizard_of(Page.WELCOME, session) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, SecretScreen))
        await pilot.press(*"wrong", "enter")
        await until(pilot, lambda: "does not open the sealed file" in flat(pilot))
        await check_golden(pilot, "sealed-file")
        await pilot.press(*PASSPHRASE, "enter")
        await until(pilot, lambda: "connect" in session.calls)
        assert shown(pilot).PAGE is Page.WELCOME


async def test_whoever_goes_on_without_the_sealed_file_is_asked_for_the_password() -> None:
    session = production(Rung.SEALED_FILE)
    async with wizard_of(Page.WELCOME, session) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, SecretScreen))
        await pilot.press("escape")
        await until(pilot, lambda: "Password of CONTOSO" in text_of(pilot))


async def test_a_new_sealed_file_gets_its_passphrase_typed_twice() -> None:
    session = production(Rung.SEALED_FILE, is_new=True)
    async with wizard_of(Page.WELCOME, session) as pilot:
        await until(pilot, lambda: "Keep it in the sealed file" in flat(pilot))
        await pilot.press("p", "tab", "space", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SecretScreen))
        await pilot.press("a", "tab", "b", "enter")
        assert "do not agree" in flat(pilot)
        await pilot.press("a", "enter", "a", "enter")
        await until(pilot, lambda: "connect" in session.calls)
    assert session.vault.is_open
    assert session.kept == ["password"]


@pytest.mark.usefixtures("spoken")
async def test_an_unknown_server_is_shown_in_words_and_enter_says_no() -> None:
    session = production(password=Secret("pw"), connect_error=UNKNOWN)
    async with wizard_of(Page.WELCOME, session) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, TrustScreen))
        await check_golden(pilot, "trust-question")
        assert "\x1b" not in text_of(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "Nobody vouches for the certificate." in flat(pilot))
        assert pilot.app.screen.query_one("#next").disabled
    assert session.trusted == []


async def test_a_server_that_somebody_knows_is_pinned_and_read() -> None:
    session = production(password=Secret("pw"), connect_error=UNKNOWN)
    async with wizard_of(Page.WELCOME, session) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, TrustScreen))
        await pilot.press("left", "enter")
        await until(pilot, lambda: "SYNC01" in text_of(pilot))
    assert session.trusted == [IDENTITY]
    assert session.calls[:2] == ["connect", "connect"]


async def test_what_the_session_announces_is_said() -> None:
    session = production(password=Secret("pw"))
    async with wizard_of(Page.WELCOME, session) as pilot:
        # A reading that ends clears the line.
        await until(pilot, lambda: "[ Configure ]" in text_of(pilot))
        session.announce("Graph is busy; asking again in 4 seconds.")  # type: ignore[attr-defined]
        await until(pilot, lambda: "Graph is busy" in text_of(pilot))
