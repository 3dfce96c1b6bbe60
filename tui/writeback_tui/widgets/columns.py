"""A small table that is only read: named columns, cells that wrap in their own column."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from textual.content import Content

from writeback.domain.texts import _
from writeback_tui.text import wrapped
from writeback_tui.widgets.drawn import Drawn

GAP = 2
MARK = 4
"""Cells of a first column that holds a mark or a bullet, which belongs to what it stands before."""


class Columns(Drawn):
    """`widths` of all columns; the last one is cut where the row is narrower than their sum."""

    def __init__(
        self,
        widths: Sequence[int],
        rows: Sequence[Sequence[str]],
        *,
        header: Sequence[str] = (),
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.widths = tuple(widths)
        self.header = tuple(header)
        self.rows = tuple(tuple(row) for row in rows)

    def lines(self, width: int) -> list[Content]:
        head = [line.stylize("$label") for line in self._row(self.header)] if self.header else []
        body = [line for row in self.rows for line in self._row(row)]
        return [line.truncate(width) for line in (*head, *body)]

    def spoken(self) -> tuple[str, ...]:
        """One line a row; what is named in the header is named."""
        return tuple(self._in_words(row) for row in self.rows)

    def _in_words(self, row: Sequence[str]) -> str:
        named = zip_longest(self.header, row, fillvalue="")
        cells = [
            _("{label}: {value}").format(label=name, value=cell) if name else cell for name, cell in named
        ]
        lead = f"{cells.pop(0)} " if self.widths[0] <= MARK else ""
        return lead + "  ".join(cell for cell in cells if cell.strip())

    def _row(self, cells: Sequence[str]) -> list[Content]:
        columns = [
            [Content(line) for line in wrapped(cell, width)]
            for cell, width in zip(cells, self.widths, strict=False)
        ]
        return [self._line(parts) for parts in zip_longest(*columns, fillvalue=Content(""))]

    def _line(self, parts: Sequence[Content]) -> Content:
        padded = [
            part.pad_right(max(0, self.widths[index] - part.cell_length)) for index, part in enumerate(parts)
        ]
        return Content(" " * GAP).join(padded).rstrip()
