"""Entries to pick one from while the focus is in the field above them: `>` is the one that Enter takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.reactive import reactive

from writeback.domain.texts import _
from writeback_tui.text import safe_str
from writeback_tui.widgets.drawn import Drawn

LEAD = 2
LABEL_COLUMNS, NOTE_COLUMNS = 46, 22


@dataclass(frozen=True, slots=True)
class Entry:
    """`note` stands at the right, such as a key; `closed` is the reason why it cannot be picked.

    `words` are looked through instead of the label, where that is not all.
    """

    label: str
    run: Callable[[], Any]
    note: str = ""
    closed: str = ""
    words: str = ""


def shortened(text: str) -> str:
    """As a label: what does not fit is cut, and said to be."""
    if cell_len(text) <= LABEL_COLUMNS:
        return text
    return f"{set_cell_size(text, LABEL_COLUMNS - 4).rstrip()} ..."


class PickList(Drawn):
    """A window of the rows that there are, which follows the cursor; the last of them tells how many entries
    there are below.
    """

    DEFAULT_CSS = "PickList { height: 1fr; min-height: 2; }"

    at: reactive[int] = reactive(0)
    entries: reactive[tuple[Entry, ...]] = reactive(())

    def __init__(self, entries: Sequence[Entry], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.top = 0
        self.set_reactive(PickList.entries, tuple(entries))

    @property
    def rows(self) -> int:
        """Entries shown at once: with one more than fit, the last row is needed to say so."""
        height = self.size.height
        return max(1, height if len(self.entries) <= height else height - 1)

    @property
    def current(self) -> Entry | None:
        """The entry under the cursor; None where there is none."""
        return self.entries[self.at] if self.entries else None

    def show(self, entries: Sequence[Entry]) -> None:
        """Puts others, from the first."""
        self.at = self.top = 0
        self.entries = tuple(entries)

    def move(self, by: int) -> None:
        """By rows; it stops at either end."""
        self.at = max(0, min(len(self.entries) - 1, self.at + by))

    def lines(self, width: int) -> list[Content]:
        room = self.rows
        self.top = max(self.at - room + 1, min(self.top, self.at))
        shown = range(self.top, min(len(self.entries), self.top + room))
        rows = [self._row(self.entries[index], index == self.at, width) for index in shown]
        below = len(self.entries) - self.top - room
        more = _("{count} more").format(count=below) if below > 0 else ""
        return [*rows, Content(" " * LEAD + more)] if more else rows

    @staticmethod
    def _row(entry: Entry, here: bool, width: int) -> Content:
        label = safe_str(entry.label)
        text = _("{button} (off)").format(button=label) if entry.closed else label
        note = Content(safe_str(entry.note)).truncate(NOTE_COLUMNS)
        room = width - LEAD - (note.cell_length + 2 if note else 0)
        first = Content(f"{'> ' if here else '  '}{text}").truncate(LEAD + min(room, LABEL_COLUMNS))
        gap = max(0, width - first.cell_length - note.cell_length)
        return Content.assemble(first, " " * gap, note)
