"""A list of which one row is chosen: `(o)` and `( )`; rows that cannot be chosen are led by ` . `.

The arrows move; a row that can be chosen is chosen by moving to it. A closed row can be looked at, so that
its reason can be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer
from textual.content import Content
from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style

from writeback_tui.text import safe_str, wrapped
from writeback_tui.widgets.drawn import Drawn


@dataclass(frozen=True, slots=True)
class Choice:
    """One row: `note` stands at the right; `closed` is the reason why it cannot be chosen."""

    id: str
    label: str
    note: str = ""
    closed: str = ""


class ChoiceList(Drawn, can_focus=True):
    """One focus for the whole list; `chosen` and `at` are ids of choices."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "edge(1)", show=False),
        Binding("end", "edge(-1)", show=False),
        Binding("space", "look", show=False),
    ]

    SHOWS_ITS_CURSOR = True

    chosen: reactive[str] = reactive("")
    at: reactive[str] = reactive("")
    sought: reactive[bool] = reactive(False)
    """Its cursor is drawn without the focus: somebody searches."""

    @dataclass
    class Looked(Message):
        """The cursor stands on a choice; it is also the chosen one unless it is closed."""

        list: ChoiceList
        choice: Choice

    def __init__(self, choices: Sequence[Choice], chosen: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.choices = tuple(choices)
        first = next((choice.id for choice in self.choices if not choice.closed), "")
        self.set_reactive(ChoiceList.chosen, chosen or first)
        self.set_reactive(ChoiceList.at, chosen or first)

    def show(self, choices: Sequence[Choice], chosen: str = "") -> None:
        """Puts other choices; without `chosen` the first that is not closed."""
        self.choices = tuple(choices)
        first = next((choice.id for choice in self.choices if not choice.closed), "")
        self.chosen = self.at = chosen or first
        self.refresh(layout=True)

    @property
    def current(self) -> Choice:
        """The choice under the cursor."""
        return next((choice for choice in self.choices if choice.id == self.at), self.choices[0])

    def lines(self, width: int) -> list[Content]:
        return [line for choice in self.choices for line in self._row(choice, width)]

    def on_focus(self) -> None:
        self.call_after_refresh(self._show_cursor)

    def on_click(self, event: Click) -> None:
        """For those who turn the mouse on."""
        rows = [choice for choice in self.choices for _line in self._row(choice, self.drawn_width)]
        if 0 <= event.y < len(rows):
            self.look_at(rows[event.y])

    def action_move(self, by: int) -> None:
        """Moves by rows; past either end the focus goes on."""
        position = self.choices.index(self.current) + by
        if 0 <= position < len(self.choices):
            self.look_at(self.choices[position])
        elif by < 0:
            self.screen.focus_previous()
        else:
            self.screen.focus_next()

    def action_edge(self, step: int) -> None:
        self.look_at(self.choices[::step][0])

    def action_look(self) -> None:
        self.look_at(self.current)

    def point_at(self, choice: Choice) -> None:
        """Puts the cursor on it without choosing it."""
        self.at = choice.id
        self.call_after_refresh(self._show_cursor)

    def look_at(self, choice: Choice) -> None:
        """Puts the cursor on it, and chooses it unless it is closed."""
        self.at = choice.id
        if not choice.closed:
            self.chosen = choice.id
        self.post_message(self.Looked(self, choice))
        self.call_after_refresh(self._show_cursor)

    def _show_cursor(self) -> None:
        """Scrolls the row under the cursor into view where the page is higher than the terminal."""
        body = next((node for node in self.ancestors if isinstance(node, ScrollableContainer)), None)
        if body is None:
            return
        above = self.choices[: self.choices.index(self.current)]
        row = sum(len(self._row(choice, self.size.width)) for choice in above)
        y = self.region.y - body.region.y + body.scroll_offset.y + row
        body.scroll_to_region(Region(0, y, self.size.width, 1), animate=False, force=True)

    def _row(self, choice: Choice, width: int) -> list[Content]:
        mark = " . " if choice.closed else "(o)" if choice.id == self.chosen else "( )"
        here = (self.has_focus or self.sought) and choice.id == self.at
        note = safe_str(choice.note)
        room = width - 4 - (Content(note).cell_length + 2 if note else 0)
        texts = wrapped(choice.label, max(room, 10))
        first = Content.assemble(Content.styled(mark, Style(reverse=here)), " ", texts[0])
        if note:
            gap = max(2, width - first.cell_length - Content(note).cell_length)
            first = Content.assemble(first, " " * gap, note)
        return [first, *(Content("    " + text) for text in texts[1:])]
