"""Writes one PNG a page for each size to `screenshots/`; the lab behind it is real."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from tests.pictures import swedish
from tests.pictures.png import png_of
from tests.screens.pages import settled, shown, text_of, until
from tests.terminal.command_line import CommandLine
from tests.terminal.interrupted import kill_run
from writeback.domain.texts import choose_language
from writeback_tui.__main__ import LOCALE
from writeback_tui.app import WizardApp
from writeback_tui.catalogue import Page
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.state import WizardState

FOLDER = Path(__file__).parents[2] / "screenshots"
SIZES = ((80, 24), (120, 36))
PATIENCE_SECONDS = 60.0
PLACE = Path("/tmp/writeback")
"""It has to look the same in every picture; what is in it is thrown away."""
BEFORE_THE_KILL = 17
"""Pictures of the first walk."""
BEFORE_THE_PROFILE = 19


class Photographer:
    """One walk through the wizard at one size."""

    def __init__(self, pilot: Pilot[None], folder: str) -> None:
        self.pilot = pilot
        self.folder = FOLDER / folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.count = 0

    async def on(self, page: Page) -> None:
        """Waits until the page is shown and has read what it shows."""
        await self.when(lambda: isinstance(self.pilot.app.screen, WizardScreen) and self._page() is page)
        await settled(self.pilot)

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
        await self.pilot.pause()
        self.count += 1
        path = self.folder / f"{self.count:02}-{name}.png"
        path.write_bytes(png_of(self.pilot.app.export_screenshot(title="writeback")))
        print(path.relative_to(FOLDER.parent), file=sys.stderr)

    def _page(self) -> Page:
        return shown(self.pilot).PAGE


async def walk(camera: Photographer) -> None:
    """The main job, page by page."""
    press = camera.pilot.press
    await camera.on(Page.WELCOME)
    await camera.says("Writeback")
    await camera.take("welcome")
    await press("f1")
    await camera.take("help")
    await press("escape", "f8")
    await camera.on(Page.TASKS)
    await camera.take("additional-tasks")
    await press("f8")
    await camera.on(Page.CONNECT)
    await camera.says("Code")
    await camera.take("connect-device-code")
    await press("f4")
    await camera.says("Tenant ")
    await camera.take("connect-signed-in")
    await press("f8")
    for page, name in (
        (Page.DIRECTORIES, "connect-directories"),
        (Page.FILTERING, "domain-ou-filtering"),
    ):
        await camera.on(page)
        await camera.take(name)
        await press("f8")
    await camera.on(Page.FEATURES)
    await press("space")
    await camera.take("optional-features")
    await press("f9")
    await camera.take("powershell")
    await press("escape", "f8")
    await camera.on(Page.READY)
    await camera.take("ready-to-configure")
    await press("f4")
    await camera.take("full-plan")
    await press("escape", "f8")
    await configure(camera)


async def configure(camera: Photographer) -> None:
    """From the change to the verdict."""
    press = camera.pilot.press
    await camera.on(Page.CONFIGURING)
    await camera.says("[..] 31019")
    await camera.take("configuring")
    await camera.on(Page.COMPLETE)
    await camera.take("configuration-complete")
    await press("f8")
    await camera.on(Page.PORTAL)
    await camera.take("on-premises-integration")
    await press("f8")
    await camera.on(Page.SUMMARY)
    await camera.says("PROVEN")
    await camera.take("summary")
    await undo(camera)


async def undo(camera: Photographer) -> None:
    """The way back: the run that enabled writeback is the older of the two."""
    press = camera.pilot.press
    await press("f6")
    await camera.on(Page.RUNS)
    await press("down")
    await camera.says("Password writeback: disabled -> enabled")
    await camera.take("past-runs")
    await press("u")
    await camera.on(Page.CONNECT)
    await press("f8")
    await camera.on(Page.READY)
    await camera.says("Configure undoes run")
    await camera.take("undo")


async def settle(camera: Photographer) -> None:
    """What the next start says of a run that was killed, with the scheduler paused."""
    press = camera.pilot.press
    camera.count = BEFORE_THE_KILL
    await camera.on(Page.WELCOME)
    await camera.says("was interrupted")
    await camera.says("Writeback")
    await camera.take("welcome-interrupted")
    await press("f8")
    await camera.on(Page.INTERRUPTED)
    await camera.says("Go on:")
    await camera.take("interrupted-run")


async def prepare(camera: Photographer) -> None:
    """What is beside the way: the rights that it takes, and a profile that is tried while it is filled in."""
    press = camera.pilot.press
    camera.count = BEFORE_THE_PROFILE
    await camera.on(Page.WELCOME)
    await camera.says("Writeback")
    await press("f3")
    await camera.says("READ THE SERVER")
    await camera.take("least-rights")
    await press("escape", "f2")
    await camera.says("No profile is saved yet")
    await press("a")
    await camera.says("Certificate trusted")
    await press(*"prod", "tab", *"localhost", "tab", *"adm")
    await camera.says("Nothing answers at localhost:5986")
    await camera.take("profile")


async def photograph(
    size: tuple[int, int],
    route: Callable[[Photographer], Awaitable[None]],
    folder: str = "",
    lab: str = "contoso",
) -> None:
    """Opens the wizard on a fresh lab and walks the route; the folder's usual name is the size."""
    app = WizardApp(WizardState(lab_name=lab))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, WizardScreen))
        await route(Photographer(pilot, folder or f"{size[0]}x{size[1]}"))
    app.worker.close(app.close_session)


def main() -> int:
    """Status 0 when every picture was taken."""
    # The theme is chosen by the terminal.
    os.environ.pop("NO_COLOR", None)
    os.environ["TERM"] = "xterm-256color"
    for size in SIZES:
        shell = fresh_place()
        asyncio.run(photograph(size, walk))
        with shell.serving():
            kill_run(shell, "await-events", "--no-switches", "--pause-scheduler")
            asyncio.run(photograph(size, settle))
        asyncio.run(photograph(size, prepare))
    speak_swedish()
    return 0


def fresh_place() -> CommandLine:
    """What was done for the pictures before would be listed as well."""
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir()
    shell = CommandLine(PLACE)
    os.environ.update(shell.environment)
    return shell


def speak_swedish() -> None:
    """The pages once more in the other language."""
    choose_language("sv", LOCALE)
    fresh_place()
    asyncio.run(photograph(swedish.SIZE, swedish.walk, swedish.FOLDER))
    asyncio.run(photograph(swedish.SIZE, swedish.walk_of_2021, swedish.FOLDER, "azure-ad-connect-2021"))


if __name__ == "__main__":
    sys.exit(main())
