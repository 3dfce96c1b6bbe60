"""A button on one row: `[ Next ]`, `[ Next (off) ]` when closed, reversed with the focus."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from writeback.domain.texts import _
from writeback_tui.text import safe_str


class PageButton(Widget, can_focus=True):
    """`primary` marks the one that goes on."""

    DEFAULT_CSS = "PageButton { width: auto; height: 1; margin-left: 2; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "press", show=False),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
    ]

    TAKES_ENTER = True
    """Enter is its own key, whatever keys the page has."""

    label: reactive[str] = reactive("", layout=True)

    class Pressed(Message):
        """The button was pressed."""

        def __init__(self, button: PageButton) -> None:
            super().__init__()
            self.button = button

    def __init__(self, label: str, *, id: str, primary: bool = False) -> None:
        super().__init__(id=id, classes="-primary" if primary else None)
        self.set_reactive(PageButton.label, label)

    def render(self) -> Content:
        return Content.styled(self._text(), Style(reverse=self.has_focus, bold=self.has_focus))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return Content(self._text()).cell_length

    def action_press(self) -> None:
        if not self.disabled:
            self.post_message(self.Pressed(self))

    def on_click(self) -> None:
        """For those who turn the mouse on."""
        self.action_press()

    def watch_disabled(self, disabled: bool) -> None:
        super().watch_disabled(disabled)
        self.refresh(layout=True)

    def _text(self) -> str:
        label = safe_str(self.label)
        return f"[ {_('{button} (off)').format(button=label)} ]" if self.disabled else f"[ {label} ]"
