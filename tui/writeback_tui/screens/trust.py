"""Asks once whether a server that nobody vouches for is the right one; the answer is No unless it is Yes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from writeback.domain.texts import _
from writeback_tui.catalogue import Page
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.side import SideScreen, TextBlock
from writeback_tui.widgets.hints import Hint


class TrustScreen(SideScreen[bool]):
    """Dismissed with True to pin the server's key. `lines` are of `service.trust.introduction`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,right", "app.focus_next", show=False),
        Binding("f1,alt+h,question_mark", "page_help", show=False, id="help"),
    ]

    def __init__(self, host: str, lines: Sequence[str]) -> None:
        super().__init__()
        self.host = host
        self.lines = tuple(lines)

    def heading(self) -> str:
        return _("Is this {host}?").format(host=self.host)

    def body(self) -> ComposeResult:
        yield TextBlock(self.lines)

    def buttons(self) -> Sequence[tuple[str, str]]:
        return (("yes", _("Yes, pin its key")), (PRIMARY, _("No")))

    def hints(self) -> Sequence[Hint]:
        return (
            (_("Enter"), _("Press")),
            (_("Tab"), _("Other button")),
            (_("Up/Down"), _("Scroll")),
            (_("Esc"), _("No")),
        )

    def pressed(self, button: str) -> None:
        self.dismiss(button == "yes")

    def action_page_help(self) -> None:
        self.wizard.show_help(Page.WELCOME)

    def action_close(self) -> None:
        self.dismiss(False)
