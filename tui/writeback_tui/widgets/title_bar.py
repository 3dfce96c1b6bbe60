"""The first row: the product's name, at the right the server and whether it is a lab."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive

from writeback_tui.text import safe_str
from writeback_tui.widgets.drawn import Drawn

LAB = "[LAB]"


class TitleBar(Drawn):
    """`product` and `host` are cut where the row is too narrow, the product first."""

    DEFAULT_CSS = "TitleBar { height: 1; }"

    product: reactive[str] = reactive("")
    host: reactive[str] = reactive("")
    lab: reactive[bool] = reactive(False)

    def lines(self, width: int) -> list[Content]:
        right = "  ".join(part for part in (safe_str(self.host, 60), LAB if self.lab else "") if part)
        room = max(0, width - Content(right).cell_length - 3)
        left = Content(safe_str(self.product)).truncate(room)
        gap = max(1, width - 2 - left.cell_length - Content(right).cell_length)
        return [Content.assemble(" ", left, " " * gap, right, " ").truncate(width)]
