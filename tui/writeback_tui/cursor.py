"""The shortest way of the cursor from cell to cell, with what a VT100 has and all terminals after it."""

from __future__ import annotations

from collections.abc import Iterator

DOWN, BACK, FIRST = "\x1bD", "\b", "\r"
"""Index instead of a vertical tab, which is shorter: a terminal may be set to take that for a new line."""

Place = tuple[int, int]
"""Row and column, from 0."""
NOWHERE: Place = (-1, -1)
"""Nobody knows where it is."""


def way(cursor: Place, to: Place, width: int) -> str:
    """The sequence that moves it; past the last of `width` columns it is neither here nor there."""
    if cursor == to and to[1] < width:
        return ""
    return min(_ways(cursor, to, width), key=len)


def _ways(cursor: Place, to: Place, width: int) -> Iterator[str]:
    yield _straight(to)
    below = to[0] - cursor[0]
    if cursor == NOWHERE or below < 0:
        return
    yield FIRST + DOWN * below + _along(to[1])
    if cursor[1] < width:
        yield DOWN * below + _along(to[1] - cursor[1])


def _straight(to: Place) -> str:
    """Numbers that are 1 can be left out."""
    row, column = (str(number + 1) if number else "" for number in to)
    return f"\x1b[{row};{column}H" if column else f"\x1b[{row}H"


def _along(columns: int) -> str:
    """To the right, or back where that is negative."""
    if columns < 0:
        return min(BACK * -columns, _sequence(-columns, "D"), key=len)
    return _sequence(columns, "C") if columns else ""


def _sequence(columns: int, letter: str) -> str:
    return f"\x1b[{columns}{letter}" if columns > 1 else f"\x1b[{letter}"
