"""`y`: the values of the page that is shown, to copy one of them, or several one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from writeback.domain.texts import _, ngettext
from writeback_tui.copying import copy
from writeback_tui.page_values import Value, values_of
from writeback_tui.screens.palette import PickScreen
from writeback_tui.widgets.pick_list import Entry, shortened

if TYPE_CHECKING:
    from writeback_tui.screens.frame import FramedScreen


class CopyScreen(PickScreen):
    """Stays after a copy: it has room to say what became of it, whatever the page beneath has."""

    CSS_PATH = "copy.tcss"

    def __init__(self, values: Sequence[Value]) -> None:
        super().__init__(_("Copy a value"), [self._entry(one) for one in values])

    def verb(self) -> str:
        return _("Copy")

    def nothing(self) -> str:
        return _("No value holds what is typed.")

    def picked(self, entry: Entry) -> None:
        entry.run()

    def say(self, text: str) -> None:
        """In as many rows as it takes."""
        super().say(text)
        self.query_one("#message").refresh(layout=True)

    def _entry(self, one: Value) -> Entry:
        if len(one.lines) == 1:
            words = f"{one.label}: {one.whole}"
            return Entry(shortened(words), lambda: self._copy(one), words=words)
        note = ngettext("{count} line", "{count} lines", len(one.lines)).format(count=len(one.lines))
        return Entry(one.label, lambda: self._copy(one), note)

    def _copy(self, one: Value) -> None:
        self.run_worker(self._tell(one), exclusive=True, group="copy")

    async def _tell(self, one: Value) -> None:
        self.say(await copy(self.wizard, one.whole))


def open_copy(screen: FramedScreen[Any]) -> None:
    """`y`, Ctrl+Y, Alt+C."""
    if screen.is_too_small:
        return
    found = values_of(screen)
    if found:
        screen.app.push_screen(CopyScreen(found))
    else:
        screen.say(_("There is nothing to copy on this page."))
