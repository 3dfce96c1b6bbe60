"""A field, and below it what fits what is typed: the palette of a page's actions, and of its values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from writeback.domain.texts import _
from writeback_tui.contents.matching import rank
from writeback_tui.screens.side import SideScreen
from writeback_tui.widgets.field import Field
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.pick_list import Entry, PickList


class PickScreen(SideScreen[Entry]):
    """Dismissed with the entry that was picked. Textual's own palette repaints 12 kB."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "pick", show=False)]

    def __init__(self, title: str, entries: Sequence[Entry]) -> None:
        super().__init__()
        self.text_title = title
        self.entries = tuple(entries)

    def heading(self) -> str:
        return self.text_title

    def body(self) -> ComposeResult:
        yield Field(placeholder=_("type a few letters"), id="filter")
        yield PickList(self.entries, id="entries")

    def hints(self) -> Sequence[Hint]:
        return ((_("Enter"), self.verb()), (_("Up/Down"), _("Choose")), (_("Esc"), _("Back")))

    def verb(self) -> str:
        """What Enter does."""
        return _("Do it")

    def enter_does(self) -> str:
        entry = self.list.current
        return self.verb() if entry is not None and not entry.closed else ""

    def picked(self, entry: Entry) -> None:
        """Closes the screen; what was picked is done on the page beneath."""
        self.dismiss(entry)

    @property
    def list(self) -> PickList:
        """What fits."""
        return self.query_one(PickList)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        fitting = [(rank(entry.words or entry.label, event.value), entry) for entry in self.entries]
        found = sorted(((fits, entry) for fits, entry in fitting if fits is not None), key=lambda one: one[0])
        self.list.show([entry for _fits, entry in found])
        self.say("" if found else self.nothing())
        self.show_enter()

    def nothing(self) -> str:
        """What is said where nothing fits."""
        return _("Nothing fits what is typed; Backspace takes a letter back.")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_pick()

    def action_pick(self) -> None:
        """What is closed stays, and says why."""
        entry = self.list.current
        if entry is None:
            return
        if entry.closed:
            self.say(entry.closed)
        else:
            self.picked(entry)

    def action_line(self, by: int) -> None:
        self.list.move(by)
        entry = self.list.current
        self.say(entry.closed if entry else self.nothing())
        self.show_enter()

    def action_scroll_body(self, pages: int) -> None:
        self.action_line(pages * self.list.rows)

    def action_palette(self) -> None:
        """The key that opened it closes it."""
        self.action_close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """It is a search already, and there is no value to copy."""
        is_off = action == "copy" or action.startswith("search")
        return False if is_off else super().check_action(action, parameters)


class PaletteScreen(PickScreen):
    """Ctrl+P: what can be done now."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__(_("What can be done here"), entries)
