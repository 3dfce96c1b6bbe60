"""What only moves is moved by the terminal, and the screen is the same as if all had been sent."""

from __future__ import annotations

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from writeback_tui.scrolling import Move, move_between
from writeback_tui.shadow import ShadowTerminal

WIDTH, HEIGHT = 40, 14
LINES = st.lists(st.sampled_from("abcdefghijklmnop \u754c"), min_size=HEIGHT, max_size=24)


def console() -> Console:
    made = Console(force_terminal=True, width=WIDTH, height=HEIGHT)
    made._color_system = ColorSystem.EIGHT_BIT
    return made


def page(rows: list[str]) -> LayoutUpdate:
    """Rows of one letter, beside a column that never moves."""
    beside, text = Style(bgcolor="#262626"), Style(color="#dadada", bgcolor="#121212")
    strips = [
        Strip([Segment(f"step {y:02}".ljust(10), beside), Segment(_filled(letter), text)])
        for y, letter in enumerate(rows)
    ]
    return LayoutUpdate([[strip] for strip in strips], Region(0, 0, WIDTH, HEIGHT))


def _filled(letter: str) -> str:
    return letter * ((WIDTH - 10) // (1 if letter.isascii() else 2))


def drawn(pages: list[list[str]], *, erases: bool = True) -> tuple[list[str], list[str]]:
    """The screen after all pages, and what was sent for each."""
    screen, shadow = pyte.Screen(WIDTH, HEIGHT), ShadowTerminal(erases=erases)
    stream, sent = pyte.Stream(screen), []
    shadow.resize(WIDTH, HEIGHT)
    for rows in pages:
        sent.append(shadow.changes(page(rows), console()))
        stream.feed(sent[-1])
    return [_looks(screen, y) for y in range(HEIGHT)], sent


def _looks(screen: pyte.Screen, y: int) -> str:
    return "".join(f"{screen.buffer[y][x].data}{screen.buffer[y][x].bg}" for x in range(WIDTH))


@settings(max_examples=60, deadline=None)
@given(lines=LINES, by=st.integers(-9, 9), erases=st.booleans())
def test_a_page_that_has_moved_looks_as_if_it_had_been_drawn_there(
    lines: list[str], by: int, erases: bool
) -> None:
    before = [lines[y % len(lines)] for y in range(HEIGHT)]
    after = [lines[(y + by) % len(lines)] for y in range(HEIGHT)]
    assert drawn([before, after], erases=erases)[0] == drawn([after], erases=erases)[0]


def test_a_line_that_comes_in_is_all_that_is_sent_besides_what_stands_still() -> None:
    rows = [chr(ord("a") + y) for y in range(HEIGHT + 1)]
    _screen, (first, scrolled) = drawn([rows[:HEIGHT], rows[1:]])
    assert "H\x1bD\x1b[r" in scrolled
    assert len(scrolled) < len(first) / 1.5


def test_what_has_not_moved_is_not_taken_for_a_move() -> None:
    before = [list(f"{y:02}" * 5) for y in range(HEIGHT)]
    assert move_between(before, [list(row) for row in before]) is None
    assert move_between(before, [list(f"x{y:x}" * 5) for y in range(HEIGHT)]) is None


def test_the_first_row_never_moves_into_the_scrollback() -> None:
    before = [[chr(ord("a") + y)] for y in range(HEIGHT)]
    move = move_between(before, [*before[1:], ["z"]])
    assert move is not None
    assert move.top >= 1


def test_the_margins_do_not_stay() -> None:
    assert Move(3, 9, 2).sequence == "\x1b[4;10r\x1b[10H\x1bD\x1bD\x1b[r"
    assert Move(3, 9, -1).sequence == "\x1b[4;10r\x1b[4H\x1bM\x1b[r"
