"""Domain and OU filtering."""

from __future__ import annotations

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.screens.pages import shown, text_of, wizard_on
from tests.stand_in import read_session

from writeback.domain.facts import Directory, Edition, Partition
from writeback_tui.catalogue import Page

DC = "DC=contoso,DC=com"
MANY = Directory(
    "contoso.com",
    "CONTOSO\\MSOL_1a2b3c4d5e6f",
    True,
    (
        Partition(
            DC,
            "contoso.com",
            True,
            tuple(f"OU={name},OU=CORP,{DC}" for name in ("Users", "Groups", "Berlin\\, DE")),
            (DC, *(f"CN={name},{DC}" for name in ("Builtin", "Computers", "Infrastructure", "Users"))),
        ),
    ),
)
ALL = Directory(
    "fabrikam.com",
    "FABRIKAM\\svc-sync",
    False,
    (Partition("DC=fabrikam,DC=com", "fabrikam.com", True, ("DC=fabrikam,DC=com",)),),
)


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("edition", Edition)
async def test_the_filter_is_shown_as_a_tree(edition: Edition) -> None:
    session = read_session(edition, server=builders.server_facts(directories=(MANY, ALL)))
    async with wizard_on(Page.FILTERING, session) as (pilot, _screen):
        await check_golden(pilot, f"filtering-{edition.value}")


async def test_left_folds_a_container_and_right_opens_it() -> None:
    async with wizard_on(Page.FILTERING, read_session(server=builders.server_facts(directories=(MANY,)))) as (
        pilot,
        _screen,
    ):
        await pilot.press("down", "down", "down", "left")
        assert "CORP  ... folded" in text_of(pilot)
        assert "Berlin, DE" not in text_of(pilot)
        await pilot.press("right")
        assert "Berlin, DE" in text_of(pilot)


async def test_left_in_a_container_without_children_goes_to_the_one_above() -> None:
    async with wizard_on(Page.FILTERING, read_session(server=builders.server_facts(directories=(MANY,)))) as (
        pilot,
        _screen,
    ):
        await pilot.press("down", "left", "left")
        assert "[-] contoso.com  ... folded" in text_of(pilot)


async def test_the_cursor_reaches_rows_that_were_out_of_sight() -> None:
    async with wizard_on(
        Page.FILTERING, read_session(server=builders.server_facts(directories=(MANY,))), size=(80, 18)
    ) as (pilot, _screen):
        assert "] Users" not in text_of(pilot)
        await pilot.press("end")
        assert "[ ] Users" in text_of(pilot)


async def test_another_directory_shows_its_own_filter() -> None:
    session = read_session(server=builders.server_facts(directories=(MANY, ALL)))
    async with wizard_on(Page.FILTERING, session) as (pilot, _screen):
        assert "(o) Sync selected domains and OUs" in text_of(pilot)
        await pilot.press("right")
        assert "(o) Sync all domains and OUs" in text_of(pilot)
        assert "[x] fabrikam.com" in text_of(pilot)
        assert "reachable: NO" in text_of(pilot)


async def test_space_changes_nothing_in_the_tree() -> None:
    async with wizard_on(Page.FILTERING) as (pilot, _screen):
        before = text_of(pilot)
        await pilot.press("space")
        assert text_of(pilot) == before


async def test_enter_leads_on_from_the_tree() -> None:
    async with wizard_on(Page.FILTERING) as (pilot, _screen):
        await pilot.press("enter")
        assert shown(pilot).PAGE is Page.FEATURES
