"""Past runs to choose one from: each on one row, in columns."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from writeback_tui.status import shorter
from writeback_tui.widgets.choice_list import Choice, ChoiceList

GAP = "  "
SHORTEST = 6
"""Cells of the last column, whose middle is left out where there is no room for all of it."""


class RunList(ChoiceList):
    """`cells` of each choice stand in columns; its note at the right. The last column may be cut."""

    def __init__(self, *, id: str) -> None:
        super().__init__((Choice("", ""),), id=id)
        self.cells: dict[str, tuple[str, ...]] = {}

    def show_runs(self, rows: Sequence[tuple[str, tuple[str, ...], str]]) -> None:
        """Puts others: of each its id, its cells and its note."""
        self.cells = {one: cells for one, cells, _note in rows}
        self.show([Choice(one, GAP.join(cells), note) for one, cells, note in rows])

    def _row(self, choice: Choice, width: int) -> list[Content]:
        return super()._row(Choice(choice.id, self._label(choice, width), choice.note, choice.closed), width)

    def _label(self, choice: Choice, width: int) -> str:
        *first, last = self.cells.get(choice.id, (choice.label,))
        widths = [max(map(cell_len, column)) for column in zip(*self.cells.values(), strict=True)][:-1]
        lead = "".join(f"{set_cell_size(cell, size)}{GAP}" for cell, size in zip(first, widths, strict=True))
        notes = max(cell_len(one.note) for one in self.choices)
        room = width - 4 - cell_len(lead) - (notes + len(GAP) if notes else 0)
        return lead + shorter(last, cell_len(last) - room, SHORTEST)
