"""One row of a form: the label, and beside it a field."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from writeback_tui.text import safe_text
from writeback_tui.widgets.field import Field

LABEL_COLUMNS = 15


class FormRow(Horizontal):
    """`id` is the field's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the body takes them for scrolling.
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]
    DEFAULT_CSS = f"""
    FormRow {{ height: 1; }}
    FormRow Static {{ width: {LABEL_COLUMNS}; color: $label; }}
    """

    def __init__(self, label: str, value: str = "", *, placeholder: str = "", id: str) -> None:
        super().__init__()
        self.label = label
        self.field = Field(value, placeholder=placeholder, id=id)

    def compose(self) -> ComposeResult:
        yield Static(safe_text(self.label), markup=False)
        yield self.field
