"""The device code with its address as a QR code: for a phone in front of the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from writeback.domain.charset import has
from writeback.domain.errors import WritebackError
from writeback.domain.ports import DeviceCode
from writeback.domain.texts import _
from writeback_tui.listening import seconds_left
from writeback_tui.screens.side import SideScreen
from writeback_tui.text import safe_text
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.qr_picture import QrPicture

if TYPE_CHECKING:
    from writeback.service import Lab


class DeviceCodeScreen(SideScreen[None]):
    """Needs every row of 80x24, so there are neither buttons nor a heading."""

    CSS_PATH = "device_code.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "close", show=False),
        Binding("f2", "close", show=False, id="qr-code"),
        Binding("f4", "approve", show=False, id="approve"),
    ]

    def __init__(self, code: DeviceCode) -> None:
        super().__init__()
        self.code = code
        self._is_over = False

    def on_mount(self) -> None:
        self.set_interval(1.0, self._count)

    def give_up(self) -> None:
        """The code is of no use any more: closes the screen, once nothing is open over it."""
        self._is_over = True
        self.action_close()

    def on_screen_resume(self) -> None:
        if self._is_over:
            self.call_later(self.action_close)

    def body(self) -> ComposeResult:
        text = _("Open {address}, code {code}").format(address=self.code.address, code=self.code.code)
        yield Static(safe_text(text), id="words", markup=False)
        yield Static(self._countdown(), id="countdown", markup=False)
        if has_blocks():
            yield QrPicture(self.code.address, id="qr")
        else:
            yield Static(_("A QR code takes a terminal with UTF-8."), id="no-qr", markup=False)

    def _count(self) -> None:
        for line in self.query("#countdown").results(Static):
            line.update(self._countdown(), layout=False)

    def _countdown(self) -> Content:
        left = int(seconds_left(self.code))
        text = _("The code expires in {minutes}:{seconds:02}.")
        return Content(text.format(minutes=left // 60, seconds=left % 60))

    def values(self) -> Sequence[tuple[str, ...]]:
        return ((_("Code"), self.code.code), (_("Address"), self.code.address))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no row for a search, and nothing to find."""
        return False if action.startswith("search") else super().check_action(action, parameters)

    def hints(self) -> Sequence[Hint]:
        lab = (("F4", _("Approve (lab)")),) if self._lab is not None else ()
        return ((_("Esc"), _("Back")), *lab)

    @property
    def _lab(self) -> Lab | None:
        session = self.wizard.state.session
        return session.lab if session is not None else None

    def action_approve(self) -> None:
        """In a lab, plays the administrator who approves the code in a browser."""
        if self._lab is not None:
            self.run_worker(self._approve(self._lab), group="approve", exclusive=True)

    async def _approve(self, lab: Lab) -> None:
        # A code that is of no use any more says so where it is waited for.
        with suppress(WritebackError):
            await self.wizard.worker.run(lab.approve())
        self.action_close()


def has_blocks() -> bool:
    """Whether the terminal can show half blocks."""
    return has("\u2580")
