"""The steps of a trial, one row each, above the form: they stay where they are while the form scrolls."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive

from writeback_tui.text import safe_str
from writeback_tui.widgets.drawn import Drawn

ROWS = 5
STYLES = {"[OK]": "$text-success", "[!!]": "bold $text-error", "[! ]": "bold $text-warning"}


class TrialRows(Drawn):
    """Always as high as there are steps, so that nothing below it moves."""

    DEFAULT_CSS = f"TrialRows {{ dock: top; height: {ROWS + 1}; background: $background; }}"

    rows: reactive[tuple[tuple[str, str], ...]] = reactive(())

    def lines(self, width: int) -> list[Content]:
        return [self._line(mark, text, width - len(mark) - 1).truncate(width) for mark, text in self.rows]

    def spoken(self) -> tuple[str, ...]:
        """One line a step, uncut."""
        return tuple(f"{mark} {text}" for mark, text in self.rows)

    @staticmethod
    def _line(mark: str, text: str, room: int) -> Content:
        said = safe_str(text)
        # The sign for an ellipsis is not ASCII.
        said = said if len(said) <= room else f"{said[: room - 4]} ..."
        return Content.assemble(Content.styled(safe_str(mark), STYLES.get(mark, "$label")), " ", said)
