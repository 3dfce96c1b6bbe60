"""The wizard in memory, with all that it would send to a terminal: by stock Textual and by our display."""

from __future__ import annotations

import asyncio
from typing import Any
from unittest import mock

from rich.color import ColorSystem
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot
from textual.screen import Screen

from tests.screens.pages import WizardUnderTest, settled, text_of, until
from writeback_tui.catalogue import Page
from writeback_tui.screens.frame import FramedScreen
from writeback_tui.shadow import ShadowTerminal, Update


class CapturedWizard(WizardUnderTest):
    """Keeps what is drawn in `sent`, and all screens as text in `shown`."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.sent: list[str] = []
        self.shown: list[str] = []
        self.twin = ShadowTerminal()
        self.console._color_system = ColorSystem.EIGHT_BIT

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if isinstance(renderable, Update):
            self.twin.resize(self.size.width, self.size.height)
            self.sent.append(renderable.render_segments(self.console))
            self.sent.append(self.twin.changes(renderable, self.console))
        super()._display(screen, renderable)

    @property
    def raw(self) -> bytes:
        """As it would be encoded for the terminal."""
        return "".join(self.sent).encode("utf-8", "surrogatepass")

    async def walk(self, keys: tuple[str, ...], size: tuple[int, int] = (80, 24)) -> None:
        """Opens the first page, presses the keys, notes each screen."""
        with mock.patch.object(HeadlessDriver, "write", lambda _driver, data: self.sent.append(data)):
            async with self.run_test(size=size) as pilot:
                await until(pilot, lambda: isinstance(self.screen, FramedScreen))
                await self._note(pilot)
                for key in keys:
                    await pilot.press(key)
                    await self._note(pilot)
        self.worker.close()

    async def _note(self, pilot: Pilot[None]) -> None:
        if self._exit or not self.is_running:
            return
        await settled(pilot)
        self.shown.append(text_of(pilot))


def walked(app: CapturedWizard, keys: tuple[str, ...], size: tuple[int, int] = (80, 24)) -> CapturedWizard:
    """The wizard after its walk."""
    asyncio.run(app.walk(keys, size))
    return app


KEYS: dict[Page, tuple[str, ...]] = {
    Page.CONNECT: ("f9", "escape", "f4", "tab"),
    Page.READY: ("f4", "escape", "f9", "escape"),
    Page.INTERRUPTED: ("f6", "escape", "f9", "escape"),
    Page.RUNS: ("enter", "escape", "down", "u"),
    Page.SUMMARY: ("f6", "enter", "escape"),
    Page.PORTAL: ("f6", "escape", "f9", "escape"),
    Page.VIEW: ("pagedown", "f4", "f9", "escape"),
    Page.CONFIGURING: ("f6",),
}
USUAL = ("f9", "escape", "pagedown")
