"""The question before the program ends while something would be lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from writeback.domain.texts import _
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.side import SideScreen, TextBlock
from writeback_tui.widgets.hints import Hint


class QuitScreen(SideScreen[bool]):
    """Dismissed with True to leave. `changing`: a run is going on."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("left,right", "app.focus_next", show=False)]

    def __init__(self, changing: bool) -> None:
        super().__init__()
        self.changing = changing

    def heading(self) -> str:
        return _("Leave while a change is going on?") if self.changing else _("Leave without configuring?")

    def body(self) -> ComposeResult:
        yield TextBlock(self._lines())

    def buttons(self) -> Sequence[tuple[str, str]]:
        return ((PRIMARY, _("Stay")), ("leave", _("Leave")))

    def hints(self) -> Sequence[Hint]:
        return ((_("Enter"), _("Press")), (_("Tab"), _("Other button")), (_("Esc"), _("Stay")))

    def pressed(self, button: str) -> None:
        self.dismiss(button == "leave")

    def action_close(self) -> None:
        self.dismiss(False)

    def _lines(self) -> tuple[str, ...]:
        if self.changing:
            return (
                _("The run will end after the step it is at; the journal says what was done."),
                "",
                _("The next start reads what is in force; nothing is sent twice."),
            )
        return (
            _("What you chose on the pages has not been carried out, and is not kept."),
            "",
            _("Nothing has been changed on the server or in the tenant."),
        )
