"""The last row: the keys of the page. It changes with the page, never with the focus."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive

from writeback_tui.text import safe_str
from writeback_tui.widgets.drawn import Drawn

Hint = tuple[str, str]
"""A key and what it does."""


class Hints(Drawn):
    """The page's own keys at the left, in order of importance; at the right those of every page."""

    DEFAULT_CSS = "Hints { height: 1; }"

    hints: reactive[tuple[Hint, ...]] = reactive(())

    def __init__(
        self, hints: Sequence[Hint] = (), always: Sequence[Hint] = (), *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.always = tuple(always)
        self.set_reactive(Hints.hints, tuple(hints))

    def lines(self, width: int) -> list[Content]:
        right = _joined(self.always)
        left = Content("")
        for count in range(len(self.hints), 0, -1):
            left = _joined(self.hints[:count])
            if left.cell_length + right.cell_length + 4 <= width:
                break
        else:
            left = Content("")
        gap = max(0, width - left.cell_length - right.cell_length - 2)
        return [Content.assemble(" ", left, " " * gap, right, " ").truncate(width)]


def _joined(hints: Sequence[Hint]) -> Content:
    """With Ctrl as `^`, as terminals have always shown it: four columns a key are a hint more in the row."""
    pieces = [
        Content.assemble(Content.styled(safe_str(key.replace("Ctrl+", "^")), "bold"), f" {safe_str(does)}")
        for key, does in hints
    ]
    return Content("  ").join(pieces)
