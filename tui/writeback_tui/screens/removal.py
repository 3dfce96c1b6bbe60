"""The question before a profile's file is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from writeback.domain.texts import _
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.side import SideScreen, TextBlock
from writeback_tui.widgets.hints import Hint


class RemovalScreen(SideScreen[bool]):
    """Dismissed with True to remove; Enter keeps it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("left,right", "app.focus_next", show=False)]

    def __init__(self, name: str) -> None:
        super().__init__()
        self.profile = name

    def heading(self) -> str:
        return _("Remove a profile?")

    def body(self) -> ComposeResult:
        yield TextBlock(
            (
                _("The file of the profile {name} is deleted.").format(name=self.profile),
                "",
                _("Secrets that are kept for it stay where they are; this forgets them:"),
                f"  writeback vault forget --profile {self.profile}",
                "",
                _("Nothing is changed on the server or in the tenant."),
            )
        )

    def buttons(self) -> Sequence[tuple[str, str]]:
        return ((PRIMARY, _("Keep it")), ("remove", _("Remove it")))

    def hints(self) -> Sequence[Hint]:
        return ((_("Enter"), _("Press")), (_("Tab"), _("Other button")), (_("Esc"), _("Keep it")))

    def pressed(self, button: str) -> None:
        self.dismiss(button == "remove")

    def action_close(self) -> None:
        self.dismiss(False)
