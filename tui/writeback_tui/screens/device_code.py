"""The device code with its address as a QR code: for a phone in front of the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from writeback.domain.charset import has
from writeback.domain.ports import DeviceCode
from writeback.domain.texts import _
from writeback_tui.screens.side import SideScreen
from writeback_tui.text import safe_text
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.qr_picture import QrPicture


class DeviceCodeScreen(SideScreen[None]):
    """Needs every row of 80x24, so there are neither buttons nor a heading."""

    CSS_PATH = "device_code.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "close", show=False),
        Binding("f2", "close", show=False, id="qr-code"),
    ]

    def __init__(self, code: DeviceCode) -> None:
        super().__init__()
        self.code = code

    def body(self) -> ComposeResult:
        text = _("Open {address}, code {code}").format(address=self.code.address, code=self.code.code)
        yield Static(safe_text(text), id="words", markup=False)
        if has_blocks():
            yield QrPicture(self.code.address, id="qr")
        else:
            yield Static(_("A QR code takes a terminal with UTF-8."), id="no-qr", markup=False)

    def values(self) -> Sequence[tuple[str, ...]]:
        return ((_("Code"), self.code.code), (_("Address"), self.code.address))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no row for a search, and nothing to find."""
        return False if action.startswith("search") else super().check_action(action, parameters)

    def hints(self) -> Sequence[Hint]:
        return ((_("Esc"), _("Back")),)


def has_blocks() -> bool:
    """Whether the terminal can show half blocks."""
    return has("\u2580")
