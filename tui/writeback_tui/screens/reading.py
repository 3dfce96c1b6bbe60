"""A page of facts that can be read again: F5 or Ctrl+R."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from writeback.domain.facts import Facts, Unknown
from writeback.domain.texts import _
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.widgets.hints import Hint


class ReadingScreen(WizardScreen):
    """Reads the server, and the tenant where somebody has signed in, and shows the page anew."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,ctrl+r", "read_again", show=False, id="retry"),
    ]

    def action_read_again(self) -> None:
        session = self.wizard.state.session
        if session is not None and not self.is_busy:
            self.keep()
            self.work(_("Reading the server"), session.survey, self._show_again)

    def _show_again(self, facts: Facts) -> None:
        if isinstance(facts.server, Unknown) and facts.server.error:
            self.problem(facts.server.error)
        else:
            self.wizard.go_to(self.PAGE)

    def page_hints(self) -> Sequence[Hint]:
        return (("F5", _("Read again")),)
