"""The steps at the left: `>` current, `*` visited, `-` visited and closed."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from textual.content import Content

from writeback_tui.text import wrapped
from writeback_tui.widgets.drawn import Drawn

WIDTH = 23


class Mark(Enum):
    """Where the user is with a step; the value is what is drawn."""

    CURRENT = ">"
    VISITED = "*"
    CLOSED = "-"
    AHEAD = " "


STYLES = {
    Mark.CURRENT: "bold $title-foreground on $primary",
    Mark.CLOSED: "$steps-muted",
}


class StepRow(NamedTuple):
    """One entry; `level` 1 stands under a heading, a heading has no mark of its own."""

    label: str
    mark: Mark = Mark.AHEAD
    level: int = 0
    heading: bool = False

    def lines(self, width: int) -> list[Content]:
        """The entry, wrapped to the column, as wide as it."""
        lead = f"{' ' * self.level}{self.mark.value} "
        rows = wrapped(self.label, WIDTH, lead, " " * (len(lead) + 2))
        return [Content.styled(row.ljust(width), STYLES.get(self.mark, "")) for row in rows]


class StepList(Drawn):
    """One widget for all rows: one each cost every page a dozen, and a third of the time it took to open."""

    def __init__(self, rows: Sequence[StepRow], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows = tuple(rows)

    def lines(self, width: int) -> list[Content]:
        return [line for row in self.rows for line in row.lines(width)]
