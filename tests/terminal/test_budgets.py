"""What the wizard sends over a slow line, on every page, with the names of 2021 and of now (section 7).

Bytes are exact whatever the machine's load: the wizard itself says when it has drawn all that a key brings.
"""

from __future__ import annotations

from functools import cache
from statistics import median

import pytest
from tests.terminal.walk import WAY, Costs, over, walk

from writeback_tui.catalogue import Page

ANSI = "xterm"
DEFAULT = "xterm-256color"
EDITIONS = ("2021", "now")
START = {DEFAULT: 4000, ANSI: 3000}
FIRST, AGAIN = 1500, 1024
MOVE = {DEFAULT: 250, ANSI: 80}
MOST, TYPED = 500, 100
IDLE_SECONDS = 1.1
FULL = {"2021": {"welcome": 1250}}
"""By edition: with a warning of four rows 750 characters differ from those of the page before."""


@cache
def costs(edition: str, term: str) -> Costs:
    """One walk for all tests of it; idle pages are waited for in one of them, because waiting is slow."""
    idle = IDLE_SECONDS if (edition, term) == ("now", DEFAULT) else 0.0
    return walk(edition, {"TERM": term}, idle_seconds=idle)


every_walk = pytest.mark.parametrize("edition", EDITIONS)
every_theme = pytest.mark.parametrize("term", [DEFAULT, ANSI])


def test_the_walk_comes_to_every_page() -> None:
    assert set(WAY) == {page.value for page in Page}


@every_theme
@every_walk
def test_a_start_costs_no_more_than_its_budget(edition: str, term: str) -> None:
    assert costs(edition, term).start <= START[term]


@every_theme
@every_walk
def test_a_page_costs_no_more_than_its_budget_when_it_is_first_shown(edition: str, term: str) -> None:
    walked = costs(edition, term)
    assert over([*walked.first.items(), *walked.opened.items()], FIRST) == []


@every_theme
@every_walk
def test_a_page_costs_no_more_than_its_budget_when_it_is_shown_again(edition: str, term: str) -> None:
    walked = costs(edition, term)
    full = FULL.get(edition, {})
    usual = [(page, cost) for page, cost in walked.again.items() if page not in full]
    assert over([*usual, *walked.closed.items()], AGAIN) == []
    assert all(walked.again[page] <= limit for page, limit in full.items())


@every_theme
@every_walk
def test_a_move_of_the_focus_costs_no_more_than_its_budget_on_any_page(edition: str, term: str) -> None:
    moves = costs(edition, term).moves
    assert over([(page, median(paid)) for page, paid in moves.items()], MOVE[term]) == []
    assert over([(page, max(paid)) for page, paid in moves.items()], MOST) == []


@every_theme
@every_walk
def test_a_typed_character_costs_no_more_than_its_budget(edition: str, term: str) -> None:
    assert max(costs(edition, term).typed) <= TYPED


def test_nothing_is_sent_while_nothing_happens_on_any_page() -> None:
    assert over(costs("now", DEFAULT).idle.items(), 0) == []


@every_theme
@every_walk
def test_everything_sent_is_ascii(edition: str, term: str) -> None:
    sent = costs(edition, term).sent
    assert max(sent) < 0x80
    assert b"\\u" not in sent
