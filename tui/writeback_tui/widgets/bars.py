"""Message bars: `#` done, `!` warning, `i` information; the mark tells them apart without colour."""

from __future__ import annotations

from enum import Enum

from textual.content import Content
from textual.reactive import reactive

from writeback.domain.texts import _
from writeback_tui.text import wrapped
from writeback_tui.widgets.drawn import Drawn


class Tone(Enum):
    """The mark of a bar."""

    DONE = "#"
    WARNING = "!"
    INFORMATION = "i"


class Bar(Drawn):
    """One message; its further lines hang under the first word. An empty text takes no row."""

    text: reactive[str] = reactive("", layout=True)
    tone: reactive[Tone] = reactive(Tone.INFORMATION)

    def __init__(self, text: str = "", tone: Tone = Tone.INFORMATION, *, id: str | None = None) -> None:
        super().__init__(id=id, classes=f"-{tone.name.lower()}")
        self.set_reactive(Bar.text, text)
        self.set_reactive(Bar.tone, tone)
        self.display = bool(text)

    def show(self, text: str, tone: Tone | None = None) -> None:
        """Puts another message; an empty one hides the bar."""
        if tone is not None:
            self.remove_class(f"-{self.tone.name.lower()}")
            self.tone = tone
            self.add_class(f"-{tone.name.lower()}")
        self.text = text
        self.display = bool(text)

    def lines(self, width: int) -> list[Content]:
        if not self.text:
            return []
        first, *others = wrapped(self.keyed(self.text), width, f"{self.tone.value} ")
        return [Content(first), *(Content(line) for line in others)]

    def spoken(self) -> tuple[str, ...]:
        """The message in one line; what is neither good nor bad goes without a word for it."""
        word = {Tone.DONE: _("Done: {text}"), Tone.WARNING: _("Note: {text}")}.get(self.tone, "{text}")
        return (word.format(text=self.text),) if self.text else ()
