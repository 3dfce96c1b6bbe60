"""Least rights: what a profile takes, what was seen of it, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.screens.pages import shown, text_of, until, wizard_on
from tests.stand_in import read_session

from writeback import profiles
from writeback.domain.errors import AccessDenied
from writeback.domain.facts import Unknown
from writeback_tui.catalogue import Page

DENIED = Unknown.because(AccessDenied("It is not in the server's ADSync groups.", "Add it to ADSyncAdmins."))


@pytest.mark.usefixtures("spoken")
async def test_what_the_last_reading_showed_is_marked() -> None:
    session = read_session(server=builders.server_facts(scheduler=DENIED))
    async with wizard_on(Page.RIGHTS, session) as (pilot, _screen):
        await check_golden(pilot, "least-rights")
        await pilot.press(*["pagedown"] * 12)
        assert "Unexpire Password" in text_of(pilot)
        assert "CONTOSO\\MSOL_1a2b3c4d5e6f" in text_of(pilot)


async def test_welcome_leads_there_and_enter_leads_back() -> None:
    async with wizard_on(Page.WELCOME) as (pilot, _screen):
        await pilot.press("f3")
        await until(pilot, lambda: "Remote Management" in text_of(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: shown(pilot).PAGE is Page.WELCOME)


async def test_a_profile_that_is_not_open_shows_what_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRITEBACK_CONFIG", str(tmp_path))
    server = profiles.StoredServer("sync02", "FABRIKAM\\op", configuration="WritebackOperator")
    profiles.save("restricted", profiles.StoredProfile(server))
    async with wizard_on(Page.PROFILES, read_session(), came_from=Page.WELCOME) as (pilot, _screen):
        await pilot.press("f3")
        await until(pilot, lambda: "WritebackOperator" in text_of(pilot))
        assert "Nothing has been read of it yet" in text_of(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: shown(pilot).PAGE is Page.PROFILES)


@pytest.mark.parametrize("page", [Page.PROFILES, Page.PROFILE, Page.RIGHTS])
async def test_each_page_has_a_help_of_its_own(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRITEBACK_CONFIG", str(tmp_path))
    async with wizard_on(page, read_session(), came_from=Page.WELCOME) as (pilot, _screen):
        await pilot.press("f1")
        assert "WHAT IT IS" in text_of(pilot)
