"""Who walks through the wizard and takes pictures: waits for what a page shows, never for time."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from textual.pilot import Pilot

from tests.pictures.png import png_of
from tests.screens.pages import shown, text_of
from writeback_tui.catalogue import Page
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.widgets.button import PageButton

FOLDER = Path(__file__).parents[2] / "screenshots"
PATIENCE_SECONDS = 60.0


class Photographer:
    """One walk through the wizard at one size.

    `taken` is how many pictures the folder has already; `names` are those to be taken, by the name that the
    route has for them, None for all of them.
    """

    def __init__(
        self, pilot: Pilot[None], folder: str, taken: int = 0, names: Mapping[str, str] | None = None
    ) -> None:
        self.pilot = pilot
        self.folder = FOLDER / folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.taken = taken
        self.names = names

    async def on(self, page: Page) -> None:
        """Waits until the page is shown and nothing is being read for it."""
        await self.when(lambda: self._page() is page and not shown(self.pilot).is_busy)
        await self.pilot.pause()

    async def open(self, page: Page) -> None:
        """As `on`, and until Next is on: a key that comes sooner does nothing."""
        await self.on(page)
        await self.offers(PRIMARY)

    async def offers(self, button: str) -> None:
        """Waits until the button of the page is there and on; `button` is its id."""
        found = shown(self.pilot).query_one(f"#{button}", PageButton)
        await self.when(lambda: found.display and not found.disabled)

    async def go_on(self) -> None:
        """To the next page, as soon as there is a way."""
        await self.open(shown(self.pilot).PAGE)
        await self.pilot.press("f8")

    async def when(self, condition: Callable[[], bool]) -> None:
        """Waits for something that the world behind the lab takes its time for."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not condition():
                    await self.pilot.pause(0.05)
        except TimeoutError as error:
            raise RuntimeError(f"not what was expected:\n{text_of(self.pilot)}") from error

    async def says(self, words: str) -> None:
        """Waits until the screen shows the words."""
        await self.when(lambda: words in text_of(self.pilot))

    async def take(self, name: str) -> None:
        """Keeps a picture of the screen as it is."""
        if self.names is not None and name not in self.names:
            return
        await self.pilot.pause()
        self.taken += 1
        path = self.folder / f"{self.taken:02}-{self.names[name] if self.names else name}.png"
        path.write_bytes(png_of(self.pilot.app.export_screenshot(title="writeback")))
        print(path.relative_to(FOLDER.parent), file=sys.stderr)

    def _page(self) -> Page | None:
        """None while something is open over it."""
        screen = self.pilot.app.screen
        return screen.PAGE if isinstance(screen, WizardScreen) and screen.is_drawn else None
