"""Least rights: what the profile takes on the server, in the tenant and in the forest; what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from writeback.domain.texts import _
from writeback_tui import profile_files
from writeback_tui.catalogue import Page
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.rights_list import RightsList

if TYPE_CHECKING:
    from writeback.service.rights import Need
    from writeback_tui.app import WizardApp

FROM, OF = "rights-from", "rights-of"
"""Answers: the page to go back to, and the profile; "" for the one that is open."""


def show_rights(wizard: WizardApp, page: Page, profile: str = "") -> None:
    """Opens the page from another one, which it leads back to."""
    wizard.state.answers |= {FROM: page.value, OF: profile}
    wizard.go_to(Page.RIGHTS)


class LeastRightsScreen(WizardScreen):
    """Reads nothing: what is known of the rights comes from the last reading of the server and the tenant."""

    PAGE = Page.RIGHTS
    CSS_PATH = "least_rights.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f3", "previous", show=False, id="rights")]

    def content(self) -> ComposeResult:
        yield Bar(tone=Tone.INFORMATION, id="about")
        yield RightsList(id="rights")

    def buttons(self) -> Sequence[tuple[str, str]]:
        return ((PRIMARY, self.next_label()),)

    def next_label(self) -> str:
        return _("Back")

    def page_hints(self) -> Sequence[Hint]:
        return ((_("Up/Down"), _("Scroll")), ("PgUp/PgDn", _("Page")))

    def enter(self) -> None:
        state = self.wizard.state
        session, name = state.session, state.answers.get(OF, "")
        self.work(_("Looking the rights up"), lambda: profile_files.needs_of(name, session), self._show)

    def may_go_back(self) -> bool:
        return True

    def action_previous(self) -> None:
        self.wizard.go_to(Page(self.wizard.state.answers.get(FROM, Page.WELCOME.value)))

    def proceed(self) -> None:
        self.action_previous()

    def _show(self, needs: tuple[Need, ...]) -> None:
        is_read = any(need.state is not None for need in needs)
        text = (
            _("[OK] was seen at the last reading, [!!] is missing; the rest shows only when it is used.")
            if is_read
            else _("Nothing has been read of it yet, so this is what it takes, not what is missing.")
        )
        self.query_one("#about", Bar).show(text)
        self.query_one(RightsList).show(needs, with_marks=is_read)
