"""When a screen is ready: every message has been handled, and nothing is being read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from textual.message_pump import MessagePump
from textual.screen import Screen

from writeback_tui.screens.frame import FramedScreen
from writeback_tui.screens.profile import TRY
from writeback_tui.screens.wizard import WizardScreen

if TYPE_CHECKING:
    from writeback_tui.app import WizardApp

GONE_SECONDS = 0.5
"""A widget that is being taken away may never answer."""
LASTING = frozenset({"sign-in", "run"})
"""Groups of workers that the screen itself has words for."""


async def quiet(app: WizardApp) -> None:
    """Returns when everything that was posted so far has been handled, and what came of it as well."""
    for _round in range(2):
        screen = app.screen
        # From the leaves to the root, the way that messages go.
        for node in (*screen.walk_children(method="breadth", reverse=True), screen, app):
            await _handled(node)
        await _drawn(screen)


def is_reading(screen: FramedScreen[object]) -> bool:
    """Whether something is being read that the page has to wait for before it can ask."""
    if not screen.is_drawn or (isinstance(screen, WizardScreen) and screen.is_busy):
        return True
    return any(
        screen in one.node.ancestors_with_self and not one.is_finished
        for one in screen.workers
        if one.group not in LASTING and not one.group.startswith(TRY)
    )


async def _handled(node: MessagePump) -> None:
    done = asyncio.Event()
    if node.call_later(done.set):
        await _in_time(done)


async def _drawn(screen: Screen[Any]) -> None:
    done = asyncio.Event()
    if screen.call_after_refresh(done.set):
        await _in_time(done)


async def _in_time(done: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(GONE_SECONDS):
            await done.wait()
    except TimeoutError:
        return
