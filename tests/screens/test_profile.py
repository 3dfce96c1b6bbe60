"""The form of a profile: tried out while it is filled in, saved only when it fits, never a secret."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.golden_frames import check_golden
from tests.screens.pages import shown, text_of, until, wizard_on
from tests.stand_in import read_session

from writeback import profiles
from writeback.domain.findings import Finding
from writeback.domain.target import Profile
from writeback_tui import profile_files
from writeback_tui.catalogue import Page
from writeback_tui.screens import profile as form

NEW = {"profile": ""}
STORED = profiles.StoredProfile(
    profiles.StoredServer("sync01.contoso.com", "CONTOSO\\adm", port=5999, ca_file="/etc/ca.pem"),
    profiles.StoredTenant(tenant="contoso.com", cloud="us-gov"),
)


class Trials:
    """What was tried, and what is found; `held` keeps a trial from ending."""

    def __init__(self) -> None:
        self.servers: list[Profile] = []
        self.tenants: list[Profile] = []
        self.cancelled = 0
        self.held: asyncio.Event | None = None

    async def try_server(self, profile: Profile, tell: Callable[[Finding], None]) -> None:
        self.servers.append(profile)
        tell(Finding.passed("name", "Name has an address", "192.0.2.1"))
        try:
            if self.held is not None:
                await self.held.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        place = f"{profile.server.host}:{profile.server.port}"
        tell(Finding.blocks("port", "Port answers", f"Nothing answers at {place}.", "Check the port."))

    async def try_tenant(self, profile: Profile, tell: Callable[[Finding], None]) -> None:
        self.tenants.append(profile)
        tell(Finding.passed("tenant", "Tenant found", "11111111-2222-3333-4444-555555555555"))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WRITEBACK_CONFIG", str(tmp_path))
    monkeypatch.setattr(form, "TYPING_SECONDS", 0.01)
    return tmp_path / "profiles"


@pytest.fixture(autouse=True)
def trials(monkeypatch: pytest.MonkeyPatch) -> Trials:
    made = Trials()
    monkeypatch.setattr(profile_files, "try_server", made.try_server)
    monkeypatch.setattr(profile_files, "try_tenant", made.try_tenant)
    return made


def on_form(name: str = "") -> Any:
    return wizard_on(Page.PROFILE, read_session(), came_from=Page.WELCOME, answers={"profile": name})


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.usefixtures("spoken")
async def test_what_is_typed_is_tried_and_said_in_a_sentence(trials: Trials) -> None:
    async with on_form() as (pilot, _screen):
        await pilot.press(*"p", "tab", *"s1")
        await until(pilot, lambda: "Nothing answers at s1:5986. Check the port." in flat(text_of(pilot)))
        await check_golden(pilot, "profile-tried")
        assert {one.tenant for one in trials.tenants} == {"organizations"}


async def test_nothing_is_tried_while_somebody_types(trials: Trials, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form, "TYPING_SECONDS", 600)
    async with on_form() as (pilot, _screen):
        await pilot.press("tab", *"s1")
        assert "[--] Name has an address" in text_of(pilot)
    assert not trials.servers


async def test_everything_that_was_seen_is_a_key_away(trials: Trials) -> None:
    async with on_form() as (pilot, _screen):
        await pilot.press("tab", "s")
        await until(pilot, lambda: "Nothing answers" in text_of(pilot))
        await pilot.press("f4")
        assert "192.0.2.1" in text_of(pilot)
        assert "Check the port." in text_of(pilot)
        await pilot.press("escape")
        assert shown(pilot).PAGE is Page.PROFILE


async def test_typing_on_ends_the_trial_of_what_stood_there_before(trials: Trials) -> None:
    trials.held = asyncio.Event()
    async with on_form() as (pilot, _screen):
        await pilot.press("tab", "s")
        await until(pilot, lambda: len(trials.servers) == 1)
        await pilot.press("x")
        await until(pilot, lambda: trials.cancelled == 1 and len(trials.servers) == 2)
        await pilot.press("f4", "escape", "escape", "escape")
        await until(pilot, lambda: trials.cancelled == 2)


async def test_the_tenant_is_not_tried_again_when_only_the_server_changes(trials: Trials) -> None:
    async with on_form() as (pilot, _screen):
        await pilot.press("tab", *"a")
        await until(pilot, lambda: len(trials.servers) == 1)
        await pilot.press(*"b")
        await until(pilot, lambda: len(trials.servers) == 2)
        assert len(trials.tenants) == 1


async def test_a_new_profile_is_saved_as_it_was_typed() -> None:
    async with on_form() as (pilot, _screen):
        await pilot.press(*"p", "tab", *"sync01", "tab", *"adm", "tab", "right", "enter")
        await until(pilot, lambda: shown(pilot).PAGE is Page.PROFILES)
    saved = profiles.load("p")
    assert (saved.server.host, saved.server.user_name, saved.server.port) == ("sync01", "adm", 5986)
    assert saved.server.authentication.value == "kerberos"


@pytest.mark.parametrize(
    ("typed", "words", "field"),
    [
        (("p", "tab", "s", "tab"), "user-name", "user-name"),
        (("p", "tab", *"a b", "tab", "u"), "host: not the name", "host"),
        (("tab", "s", "tab", "u"), "no name for a profile", "name"),
    ],
)
async def test_a_value_that_does_not_fit_is_named_and_gets_the_focus(
    typed: tuple[str, ...], words: str, field: str
) -> None:
    async with on_form() as (pilot, _screen):
        await pilot.press(*["space" if key == " " else key for key in typed], "enter")
        await until(pilot, lambda: words in flat(text_of(pilot)))
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == field
        assert shown(pilot).PAGE is Page.PROFILE
    assert not profiles.names()


@pytest.mark.usefixtures("spoken")
async def test_a_saved_profile_shows_all_its_values_and_keeps_what_was_not_changed(trials: Trials) -> None:
    profiles.save("prod", STORED)
    async with on_form("prod") as (pilot, _screen):
        await until(pilot, lambda: bool(trials.servers))
        await until(pilot, lambda: "Nothing answers" in text_of(pilot))
        await check_golden(pilot, "profile-saved")
        assert trials.servers[0].server.port == 5999
        await pilot.press("end", "2", "enter")
        await until(pilot, lambda: shown(pilot).PAGE is Page.PROFILES)
    read = profiles.read("prod")
    assert read.server.host == "sync01.contoso.com2"
    assert (read.server.port, read.server.ca_file, read.tenant) == (5999, "/etc/ca.pem", STORED.tenant)


async def test_the_arrows_lead_from_field_to_field() -> None:
    async with on_form() as (pilot, _screen):
        await pilot.press("down", "down", "down", "up")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "user-name"


async def test_what_is_not_saved_is_left_only_when_it_is_asked_for_twice() -> None:
    async with on_form() as (pilot, _screen):
        await pilot.press("x", "escape")
        assert shown(pilot).PAGE is Page.PROFILE
        assert "Esc once more" in text_of(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: shown(pilot).PAGE is Page.PROFILES)


async def test_a_profile_that_exists_is_not_overwritten_by_a_new_one(folder: Path) -> None:
    profiles.save("p", STORED)
    before = (folder / "p.toml").read_text()
    async with on_form() as (pilot, _screen):
        await pilot.press("p", "tab", "s", "tab", "u", "enter")
        await until(pilot, lambda: "exists already" in text_of(pilot))
    assert (folder / "p.toml").read_text() == before


def test_every_key_of_a_profile_but_two_of_a_lab_has_a_field() -> None:
    from writeback_tui.contents.profile_fields import fields

    shown_keys = {(field.table, field.key) for field in fields()}
    known = {(table, key) for table in ("server", "tenant", "secrets") for key in profiles.keys_of(table)}
    assert known - shown_keys == {("tenant", "graph"), ("tenant", "portal")}
