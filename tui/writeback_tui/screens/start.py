"""Shown when there is no profile: opens the lab, or says how a server is added."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from writeback.domain.texts import _
from writeback_tui.catalogue import Page
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.side import TextBlock
from writeback_tui.screens.wizard import WizardScreen

ADD_COMMAND = "writeback profile add NAME --host SERVER --user-name USER"
DEFAULT_LAB = ""


class StartScreen(WizardScreen):
    """Comes before Welcome, and only when nothing else was asked for."""

    PAGE = Page.START
    CSS_PATH = "start.tcss"

    def content(self) -> ComposeResult:
        yield TextBlock(
            (
                _("No server is known yet."),
                "",
                _("To work on your own server, leave with F10 and add it once:"),
            )
        )
        yield TextBlock((ADD_COMMAND,), id="command")
        yield TextBlock(
            (
                _(
                    "To try everything without a server, open the lab: a simulated server, forest and "
                    "tenant on this machine. Nothing outside of it is touched."
                ),
            )
        )

    def buttons(self) -> Sequence[tuple[str, str]]:
        return ((PRIMARY, self.next_label()), ("exit", _("Exit")))

    def next_label(self) -> str:
        return _("Open the lab")

    def proceed(self) -> None:
        self.wizard.state.lab_name = DEFAULT_LAB
        self.wizard.go_next(self.PAGE)
