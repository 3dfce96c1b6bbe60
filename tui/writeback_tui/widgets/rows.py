"""Two aligned columns: what a thing is called and what it is."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive

from writeback.domain.texts import _
from writeback_tui.text import safe_str, wrapped
from writeback_tui.widgets.drawn import Drawn


class Rows(Drawn):
    """Pairs of label and value; a long value hangs under its column."""

    rows: reactive[tuple[tuple[str, str], ...]] = reactive((), layout=True)

    def __init__(self, rows: Sequence[tuple[str, str]] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(Rows.rows, tuple(rows))

    def lines(self, width: int) -> list[Content]:
        column = max((Content(safe_str(label)).cell_length for label, _value in self.rows), default=0) + 2
        return [line for label, value in self.rows for line in self._row(label, value, column, width)]

    def spoken(self) -> tuple[str, ...]:
        """One line a row."""
        with_label = _("{label}: {value}")
        return tuple(
            (with_label if row[0] else "{value}").format(label=row[0], value=row[1]) for row in self.rows
        )

    @staticmethod
    def _row(label: str, value: str, column: int, width: int) -> list[Content]:
        name = Content(safe_str(label))
        first, *others = wrapped(value, max(10, width - column))
        lead = Content.assemble(Content.styled(name.plain, "$label"), " " * (column - name.cell_length))
        return [Content.assemble(lead, first), *(Content(" " * column + line) for line in others)]
