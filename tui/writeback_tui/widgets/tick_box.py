"""A tick box: `[x]` or `[ ]`, its mark reversed with the focus; a closed one has ` . ` or is drawn `.x.`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style

from writeback_tui.text import safe_str, wrapped
from writeback_tui.widgets.drawn import Drawn


class TickBox(Drawn, can_focus=True):
    """One choice that is on or off. `note` stands at the right; `listed` keeps room for the ` . ` mark."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    value: reactive[bool] = reactive(False)
    note: reactive[str] = reactive("", layout=True)

    @dataclass
    class Changed(Message):
        """The box was ticked or cleared."""

        box: TickBox
        value: bool

    def __init__(
        self,
        label: str,
        value: bool = False,
        *,
        note: str = "",
        listed: bool = False,
        disabled: bool = False,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id, disabled=disabled)
        self.label = label
        self.listed = listed
        self.set_reactive(TickBox.value, value)
        self.set_reactive(TickBox.note, note)

    def lines(self, width: int) -> list[Content]:
        lead = (" .  " if self.disabled else "    ") if self.listed else ""
        left, right = ".." if self.disabled and not self.listed else "[]"
        mark = f"{left}{'x' if self.value else ' '}{right}"
        note = safe_str(self.note)
        room = width - len(lead) - 4 - (Content(note).cell_length + 2 if note else 0)
        texts = wrapped(self.label, max(room, 10))
        focused = Style(reverse=self.has_focus)
        first = Content.assemble(lead, Content.styled(mark, focused), " ", texts[0])
        if note:
            gap = max(2, width - first.cell_length - Content(note).cell_length)
            first = Content.assemble(first, " " * gap, note)
        hang = " " * (len(lead) + 4)
        return [first, *(Content(hang + text) for text in texts[1:])]

    def on_click(self) -> None:
        """For those who turn the mouse on."""
        if not self.disabled:
            self.action_tick()

    def action_tick(self) -> None:
        self.value = not self.value
        self.post_message(self.Changed(self, self.value))
