"""Side screens: the same frame with something to read; Esc or Enter leads back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar, TypeVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.content import Content

from writeback.domain.texts import _
from writeback_tui.screens.frame import PRIMARY, FramedScreen
from writeback_tui.text import wrapped
from writeback_tui.widgets.drawn import Drawn
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.step_list import StepList, StepRow

R = TypeVar("R")
TERM = re.compile(r" *(?:\[[ -~]{2}\] |(?:\* *)?\d{1,2}\. |[!-~](?: ?[!-~]){0,17} {2,})(?=\S)")
"""What a second column may follow: a mark such as `[OK]`, a number, or a few words and two spaces. ASCII
without control characters, because it is not made safe any more."""
COMMAND = re.compile(r" *(?:[A-Z][a-z]+-[A-Z][A-Za-z]+\b|\$\w+ *=|# |writeback )")
"""Begins a line of PowerShell or of the shell."""
HANG = 4
"""Columns by which the further lines of a command are moved in: it would look like several otherwise."""


class TextBlock(Drawn):
    """Lines of text, wrapped; an empty one is a blank row. Lines hang under their first word, or under what
    stands beside it in a second column; those of a command are moved in.
    """

    def __init__(self, lines: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.texts = tuple(lines)

    def show(self, lines: Sequence[str]) -> None:
        """Puts other lines."""
        self.texts = tuple(lines)
        self.refresh(layout=True)

    def lines(self, width: int) -> list[Content]:
        return [Content(line) for text in self.texts for line in self._wrapped(self.keyed(text), width)]

    def spoken(self) -> tuple[str, ...]:
        """The lines as they are, unwrapped."""
        return tuple(line for line in self.texts if line.strip())

    @staticmethod
    def _wrapped(text: str, width: int) -> list[str]:
        term = TERM.match(text)
        at = term.end() if term and term.end() <= width // 2 else len(text) - len(text.lstrip(" "))
        words, lead = text[at:].rstrip(), text[:at]
        if COMMAND.match(text) and cell_len(text.rstrip()) > width:
            return wrapped(words, width - HANG, lead, " " * (at + HANG))
        return wrapped(words, width, lead)


class SideScreen(FramedScreen[R]):
    """Keeps the step list of the page below, so that little is sent."""

    IS_SIDE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False, id="close"),
        # What has opened it closes it.
        Binding("f1,alt+h,question_mark", "close", show=False, id="help"),
        Binding("f9,alt+w", "close", show=False, id="powershell"),
        Binding("ctrl+q,f10", "close", show=False, priority=True, id="quit"),
    ]

    def steps(self) -> Sequence[StepRow]:
        others = (screen for screen in reversed(self.app.screen_stack) if screen is not self)
        below = next((screen for screen in others if isinstance(screen, FramedScreen)), None)
        return below.query_one("#steps", StepList).rows if below else ()

    def on_mount(self) -> None:
        self.focus_first()

    def action_close(self) -> None:
        self.dismiss()

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Closes it, once: an Enter that is held down presses the button of a screen that has gone already.

        Textual would take away whatever is on top then.
        """
        return super().dismiss(result) if self.is_active else AwaitComplete()


class TextScreen(SideScreen[None]):
    """A title and text that scrolls with the arrows and with PageUp and PageDown."""

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__()
        self.text_title = title
        self.lines = tuple(lines)

    def heading(self) -> str:
        return self.text_title

    def body(self) -> ComposeResult:
        yield TextBlock(self.lines, id="text")

    def buttons(self) -> Sequence[tuple[str, str]]:
        return ((PRIMARY, _("Back")),)

    def hints(self) -> Sequence[Hint]:
        moves = ((_("Up/Down"), _("Scroll")), ("PgUp/PgDn", _("Page")))
        return ((_("Esc"), _("Back")), *moves, ("/", _("Find")), ("Y", _("Copy")))

    def pressed(self, button: str) -> None:
        self.action_close()
