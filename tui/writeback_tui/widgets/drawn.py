"""What our own widgets share: lines of text, drawn as they are, as high as they are many."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

FALLBACK_WIDTH = 53
"""Before the first layout a widget has no width; this is the body's at 80 columns."""


class Mark(NamedTuple):
    """A stretch of a row that was searched for. `text` tells when it no longer stands there."""

    row: int
    start: int
    end: int
    text: str


class Drawn(Widget):
    """A widget that draws the lines it is given for its width."""

    DEFAULT_CSS = "Drawn { height: auto; width: 1fr; }"

    SHOWS_ITS_CURSOR: ClassVar[bool] = False
    """With the focus it scrolls its own row into view, because it may be higher than the terminal."""

    marks: reactive[tuple[Mark, ...]] = reactive(())
    """Drawn in reverse video."""

    def lines(self, width: int) -> list[Content]:
        """One Content a row, none wider than `width` cells."""
        return []

    def render(self) -> Content:
        lines = self.lines(self.drawn_width)
        return Content("\n").join(self._marked(lines) if self.marks else lines)

    def keyed(self, text: str) -> str:
        """The sentence with the keys as they are called now."""
        return keyed(self.screen, text) if self.is_attached else text

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.lines(width))

    @property
    def drawn_width(self) -> int:
        """Cells of a row."""
        return self.size.width or FALLBACK_WIDTH

    def _marked(self, lines: list[Content]) -> list[Content]:
        drawn = list(lines)
        for mark in self.marks:
            if mark.row < len(drawn) and drawn[mark.row].plain[mark.start : mark.end] == mark.text:
                drawn[mark.row] = drawn[mark.row].stylize(Style(reverse=True), mark.start, mark.end)
        return drawn


def keyed(screen: Widget, text: str) -> str:
    """As `Drawn.keyed`, for a screen."""
    names: dict[str, str] = getattr(screen, "key_names", {})
    if not names:
        return text
    from writeback_tui.remapping import renamed

    return renamed(text, names)
