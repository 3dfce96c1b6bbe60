"""Connect your directories."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.screens.pages import settled, shown, text_of, wizard_on
from tests.stand_in import read_session

from writeback.domain.errors import ConnectionLost
from writeback.domain.facts import Directory, Edition, Unknown
from writeback_tui.catalogue import Page

CONTOSO = builders.server_facts().directories[0]  # type: ignore[index]
FABRIKAM = Directory("fabrikam.com", "FABRIKAM\\svc-sync", reachable=False)
BOTH = builders.server_facts(directories=(CONTOSO, FABRIKAM))


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("edition", Edition)
async def test_every_directory_shows_its_account_and_whether_it_is_reached(edition: Edition) -> None:
    async with wizard_on(Page.DIRECTORIES, read_session(edition, server=BOTH)) as (pilot, _screen):
        await check_golden(pilot, f"directories-{edition.value}")


async def test_no_bar_is_shown_where_all_directories_are_reached() -> None:
    async with wizard_on(Page.DIRECTORIES) as (pilot, _screen):
        assert "[OK]  contoso.com" in text_of(pilot)
        assert "cannot be reached" not in text_of(pilot)


async def test_what_could_not_be_read_is_said() -> None:
    server = builders.server_facts(directories=Unknown("Access to Get-ADSyncConnector is denied."))
    async with wizard_on(Page.DIRECTORIES, read_session(server=server)) as (pilot, _screen):
        assert "Access to Get-ADSyncConnector is denied." in text_of(pilot)


async def test_reading_again_shows_what_has_changed() -> None:
    session = read_session(server=BOTH)
    async with wizard_on(Page.DIRECTORIES, session) as (pilot, _screen):
        session.server = builders.server_facts(directories=(CONTOSO, replace(FABRIKAM, reachable=True)))
        await pilot.press("f5")
        await settled(pilot)
        assert "[OK]  fabrikam.com" in text_of(pilot)


async def test_a_reading_that_fails_keeps_the_page_and_says_why() -> None:
    session = read_session()
    async with wizard_on(Page.DIRECTORIES, session) as (pilot, _screen):
        session.server = Unknown.because(ConnectionLost("The connection broke.", "Try again."))  # type: ignore[assignment]
        await pilot.press("f5")
        await settled(pilot)
        assert "The connection broke." in text_of(pilot)


async def test_enter_leads_on_from_a_page_without_fields() -> None:
    async with wizard_on(Page.DIRECTORIES) as (pilot, _screen):
        await pilot.press("enter")
        await settled(pilot)
        assert shown(pilot).PAGE is Page.FILTERING


async def test_a_hostile_name_is_shown_and_does_nothing() -> None:
    name = "evil [/foo] [@click=app.bell] \x1b]52;c;ZXZpbA==\x07"
    server = builders.server_facts(directories=(replace(CONTOSO, name=name, account=name, reachable=False),))
    async with wizard_on(Page.DIRECTORIES, read_session(server=server)) as (pilot, _screen):
        assert "evil [/foo]" in text_of(pilot)
        assert "\x1b" not in text_of(pilot)
