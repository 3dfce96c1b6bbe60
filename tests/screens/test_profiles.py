"""Profiles: the list, and leaving one server for another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.golden_frames import check_golden
from tests.screens.pages import shown, text_of, until, wizard_on
from tests.stand_in import read_session

from writeback import profiles
from writeback_tui.catalogue import Page

STORED = profiles.StoredProfile(profiles.StoredServer("sync01.contoso.com", "CONTOSO\\adm"))
OTHER = profiles.StoredProfile(profiles.StoredServer("sync02.fabrikam.com", "FABRIKAM\\adm"))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("WRITEBACK_CONFIG", str(tmp_path))
    profiles.save("prod", STORED)
    profiles.save("test", OTHER)
    return tmp_path / "profiles"


def break_file(folder: Path) -> None:
    (folder / "aaa.toml").write_text('[server]\nhost = "x"\nport = "y"\nuser-name = "u"\n')


@pytest.mark.usefixtures("spoken")
async def test_what_is_saved_is_listed_with_its_server(folder: Path) -> None:
    break_file(folder)
    async with wizard_on(Page.PROFILES, read_session(), came_from=Page.WELCOME) as (pilot, _screen):
        await check_golden(pilot, "profiles")


async def test_welcome_leads_there_and_previous_leads_back() -> None:
    async with wizard_on(Page.WELCOME) as (pilot, _screen):
        await pilot.press("f2")
        await until(pilot, lambda: "sync02.fabrikam.com" in text_of(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: shown(pilot).PAGE is Page.WELCOME)


async def test_a_broken_file_says_line_and_key_and_can_be_neither_used_nor_changed(folder: Path) -> None:
    break_file(folder)
    before = (folder / "aaa.toml").read_text()
    async with wizard_on(Page.PROFILES, read_session(), came_from=Page.WELCOME) as (pilot, _screen):
        await pilot.press("home", "e", "enter")
        assert shown(pilot).PAGE is Page.PROFILES
        said = " ".join(text_of(pilot).split())
        assert "[ Use it (off) ]" in said
        assert "Mend its file" in said
        assert "server.port` (line 3)" in said
    assert (folder / "aaa.toml").read_text() == before


async def test_another_server_is_opened_anew_and_the_old_session_ends() -> None:
    session, opened = read_session(), []

    async def opener(profile: str | None, lab: str | None) -> object:
        opened.append((profile, lab))
        return read_session()

    async with wizard_on(
        Page.PROFILES,
        session,
        came_from=Page.WELCOME,
        opener=opener,  # type: ignore[arg-type]
    ) as (pilot, screen):
        await pilot.press("down", "enter")
        await until(pilot, lambda: shown(pilot).PAGE is Page.WELCOME)
        await until(pilot, lambda: bool(opened))
        assert screen.wizard.state.task is None
    assert opened == [("test", None)]
    assert session.calls == ["close"]


async def test_a_profile_is_removed_only_after_a_question(folder: Path) -> None:
    async with wizard_on(Page.PROFILES, read_session(), came_from=Page.WELCOME) as (pilot, _screen):
        await pilot.press("r")
        assert "The file of the profile prod is deleted." in text_of(pilot)
        await pilot.press("enter")
        assert (folder / "prod.toml").exists()
        await pilot.press("r", "tab", "enter")
        await until(pilot, lambda: not (folder / "prod.toml").exists())
        await until(pilot, lambda: "sync01.contoso.com" not in text_of(pilot))


async def test_with_nothing_saved_the_page_says_how_to_begin(folder: Path) -> None:
    for name in ("prod", "test"):
        (folder / f"{name}.toml").unlink()
    async with wizard_on(Page.PROFILES, came_from=Page.START) as (pilot, _screen):
        assert "Nothing is saved yet." in text_of(pilot)
        assert text_of(pilot).splitlines()[-1].startswith(" A Add  Esc Previous   ")
        await pilot.press("a")
        await until(pilot, lambda: shown(pilot).PAGE is Page.PROFILE)
