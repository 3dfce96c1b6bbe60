"""F6 on On-premises integration: the portal's address and what to set there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from writeback.domain.texts import _
from writeback_tui.screens.side import TextScreen
from writeback_tui.text import safe_str
from writeback_tui.widgets.hints import Hint


class PortalLinkScreen(TextScreen):
    """`link` is the address in pieces, each short enough for a line of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "close", show=False),
        Binding("c", "copy", show=False),
    ]

    def __init__(self, link: Sequence[str], lines: Sequence[str]) -> None:
        super().__init__(_("The page in the portal"), lines)
        self._link = "".join(link)

    def hints(self) -> Sequence[Hint]:
        return (("C", _("Copy the address")), *super().hints())

    def action_copy(self) -> None:
        """Hands the whole address to the terminal, which may or may not take it (OSC 52)."""
        self.app.copy_to_clipboard(safe_str(self._link))
        self.say(_("The address was handed to the terminal's clipboard; not every terminal takes it."))
