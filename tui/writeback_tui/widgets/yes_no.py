"""A question answered by Yes or No on one row, as the portal asked in 2021."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style

from writeback.domain.texts import _
from writeback_tui.text import safe_str, wrapped
from writeback_tui.widgets.drawn import Drawn


class YesNo(Drawn, can_focus=True):
    """The question, below it `(o) Yes  ( ) No` and the note. Left, Right and Space change it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,right,space", "answer", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    value: reactive[bool] = reactive(False)
    note: reactive[str] = reactive("")

    @dataclass
    class Changed(Message):
        """The other answer was chosen."""

        question: YesNo
        value: bool

    def __init__(self, question: str, value: bool = False, *, note: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.question = question
        self.set_reactive(YesNo.value, value)
        self.set_reactive(YesNo.note, note)

    def lines(self, width: int) -> list[Content]:
        note = safe_str(self.note)
        answers = Content.assemble("    ", self._answer(True, _("Yes")), "   ", self._answer(False, _("No")))
        gap = max(2, width - answers.cell_length - Content(note).cell_length)
        return [
            *(Content(line) for line in wrapped(self.question, width)),
            Content.assemble(answers, " " * gap, note),
        ]

    def on_click(self) -> None:
        """For those who turn the mouse on."""
        self.action_answer()

    def action_answer(self) -> None:
        self.value = not self.value
        self.post_message(self.Changed(self, self.value))

    def _answer(self, answer: bool, label: str) -> Content:
        chosen = self.value is answer
        mark = Content.styled("(o)" if chosen else "( )", Style(reverse=self.has_focus and chosen))
        return Content.assemble(mark, f" {safe_str(label)}")
