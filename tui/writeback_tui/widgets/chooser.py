"""One of a few values on one row, `< contoso.com >  1 of 2`: Left and Right change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style

from writeback.domain.texts import _
from writeback_tui.text import safe_str
from writeback_tui.widgets.drawn import Drawn


class Chooser(Drawn, can_focus=True):
    """Only the value that is chosen is drawn, so that many take no more room than one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "change(-1)", show=False),
        Binding("right,space", "change(1)", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    at: reactive[int] = reactive(0)

    @dataclass
    class Changed(Message):
        """Another value was chosen; `at` is its position."""

        chooser: Chooser
        at: int

    def __init__(self, label: str, values: Sequence[str], at: int = 0, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.label = label
        self.values = tuple(values)
        self.set_reactive(Chooser.at, at)

    def lines(self, width: int) -> list[Content]:
        mark = Style(reverse=self.has_focus)
        count = safe_str(_("{at} of {count}").format(at=self.at + 1, count=len(self.values)))
        value = safe_str(self.values[self.at])
        line = Content.assemble(
            Content.styled(safe_str(self.label), "$label"),
            "  ",
            Content.styled(f"< {value} >", mark),
            f"  {count}",
        )
        return [line.truncate(width)]

    def on_click(self) -> None:
        """For those who turn the mouse on."""
        self.action_change(1)

    def action_change(self, by: int) -> None:
        self.at = (self.at + by) % len(self.values)
        self.post_message(self.Changed(self, self.at))
