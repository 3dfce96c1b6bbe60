"""The matrix as lines of text."""

from __future__ import annotations

from collections.abc import Sequence

WIDTHS = (11, 17, 20, 30, 12, 14, 18)


def line(cells: Sequence[str]) -> str:
    """One row; the sentence at its end has all the room that it needs."""
    *short, sentence = cells
    return " ".join(cell.ljust(width) for cell, width in zip(short, WIDTHS, strict=True)) + f" {sentence}"
