"""`/`: words are found in whatever a page shows; what is only looked at is not chosen."""

from __future__ import annotations

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.screens.pages import shown, text_of, until, wizard_on
from tests.stand_in import StandInSession, read_session
from textual.pilot import Pilot

from writeback.domain.facts import Directory, Edition, Partition
from writeback_tui.catalogue import Page, Task, task_name
from writeback_tui.contents.matching import folded, spans
from writeback_tui.screens.side import TextBlock, TextScreen
from writeback_tui.widgets.choice_list import ChoiceList
from writeback_tui.widgets.container_tree import ContainerTree
from writeback_tui.widgets.field import Field
from writeback_tui.widgets.search_bar import SearchField

DC = "DC=contoso,DC=com"
FOREST = Directory(
    "contoso.com",
    "CONTOSO\\MSOL_1a2b3c4d5e6f",
    True,
    (
        Partition(
            DC,
            "contoso.com",
            True,
            tuple(f"OU={name},OU=CORP,{DC}" for name in ("Users", "\u00c5ngstr\u00f6m", "Berlin")),
            (DC, *(f"CN={name},{DC}" for name in ("Builtin", "Users"))),
        ),
    ),
)


async def look_for(pilot: Pilot[None], words: str) -> None:
    await pilot.press("slash")
    await until(pilot, lambda: isinstance(pilot.app.focused, SearchField))
    await pilot.press(*words)
    await pilot.pause()


def forest_session() -> StandInSession:
    return read_session(server=builders.server_facts(directories=(FOREST,)))


@pytest.mark.usefixtures("spoken")
async def test_typing_moves_to_the_first_match_but_only_enter_chooses_it() -> None:
    async with wizard_on(Page.TASKS) as (pilot, screen):
        tasks = screen.query_one("#tasks", ChoiceList)
        await look_for(pilot, task_name(Task.TROUBLESHOOT, Edition.ENTRA_CONNECT)[:5])
        await check_golden(pilot, "search-tasks")
        assert (tasks.at, tasks.chosen) == ("troubleshoot", "customize")
        await pilot.press("enter")
        await until(pilot, lambda: screen.focused is tasks)
        assert tasks.chosen == "troubleshoot"
        assert shown(pilot).PAGE is Page.TASKS


async def test_esc_returns_to_where_one_was() -> None:
    async with wizard_on(Page.TASKS) as (pilot, screen):
        before = text_of(pilot)
        await look_for(pilot, "trouble")
        await pilot.press("escape")
        await until(pilot, lambda: screen.focused is screen.query_one("#tasks"))
        assert text_of(pilot) == before


async def test_without_a_match_one_is_where_one_was_and_it_is_said() -> None:
    async with wizard_on(Page.TASKS) as (pilot, screen):
        await look_for(pilot, "troublemaker")
        assert "Nothing is found." in text_of(pilot)
        assert screen.query_one("#tasks", ChoiceList).at == "customize"
        await pilot.press("enter")
        await until(pilot, lambda: not screen.query(SearchField))
        assert shown(pilot).PAGE is Page.TASKS


async def test_a_container_that_is_folded_away_is_found_by_its_letters_and_folded_again_by_esc() -> None:
    async with wizard_on(Page.FILTERING, forest_session()) as (pilot, screen):
        tree = screen.query_one(ContainerTree)
        await pilot.press("home", "left")
        assert "\u00c5ngstr\u00f6m" not in text_of(pilot)
        await look_for(pilot, "ANGSTROM")
        assert "\u00c5ngstr\u00f6m" in text_of(pilot)
        assert tree.rows[tree.at].name == "\u00c5ngstr\u00f6m"
        await pilot.press("escape")
        await until(pilot, lambda: screen.focused is tree)
        assert "\u00c5ngstr\u00f6m" not in text_of(pilot)


async def test_n_goes_on_and_shift_n_goes_back_from_the_last_to_the_first() -> None:
    async with wizard_on(Page.FILTERING, forest_session()) as (pilot, screen):
        tree = screen.query_one(ContainerTree)
        await pilot.press("n")
        assert "/ begins" in text_of(pilot)
        await look_for(pilot, "users")
        await pilot.press("enter")
        first = tree.rows[tree.at].dn
        await pilot.press("n")
        assert "Match 2 of 2: Users" in text_of(pilot)
        assert tree.rows[tree.at].dn != first
        await pilot.press("n")
        assert tree.rows[tree.at].dn == first
        await pilot.press("N")
        assert "Match 2 of 2: Users" in text_of(pilot)


@pytest.mark.usefixtures("spoken")
async def test_a_match_out_of_sight_is_scrolled_to_and_marked_over_the_end_of_its_row() -> None:
    lines = [*(f"line number {number}" for number in range(60)), "the needle is", "here"]
    async with wizard_on(Page.TASKS) as (pilot, screen):
        screen.wizard.show_text("Long", lines)
        await until(pilot, lambda: isinstance(pilot.app.screen, TextScreen) and "number 3" in text_of(pilot))
        text = pilot.app.screen.query_one(TextBlock)
        await look_for(pilot, "is here")
        await until(pilot, lambda: "the needle is" in text_of(pilot))
        await check_golden(pilot, "search-text")
        assert [mark.text for mark in text.marks] == ["is", "here"]
        await pilot.press("escape")
        await until(pilot, lambda: "line number 3\n" in text_of(pilot) and "needle" not in text_of(pilot))
        assert not text.marks


async def test_a_search_fills_in_nothing_and_in_a_field_its_keys_are_letters() -> None:
    async with wizard_on(Page.PROFILE) as (pilot, screen):
        await pilot.press("slash", "n", "N", "y")
        assert screen.query_one("#name", Field).value == "/nNy"
        before = [field.value for field in screen.query(Field)]
        screen.set_focus(screen.query_one("#next"))
        await look_for(pilot, "tenant")
        await pilot.press("enter")
        await until(pilot, lambda: not screen.query(SearchField))
        assert shown(pilot).PAGE is Page.PROFILE
        assert [field.value for field in screen.query(Field)] == before


@pytest.mark.parametrize(
    ("text", "sought", "found"),
    [
        ("Users and users", "users", ["Users", "users"]),
        ("\u00c5ngstr\u00f6m", "o", ["\u00f6"]),
        ("Stra\u00dfe", "ss", ["\u00df"]),
        ("e\u0301te\u0301", "ete", ["e\u0301te"]),
        ("aaa", "aa", ["aa"]),
        ("abc", "", []),
    ],
)
def test_matches_are_told_in_places_of_the_text_itself(text: str, sought: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text, folded(sought))] == found
