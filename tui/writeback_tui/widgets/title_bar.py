"""The first row: the product's name, at the right whether it is a lab."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive

from writeback.domain.texts import _
from writeback_tui.status import Status
from writeback_tui.text import safe_str
from writeback_tui.widgets.drawn import Drawn


class TitleBar(Drawn):
    """Where the row below is too narrow for the place of secrets, that is here.

    The product is cut where there is no room for both.
    """

    DEFAULT_CSS = "TitleBar { height: 1; }"

    product: reactive[str] = reactive("")
    status: reactive[Status | None] = reactive(None)
    lab: reactive[bool] = reactive(False)

    def lines(self, width: int) -> list[Content]:
        moved = self.status.row(width - 1)[1] if self.status else ""
        right = "  ".join(part for part in (safe_str(moved), f"[{_('LAB')}]" if self.lab else "") if part)
        room = max(0, width - Content(right).cell_length - 3)
        left = Content(safe_str(self.product)).truncate(room)
        gap = max(1, width - 2 - left.cell_length - Content(right).cell_length)
        return [Content.assemble(" ", left, " " * gap, right, " ").truncate(width)]
