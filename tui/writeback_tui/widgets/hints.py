"""The last row: the keys of the page, with what Enter does now."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive

from writeback.domain.texts import _
from writeback_tui.text import safe_str
from writeback_tui.widgets.drawn import Drawn

Hint = tuple[str, str]
"""A key and what it does."""


class Hints(Drawn):
    """The page's own keys at the left, in order of importance; at the right those of every page.

    Enter is drawn last of the page's own: with the focus changes what it does, and nothing else of the row,
    so that a move of the focus sends a word more and not a row.
    """

    DEFAULT_CSS = "Hints { height: 1; }"

    hints: reactive[tuple[Hint, ...]] = reactive(())
    enter: reactive[Hint | None] = reactive(None)
    """What Enter does now, in place of what `hints` say of it, if they do; without a text it is not shown."""

    def __init__(
        self, hints: Sequence[Hint] = (), always: Sequence[Hint] = (), *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.always = tuple(always)
        self.set_reactive(Hints.hints, tuple(hints))

    def lines(self, width: int) -> list[Content]:
        right = _joined(self.always)
        room = width - right.cell_length - 4
        # What there is room for does not depend on the focus: nothing comes and goes with it but Enter.
        shown = self.hints
        while shown and _joined(shown).cell_length > room:
            shown = shown[:-1]
        left = _joined(self._with_enter(shown))
        if left.cell_length > room:
            left = _joined([hint for hint in shown if hint[0] != _("Enter")])
        gap = max(0, width - left.cell_length - right.cell_length - 2)
        return [Content.assemble(" ", left, " " * gap, right, " ").truncate(width)]

    def _with_enter(self, hints: Sequence[Hint]) -> list[Hint]:
        others = [hint for hint in hints if hint[0] != _("Enter")]
        if self.enter is None or len(others) == len(hints):
            return list(hints)
        return [*others, self.enter] if self.enter[1] else others


def _joined(hints: Sequence[Hint]) -> Content:
    """With Ctrl as `^`, as terminals have always shown it: four columns a key are a hint more in the row."""
    pieces = [
        Content.assemble(Content.styled(safe_str(key.replace("Ctrl+", "^")), "bold"), f" {safe_str(does)}")
        for key, does in hints
    ]
    return Content("  ").join(pieces)
