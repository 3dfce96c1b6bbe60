"""A wizard on one of its pages, for tests that press keys."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from unittest import mock

from tests.stand_in import StandInSession, read_session
from textual.pilot import Pilot

from writeback_tui import flow
from writeback_tui.app import OpenSession, WizardApp
from writeback_tui.catalogue import Page, Task
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.state import WizardState
from writeback_tui.terminal_profile import Window

SIZE = (80, 24)
PATIENCE_SECONDS = 30.0


class WizardUnderTest(WizardApp):
    """Starts on the page that the test is about."""

    def __init__(
        self, session: StandInSession | None, page: Page, state: WizardState, window: Window | None = None
    ) -> None:
        async def opener(profile: str | None, lab: str | None) -> Any:
            return session

        super().__init__(state, opener, window)
        self.first_page = page


@asynccontextmanager
async def wizard_on(
    page: Page,
    session: StandInSession | None = None,
    size: tuple[int, int] = SIZE,
    opener: OpenSession | None = None,
    until_page: Page | None = None,
    window: Window | None = None,
    **kept: Any,
) -> AsyncIterator[tuple[Pilot[None], WizardScreen]]:
    """The page with a session that has read everything; `kept` sets fields of the state.

    `opener` stands in for the service, `until_page` is the page that is shown at last.
    """
    state = WizardState(lab_name="contoso", task=Task.CUSTOMIZE)
    if page is not Page.WELCOME:
        state.session = session or read_session()  # type: ignore[assignment]
        pages = flow.path(state)
        state.visited.update(pages[: pages.index(page)] if page in pages else ())
    for name, value in kept.items():
        setattr(state, name, value)
    with mock.patch.dict(os.environ, {"TERM": "xterm-256color"}):
        for name in ("NO_COLOR", "COLORTERM"):
            os.environ.pop(name, None)
        app = WizardUnderTest(session or read_session(), page, state, window)
    app.opener = opener or app.opener
    wanted = until_page or page
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, WizardScreen) and app.screen.PAGE is wanted)
        await settled(pilot)
        yield pilot, shown(pilot)
    app.worker.close()


@asynccontextmanager
async def wizard_of(page: Page, session: StandInSession, **kept: Any) -> AsyncIterator[Pilot[None]]:
    """As `wizard_on`, for a page that may open another screen over itself at once: waits for nothing."""
    state = WizardState(task=Task.CUSTOMIZE, **kept)
    if page is not Page.WELCOME:
        state.session = session  # type: ignore[assignment]
    with mock.patch.dict(os.environ, {"TERM": "xterm-256color"}):
        for name in ("NO_COLOR", "COLORTERM"):
            os.environ.pop(name, None)
        app = WizardUnderTest(session, page, state)
    async with app.run_test(size=SIZE) as pilot:
        yield pilot
    app.worker.close()


def shown(pilot: Pilot[None]) -> WizardScreen:
    """The page that is shown now."""
    screen = pilot.app.screen
    assert isinstance(screen, WizardScreen)
    return screen


async def settled(pilot: Pilot[None]) -> None:
    """Waits until nothing is being read in the background."""
    await pilot.pause()
    await until(pilot, lambda: not (isinstance(pilot.app.screen, WizardScreen) and pilot.app.screen.is_busy))


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Waits for the condition; the messages of the application are what it looks after."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():
            await pilot.pause()


def text_of(pilot: Pilot[None]) -> str:
    """The whole screen as plain text, a line each row."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)
