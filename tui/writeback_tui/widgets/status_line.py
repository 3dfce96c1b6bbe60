"""The second row of every screen: where one is, in words."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive

from writeback_tui.status import Status
from writeback_tui.text import safe_str
from writeback_tui.widgets.drawn import Drawn


class StatusLine(Drawn):
    """Changes with what is known of the server and the tenant, never with the page."""

    DEFAULT_CSS = "StatusLine { height: 1; }"

    status: reactive[Status | None] = reactive(None)

    def lines(self, width: int) -> list[Content]:
        if self.status is None:
            return []
        row, _elsewhere = self.status.row(width - 1)
        return [Content(safe_str(f" {row}")).truncate(width)]
