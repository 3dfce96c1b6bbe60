"""Profiles: the servers and tenants that are saved; one is used, changed, added or removed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from writeback.domain.texts import _
from writeback_tui import profile_files
from writeback_tui.catalogue import Page
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.least_rights import show_rights
from writeback_tui.screens.removal import RemovalScreen
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.state import WizardState
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.choice_list import Choice, ChoiceList
from writeback_tui.widgets.hints import Hint

if TYPE_CHECKING:
    from writeback.profiles import Entry


class ProfilesScreen(WizardScreen):
    """Reached from Welcome and, where nothing is saved yet, from Start."""

    PAGE = Page.PROFILES
    CSS_PATH = "profiles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", show=False, id="add-profile"),
        Binding("e", "edit", show=False, id="edit-profile"),
        Binding("r,delete", "remove", show=False, id="remove-profile"),
        Binding("f3", "rights", show=False, id="rights"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[Entry, ...] = ()

    def content(self) -> ComposeResult:
        yield Bar(tone=Tone.INFORMATION, id="nothing")
        yield Static(_("SAVED SERVERS AND TENANTS; NO SECRET IS IN THEM"), classes="caption", markup=False)
        yield ChoiceList((Choice("", ""),), id="profiles")

    def buttons(self) -> Sequence[tuple[str, str]]:
        return (
            ("previous", _("Previous")),
            ("add", _("Add")),
            (PRIMARY, self.next_label()),
        )

    def next_label(self) -> str:
        return _("Use it")

    def page_hints(self) -> Sequence[Hint]:
        add = ("A", _("Add"))
        if not self._entries:
            return (add,)
        return (add, ("E", _("Edit")), ("R", _("Remove")), ("F3", _("Rights")))

    def enter(self) -> None:
        self._show_list(False)
        self.work(_("Reading the profiles"), profile_files.entries, self._read)

    def closed(self) -> str:
        chosen = self._chosen()
        if chosen is None:
            return _("No profile is saved yet: A adds one.")
        return _("Mend its file, or remove it: {why}").format(why=chosen.why) if chosen.problem else ""

    def may_go_back(self) -> bool:
        return self.wizard.state.came_from is not None

    def action_previous(self) -> None:
        if self.wizard.state.came_from is not None:
            self.wizard.go_to(self.wizard.state.came_from)

    def proceed(self) -> None:
        """Leaves the server that was open, if any, for the chosen one."""
        chosen = self._chosen()
        if chosen is not None:
            self.work(_("Closing the connection"), self._close, lambda _none: self._use(chosen.name))

    def pressed(self, button: str) -> None:
        if button == "add":
            self.action_add()
        else:
            super().pressed(button)

    def action_add(self) -> None:
        self._open("")

    def action_edit(self) -> None:
        chosen = self._chosen()
        if chosen is None or chosen.stored is None:
            # A broken file is never overwritten, so there is nothing that the form could save.
            self.say(self.closed())
        else:
            self._open(chosen.name)

    def action_remove(self) -> None:
        """After a question; the profile that is open now stays open until the program ends."""
        chosen = self._chosen()
        if chosen is not None and not self.is_busy:
            self.wizard.push_screen(RemovalScreen(chosen.name), self._answered)

    def action_rights(self) -> None:
        """What the chosen profile takes."""
        chosen = self._chosen()
        if chosen is not None and chosen.stored is not None:
            show_rights(self.wizard, self.PAGE, chosen.name)

    def _answered(self, remove: bool | None) -> None:
        chosen = self._chosen()
        if remove and chosen is not None:
            self.work(
                _("Removing the profile"),
                lambda: profile_files.remove(chosen.name),
                lambda _none: self.enter(),
            )

    def _open(self, name: str) -> None:
        self.wizard.state.answers["profile"] = name
        self.wizard.go_to(Page.PROFILE)

    async def _close(self) -> None:
        if self.wizard.state.session is not None:
            await self.wizard.state.session.close()

    def _use(self, name: str) -> None:
        state = WizardState(profile_name=name)
        state.fill_in(self.wizard.state.filled)
        self.wizard.state = state
        self.wizard.go_to(Page.WELCOME)

    def _read(self, entries: tuple[Entry, ...]) -> None:
        self._entries = entries
        self.show_hints()
        if not entries:
            text = _("Nothing is saved yet. A profile holds where a server and a tenant are, never a secret.")
            self.query_one("#nothing", Bar).show(text)
            return
        self.query_one("#profiles", ChoiceList).show([_row(one) for one in entries], self._open_now())
        self._show_list(True)
        self.set_focus(self.query_one("#profiles"), scroll_visible=False)

    def _open_now(self) -> str:
        session = self.wizard.state.session
        name = session.profile.name if session else ""
        sound = [one.name for one in self._entries if one.stored is not None]
        return name if name in sound else next(iter(sound), self._entries[0].name)

    def _show_list(self, shown: bool) -> None:
        self.query_one(".caption").display = shown
        self.query_one("#profiles").display = shown

    @on(ChoiceList.Looked)
    def _looked(self) -> None:
        self.check()

    def _chosen(self) -> Entry | None:
        """The entry under the cursor, also a broken one."""
        at = self.query_one("#profiles", ChoiceList).at if self.is_drawn else ""
        return next((one for one in self._entries if one.name == at), None)


def _row(entry: Entry) -> Choice:
    """A broken one can be looked at and removed, not chosen."""
    if entry.stored is None:
        return Choice(entry.name, entry.name, _("cannot be read"), closed=entry.problem)
    return Choice(entry.name, entry.name, entry.stored.server.host)
