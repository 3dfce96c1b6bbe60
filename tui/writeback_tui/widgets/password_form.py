"""The question for the server's password, with a box to have it kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.widgets import Static

from writeback.domain.secret import Secret
from writeback.domain.texts import _
from writeback_tui.text import safe_text

if TYPE_CHECKING:
    from writeback_tui.keeping import Keeping
    from writeback_tui.widgets.field import Field
    from writeback_tui.widgets.tick_box import TickBox


class PasswordForm(Vertical):
    """Empty and hidden until somebody is asked. The box is there only where something outlives this run."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.asks = False

    def ask(self, question: str, keeping: Keeping | None) -> None:
        """Shows the question and puts the focus into the field."""
        self.asks = self.display = True
        field, box = self._parts()
        self.query_one("#question", Static).update(safe_text(question))
        place = keeping.place if keeping else ""
        box.label = _("Keep it in {place} once it has worked").format(place=place)
        box.display = bool(place)
        box.refresh(layout=True)
        self.screen.set_focus(field)

    def take(self) -> tuple[Secret | None, bool]:
        """What was typed, and whether it is to be kept; the field is empty and hidden afterwards."""
        if not self.asks:
            return None, False
        field, box = self._parts()
        typed = Secret(field.value) if field.value else None
        keeps = box.value and box.display
        field.clear()
        # Textual would hand the focus of a field that goes on to the next button, which is Exit.
        self.screen.set_focus(None)
        self.asks = self.display = False
        return typed, keeps

    def _parts(self) -> tuple[Field, TickBox]:
        """The field and the box, made for the first question: most starts ask none."""
        from writeback_tui.widgets.field import Field
        from writeback_tui.widgets.tick_box import TickBox

        if not self.children:
            self.mount(
                Static(id="question", markup=False),
                Field(password=True, id="password"),
                TickBox("", id="remember"),
            )
        return self.query_one("#password", Field), self.query_one("#remember", TickBox)
