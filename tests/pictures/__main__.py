"""Writes one PNG a page for each size to `screenshots/`; the lab behind it is real."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from tests.pictures import routes, swedish
from tests.pictures.camera import Photographer
from tests.screens.pages import until
from tests.terminal.command_line import CommandLine
from tests.terminal.interrupted import kill_run
from writeback.domain.texts import choose_language
from writeback_tui.__main__ import LOCALE
from writeback_tui.app import WizardApp
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.state import WizardState

SIZES = ((80, 24), (120, 36))
PLACE = Path("/tmp/writeback")
"""It has to look the same in every picture; what is in it is thrown away."""
BEFORE_THE_KILL = 17
"""Pictures of the first walk."""
BEFORE_THE_PROFILE = 19
LAB = "contoso"

Route = Callable[[Photographer], Awaitable[None]]


async def photograph(
    size: tuple[int, int],
    route: Route,
    *,
    folder: str = "",
    lab: str = LAB,
    taken: int = 0,
    names: Mapping[str, str] | None = None,
) -> None:
    """Opens the wizard on a fresh lab and walks the route; the folder's usual name is the size."""
    app = WizardApp(WizardState(lab_name=lab))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, WizardScreen))
        await route(Photographer(pilot, folder or f"{size[0]}x{size[1]}", taken, names))
    app.worker.close(app.close_session)


def main() -> int:
    """Status 0 when every picture was taken."""
    # The theme is chosen by the terminal.
    os.environ.pop("NO_COLOR", None)
    os.environ["TERM"] = "xterm-256color"
    for size in SIZES:
        shell = fresh_place()
        asyncio.run(photograph(size, routes.walk_and_undo))
        with shell.serving():
            kill_run(shell, "await-events", "--no-switches", "--pause-scheduler")
            asyncio.run(photograph(size, routes.settle, taken=BEFORE_THE_KILL))
        asyncio.run(photograph(size, routes.prepare, taken=BEFORE_THE_PROFILE))
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
    """The pages once more in the other language, and those whose names were others in 2021."""
    choose_language("sv", LOCALE)
    fresh_place()
    folder, size, today, before = swedish.FOLDER, swedish.SIZE, swedish.OF_TODAY, swedish.OF_2021
    asyncio.run(photograph(size, routes.walk, folder=folder, names=today))
    asyncio.run(
        photograph(
            size, routes.sign_in, folder=folder, lab=swedish.LAB_OF_2021, taken=len(today), names=before
        )
    )


if __name__ == "__main__":
    sys.exit(main())
