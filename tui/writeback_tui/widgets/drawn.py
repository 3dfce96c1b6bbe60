"""What our own widgets share: lines of text, drawn as they are, as high as they are many."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

FALLBACK_WIDTH = 53
"""Before the first layout a widget has no width; this is the body's at 80 columns."""


class Drawn(Widget):
    """A widget that draws the lines it is given for its width."""

    DEFAULT_CSS = "Drawn { height: auto; width: 1fr; }"

    def lines(self, width: int) -> list[Content]:
        """One Content a row, none wider than `width` cells."""
        return []

    def render(self) -> Content:
        return Content("\n").join(self.lines(self.size.width or FALLBACK_WIDTH))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.lines(width))
