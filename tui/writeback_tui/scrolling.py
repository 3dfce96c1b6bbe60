"""Text that has moved up or down: the terminal moves it itself, within margins, and only what is new is sent.

`CSI top ; bottom r` sets the margins, IND at the lower one or RI at the upper one moves what is between them:
a VT100 has all three, and so have the terminals and multiplexers after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

C = TypeVar("C")
Rows = Sequence[Sequence[C]]
UP, DOWN = "\x1bD", "\x1bM"
"""IND and RI."""
FURTHEST = 8
"""Rows: text that has moved further is as good as new."""
SLACK = 3
"""Cells of a row that may differ all the same."""
LEAST = 4
"""Rows that have to stand elsewhere; fewer are as cheap sent again."""


class Move(NamedTuple):
    """Rows `top` to `bottom` move up by `by`, or down where that is negative."""

    top: int
    bottom: int
    by: int

    @property
    def sequence(self) -> str:
        """Leaves the cursor wherever the terminal puts it, and no margins."""
        edge, step = (self.bottom, UP) if self.by > 0 else (self.top, DOWN)
        margins = f"\x1b[{self.top + 1};{self.bottom + 1}r"
        return f"{margins}\x1b[{edge + 1}H{step * abs(self.by)}\x1b[r"

    def applied(self, rows: list[list[C]], blank: C) -> list[list[C]]:
        """What the terminal shows afterwards; with the default pen all terminals leave the same blanks."""
        new = [[blank] * len(rows[self.top]) for _row in range(abs(self.by))]
        inside = rows[self.top : self.bottom + 1]
        moved = inside[self.by :] + new if self.by > 0 else new + inside[: self.by]
        return rows[: self.top] + moved + rows[self.bottom + 1 :]


def move_between(before: Rows[C], after: Rows[C]) -> Move | None:
    """The move that brings most rows to where they are to be; None where it is not worth one.

    The first row stays: what leaves it would go into the scrollback of some terminals.
    """
    changed = [y for y in range(1, len(before)) if before[y] != after[y]]
    if len(changed) < LEAST:
        return None
    left, right = _columns(before, after, changed)
    old = [tuple(row[left : right + 1]) for row in before]
    new = [tuple(row[left : right + 1]) for row in after]
    steps = [sign * by for by in range(1, FURTHEST + 1) for sign in (1, -1)]
    return max((found for by in steps if (found := _by(old, new, changed, by))), key=_gain, default=None)


def _by(old: Rows[C], new: Rows[C], changed: Sequence[int], by: int) -> Move | None:
    found = [y for y in changed if 1 <= y + by < len(old) and _is_alike(new[y], old[y + by])]
    if len(found) < LEAST:
        return None
    first, last = found[0], found[-1]
    return Move(first, last + by, by) if by > 0 else Move(first + by, last, by)


def _gain(move: Move) -> int:
    return move.bottom - move.top - 2 * abs(move.by)


def _columns(before: Rows[C], after: Rows[C], changed: Sequence[int]) -> tuple[int, int]:
    """The first and the last that differ: what stands beside them need not have moved."""
    differs = [x for x in range(len(before[0])) if any(before[y][x] != after[y][x] for y in changed)]
    return differs[0], differs[-1]


def _is_alike(one: Sequence[C], other: Sequence[C]) -> bool:
    """But for a scroll bar beside it, or a mark that came or went."""
    same = sum(mine == its for mine, its in zip(one, other, strict=True))
    return len(one) - same <= SLACK
