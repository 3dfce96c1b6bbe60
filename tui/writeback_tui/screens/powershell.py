"""F9: the PowerShell that a page reads with and would run, to learn from and to check."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from writeback.domain.texts import _
from writeback_tui import catalogue
from writeback_tui.catalogue import Page
from writeback_tui.screens.side import TextBlock, TextScreen


class PowerShellScreen(TextScreen):
    """The lines as a runbook; what is sent are structured commands, never this text."""

    def __init__(self, page: Page, lines: Sequence[str]) -> None:
        super().__init__("", lines)
        self.page = page

    def heading(self) -> str:
        name = catalogue.title(self.page, self.wizard.state.edition)
        return _("PowerShell of this page: {page}").format(page=name)

    def body(self) -> ComposeResult:
        if not self.lines:
            yield TextBlock([_("This page neither reads nor changes anything on the server.")])
        yield TextBlock(self.lines, id="text")
