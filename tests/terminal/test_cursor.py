"""The cursor comes to where it is sent, by no longer a way than straight there."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from writeback_tui.cursor import NOWHERE, Place, way

WIDTH, HEIGHT = 80, 24
PLACES = st.tuples(st.integers(0, HEIGHT - 1), st.integers(0, WIDTH - 1))


def after(start: Place, sequence: str) -> Place:
    """Where a terminal has its cursor."""
    screen = pyte.Screen(WIDTH, HEIGHT)
    pyte.Stream(screen).feed(f"\x1b[{start[0] + 1};{start[1] + 1}H{sequence}")
    return screen.cursor.y, screen.cursor.x


@given(start=PLACES, to=PLACES)
def test_the_way_leads_there(start: Place, to: Place) -> None:
    found = way(start, to, WIDTH)
    assert after(start, found) == to
    assert len(found) <= len(f"\x1b[{to[0] + 1};{to[1] + 1}H")


@given(row=st.integers(0, HEIGHT - 1), to=PLACES)
def test_past_the_last_column_it_is_not_asked_how_far_it_is(row: int, to: Place) -> None:
    found = way((row, WIDTH), to, WIDTH)
    assert after((row, WIDTH - 1), f"x{found}") == to


@given(start=PLACES, to=PLACES)
def test_from_nowhere_it_is_sent_straight(start: Place, to: Place) -> None:
    assert after(start, way(NOWHERE, to, WIDTH)) == to


@pytest.mark.parametrize(
    ("start", "to", "sequence"),
    [
        ((4, 10), (4, 10), ""),
        ((4, 10), (5, 9), "\x1bD\b"),
        ((4, 10), (7, 10), "\x1bD\x1bD\x1bD"),
        ((4, 70), (5, 0), "\r\x1bD"),
        ((4, 10), (4, 11), "\x1b[C"),
        ((9, 10), (4, 0), "\x1b[5H"),
        ((9, 10), (0, 0), "\x1b[H"),
    ],
)
def test_the_shortest_is_taken(start: Place, to: Place, sequence: str) -> None:
    assert way(start, to, WIDTH) == sequence
