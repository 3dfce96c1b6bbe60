"""F6 on On-premises integration: the portal's address and what to set there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from writeback.domain.texts import _
from writeback_tui.screens.side import TextScreen
from writeback_tui.text import pasteable
from writeback_tui.widgets.hints import Hint


class PortalLinkScreen(TextScreen):
    """`link` is the address in pieces, each short enough for a line of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "close", show=False, id="portal-link"),
        Binding("c", "copy_link", show=False, id="copy-link"),
    ]

    def __init__(self, link: Sequence[str], lines: Sequence[str]) -> None:
        super().__init__(_("The page in the portal"), lines)
        self._link = "".join(link)

    def hints(self) -> Sequence[Hint]:
        own = ("C", _("Copy the address"))
        return (own, *(hint for hint in super().hints() if hint[0] != "Y"))

    def action_copy_link(self) -> None:
        """Hands the whole address to the terminal, which may or may not take it (OSC 52)."""
        self.run_worker(self._copy(), exclusive=True, group="copy")

    async def _copy(self) -> None:
        from writeback_tui.copying import copy

        self.say(await copy(self.wizard, pasteable(self._link)))

    def values(self) -> Sequence[tuple[str, ...]]:
        return ((_("Address"), self._link),)
