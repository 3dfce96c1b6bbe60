"""The question for the server's password, with a box to have it kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from writeback.domain.secret import Secret
from writeback.domain.texts import _
from writeback_tui.text import safe_text
from writeback_tui.widgets.field import Field
from writeback_tui.widgets.tick_box import TickBox

if TYPE_CHECKING:
    from writeback_tui.keeping import Keeping


class PasswordForm(Vertical):
    """Hidden until somebody is asked. The box is there only where something outlives this run."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.asks = False

    def compose(self) -> ComposeResult:
        yield Static(id="question", markup=False)
        yield Field(password=True, id="password")
        yield TickBox("", id="remember")

    def ask(self, question: str, keeping: Keeping | None) -> None:
        """Shows the question and puts the focus into the field."""
        self.asks = self.display = True
        self.query_one("#question", Static).update(safe_text(question))
        box = self.query_one("#remember", TickBox)
        place = keeping.place if keeping else ""
        box.label = _("Keep it in {place} once it has worked").format(place=place)
        box.display = bool(place)
        box.refresh(layout=True)
        self.screen.set_focus(self.query_one("#password", Field))

    def take(self) -> tuple[Secret | None, bool]:
        """What was typed, and whether it is to be kept; the field is empty and hidden afterwards."""
        field, box = self.query_one("#password", Field), self.query_one("#remember", TickBox)
        typed = Secret(field.value) if self.asks and field.value else None
        keeps = self.asks and box.value and box.display
        field.clear()
        # Textual would hand the focus of a field that goes on to the next button, which is Exit.
        self.screen.set_focus(None)
        self.asks = self.display = False
        return typed, keeps
