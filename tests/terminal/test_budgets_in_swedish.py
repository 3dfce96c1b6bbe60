"""What the wizard sends in Swedish: words are longer, and three of its letters take two bytes each.

A few pages stand for all, against the budgets of `test_budgets`.
"""

from __future__ import annotations

from functools import cache
from statistics import median

import pytest
from tests.terminal.test_budgets import AGAIN, ANSI, DEFAULT, FIRST, MOST, MOVE, START, TYPED
from tests.terminal.walk import Costs, over, walk

WAY = ("welcome", "profile", "tasks", "features", "summary", "features", "summary", "tasks", "welcome")
LONGER = {"welcome": 1100, "features": 1100}
"""When they are shown again: up to 7 % over the budget of 1024 B, for the longer words and the letters."""
LONGER_MOVE = 90
"""On Welcome, with the terminal's own colours: "[ Konfigurera ]" and "[ Avsluta ]" are 5 letters longer."""

every_theme = pytest.mark.parametrize("term", [DEFAULT, ANSI])


@cache
def costs(term: str) -> Costs:
    return walk("now", {"TERM": term, "LANGUAGE": "sv"}, way=WAY)


@every_theme
def test_it_is_swedish_that_is_measured(term: str) -> None:
    assert b"Ytterligare uppgifter" in costs(term).sent
    assert "ö".encode() in costs(term).sent


@every_theme
def test_a_start_keeps_its_budget(term: str) -> None:
    assert costs(term).start <= START[term]


@every_theme
def test_pages_keep_their_budget_or_the_one_that_their_letters_need(term: str) -> None:
    walked = costs(term)
    assert over([*walked.first.items(), *walked.opened.items()], FIRST) == []
    limits = dict.fromkeys(walked.again, AGAIN) | LONGER
    assert [page for page, cost in walked.again.items() if cost > limits[page]] == []
    assert over(walked.closed.items(), LONGER["features"]) == []


@every_theme
def test_moves_of_the_focus_and_typed_characters_keep_their_budgets(term: str) -> None:
    walked = costs(term)
    usual = [(page, median(paid)) for page, paid in walked.moves.items() if page != "welcome"]
    assert over(usual, MOVE[term]) == []
    assert median(walked.moves["welcome"]) <= max(MOVE[term], LONGER_MOVE)
    assert over([(page, max(paid)) for page, paid in walked.moves.items()], MOST) == []
    assert max(walked.typed) <= TYPED
