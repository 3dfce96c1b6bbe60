"""The steps at the left: `>` current, `*` visited, `-` visited and closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from writeback_tui.text import wrapped

WIDTH = 23


class Mark(Enum):
    """Where the user is with a step; the value is what is drawn."""

    CURRENT = ">"
    VISITED = "*"
    CLOSED = "-"
    AHEAD = " "


@dataclass(frozen=True, slots=True)
class StepRow:
    """One entry; `level` 1 stands under a heading, a heading has no mark of its own."""

    label: str
    mark: Mark = Mark.AHEAD
    level: int = 0
    heading: bool = False

    def text(self) -> Content:
        """The rows of the entry, wrapped to the column."""
        lead = f"{' ' * self.level}{self.mark.value} "
        return Content("\n").join(
            Content(line) for line in wrapped(self.label, WIDTH, lead, " " * (len(lead) + 2))
        )


class StepList(Vertical):
    """Drawn once a screen: its rows do not change while the page is shown."""

    def __init__(self, rows: Sequence[StepRow], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows = tuple(rows)

    def compose(self) -> ComposeResult:
        for row in self.rows:
            yield Static(row.text(), classes=f"-{row.mark.name.lower()}", markup=False)
