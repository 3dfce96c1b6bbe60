"""What the pages from Connect your directories to Summary send: bytes are exact whatever the load."""

from __future__ import annotations

from statistics import median

import pytest
from tests.terminal.pty_driver import Terminal, terminal

TICKED = {"TICKED": "1"}
PAST = {"PAST": "1"}
ANSI = {"TERM": "xterm"} | TICKED
PAGES = [
    ("directories", "CONFIGURED"),
    ("filtering", "not selected"),
    ("features", "Preflight:"),
    ("ready", "sha256"),
    ("complete", "Writeback is"),
    ("portal", "portal."),
    ("summary", "CONTRADICTED"),
]
AGAIN = 1024
"""One kB (design, section 7); the densest pages hold 700 characters that all differ from the page before."""
KEYS = ("tab", "tab", "down", "up", "tab", "shift+tab", "right", "left")


def wizard(page: str, environment: dict[str, str]) -> Terminal:
    return terminal("-m", "tests.terminal.stand_in_wizard", page, environment=environment)  # type: ignore[return-value]


def cost(opened: Terminal, key: str, *words: str) -> int:
    """Bytes from the key until the page with the words is complete."""
    before = len(opened.sent)
    opened.press(key)
    opened.wait_for(*words)
    return len(opened.sent) - before


@pytest.mark.parametrize(("page", "marker"), PAGES)
def test_a_move_of_the_focus_costs_no_more_than_its_budget(page: str, marker: str) -> None:
    with wizard(page, TICKED) as opened:
        opened.wait_for(marker, "F10")
        costs = [opened.press(key) for key in KEYS]
        assert median(costs) <= 250
        assert max(costs) <= 500


@pytest.mark.parametrize(("page", "marker"), PAGES)
def test_a_move_is_cheaper_still_in_sixteen_colours(page: str, marker: str) -> None:
    with wizard(page, ANSI) as opened:
        opened.wait_for(marker, "F10")
        assert median(opened.press(key) for key in KEYS) <= 80


def test_every_page_change_keeps_its_budget() -> None:
    with wizard("directories", TICKED) as opened:
        opened.wait_for("CONFIGURED", "F10")
        forth = [cost(opened, "f8", words) for words in ("not selected", "Preflight:", "sha256")]
        back = [cost(opened, "f7", words) for words in ("Preflight:", "not selected", "CONFIGURED")]
        assert max(forth) <= 1500
        assert max(back) <= AGAIN


@pytest.mark.parametrize(
    ("page", "marker", "key"), [("features", "Preflight:", "f3"), ("ready", "sha256", "f4")]
)
def test_what_opens_over_a_page_keeps_its_budget(page: str, marker: str, key: str) -> None:
    with wizard(page, TICKED) as opened:
        opened.wait_for(marker, "F10")
        assert opened.press(key) <= 1500
        assert opened.press("escape") <= AGAIN


def test_ticks_and_folds_cost_no_more_than_a_move() -> None:
    with wizard("features", {}) as opened:
        opened.wait_for("Preflight:", "F10")
        assert opened.press("space") <= 500
    with wizard("filtering", {}) as opened:
        opened.wait_for("not selected", "F10")
        assert max(opened.press(key) for key in ("left", "right")) <= 500


def test_a_character_of_the_ticket_costs_no_more_than_its_budget() -> None:
    with wizard("ready", TICKED) as opened:
        opened.wait_for("sha256", "F10")
        opened.press("tab")
        opened.press("tab")
        assert max(opened.press(letter) for letter in "CHG") <= 100


def test_a_run_that_waits_sends_little_more_than_its_clock() -> None:
    with wizard("configuring", {**TICKED, "HELD": "1"}) as opened:
        opened.wait_for("[..]")
        before = len(opened.sent)
        opened.read_for(4.0)
        assert (len(opened.sent) - before) / 4 <= 200


@pytest.mark.parametrize(
    ("page", "marker"), [("welcome", "How it ended"), ("interrupted", "Go on:"), ("runs", "1a2b")]
)
def test_the_pages_of_past_runs_keep_the_budget_of_a_move(page: str, marker: str) -> None:
    with wizard(page, PAST) as opened:
        opened.wait_for(marker, "F10")
        costs = [opened.press(key) for key in KEYS]
        assert median(costs) <= 250
        assert max(costs) <= 500


def test_the_way_over_an_interrupted_run_keeps_the_budget_of_a_page() -> None:
    with wizard("welcome", PAST) as opened:
        assert len(opened.wait_for("How it ended", "[OK]", "F10")) <= 4000
        # The page, and then what was found, which moves what stands below it.
        assert cost(opened, "f8", "Go on:") <= 1500 + AGAIN
        assert cost(opened, "f6", "STEPS") <= 1500
        assert cost(opened, "escape", "Go on:") <= AGAIN
        opened.press("down")
        assert cost(opened, "f8", "In force now") <= 1500
        assert cost(opened, "f8", "Additional tasks") <= 1500
        assert cost(opened, "f6", "U Undo", "Begun") <= 1500
        assert cost(opened, "escape", "Additional tasks") <= AGAIN


@pytest.mark.parametrize(("page", "marker"), [("profiles", "Add"), ("profile", "MORE")])
def test_the_pages_of_profiles_keep_the_budget_of_a_move_and_of_a_character(page: str, marker: str) -> None:
    with wizard(page, {"WRITEBACK_CONFIG": "/nowhere"}) as opened:
        opened.wait_for(marker, "F10")
        costs = [opened.press(key) for key in ("tab", "tab", "down", "up", "tab", "shift+tab")]
        assert median(costs) <= 250
        assert max(costs) <= 500
        if page == "profile":
            assert max(opened.press(letter) for letter in "abc") <= 100
