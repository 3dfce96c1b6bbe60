"""Shown when there is no profile: opens the lab, or says how a server is added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from writeback.domain.texts import _
from writeback_tui.catalogue import Page
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.side import TextBlock
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.hints import Hint

ADD_COMMAND = "writeback profile add NAME --host SERVER --user-name USER"
DEFAULT_LAB = ""


class StartScreen(WizardScreen):
    """Comes before Welcome, and only when nothing else was asked for."""

    PAGE = Page.START
    CSS_PATH = "start.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2", "add", show=False, id="add-server")]

    def content(self) -> ComposeResult:
        yield Bar(self.wizard.warning, Tone.WARNING, id="cautions")
        yield TextBlock(
            (
                _("No server is known yet."),
                "",
                _("To work on your own server, press F2 and add it. The command line does it, too:"),
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
        return (("add", _("Add a server")), (PRIMARY, self.next_label()), ("exit", _("Exit")))

    def page_hints(self) -> Sequence[Hint]:
        return (("F2", _("Add a server")),)

    def pressed(self, button: str) -> None:
        if button == "add":
            self.action_add()
        else:
            super().pressed(button)

    def action_add(self) -> None:
        """The form for a profile; the list of them comes after it, and leads back here."""
        self.wizard.state.came_from = self.PAGE
        self.wizard.state.answers["profile"] = ""
        self.wizard.go_to(Page.PROFILE)

    def next_label(self) -> str:
        return _("Open the lab")

    def proceed(self) -> None:
        self.wizard.state.lab_name = DEFAULT_LAB
        self.wizard.go_next(self.PAGE)
