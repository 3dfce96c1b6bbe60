"""Terminal by locale by size by page by key: the terminal shows what was to be drawn, cell by cell.

`WRITEBACK_MATRIX=full` walks every page on every terminal, and takes some minutes.
"""

from __future__ import annotations

import os
from functools import cache

import pytest
from tests.terminal.frames import Frame, Step, send, wait_until, walk
from tests.terminal.kinds import EVERYDAY, KINDS, Kind
from tests.terminal.pty_driver import terminal

from writeback_tui.catalogue import Page
from writeback_tui.terminal_profile import Window

MODULE = "tests.terminal.stand_in_wizard"
WAY: tuple[Step, ...] = (
    "f1", "pagedown", "escape", "down", "up", "f9", "f9",
    (60, 16), "tab", "shift+tab", (300, 100), "up", (79, 24), "down", "down", (80, 24),
    "f6", "escape", "f8", "tab", "f8", "f8", "down", "right", "end", "home", (100, 30), "left",
    "f8", "space", "f3", "pagedown", "escape", (50, 12), (80, 24), "f8", "tab", "a", "home", "f4", "escape",
    "f7",
)  # fmt: skip
"""From Additional tasks to Ready to configure and a page back, with everything that opens on the way."""
SHORT: tuple[Step, ...] = (
    "f1", "escape", "down", "up", "f9", "escape", (60, 16), "tab", "shift+tab", (100, 30), "f6", "escape",
    "f8", (80, 24), "f8", "f8", "down", "right", "left", "end", "home", "f7",
)  # fmt: skip
"""Every kind of key once, and what is large enough to look at."""
IS_FULL = os.environ.get("WRITEBACK_MATRIX") == "full"
STARTS = (Page.WELCOME, Page.TASKS, Page.VIEW, Page.TROUBLESHOOT, Page.CONNECT, Page.FEATURES, Page.READY,
          Page.COMPLETE, Page.PORTAL, Page.SUMMARY, Page.PROFILES, Page.PROFILE, Page.RIGHTS,
          Page.RUNS)  # fmt: skip
SIZES: tuple[Step, ...] = ((60, 16), (79, 24), (80, 16), (132, 43), (300, 100), (59, 16), (60, 15), (80, 24))
ANYWHERE: tuple[Step, ...] = (
    "f1", "pagedown", "end", "escape", "tab", "tab", "shift+tab", "down", "down", "up", "home", "end", "f9",
    "f9", *SIZES, "tab", "shift+tab", "pagedown", "pageup",
)  # fmt: skip
"""Keys that lead away from no page, and every size."""


@cache
def frames(page: Page, steps: tuple[Step, ...], window: Window) -> list[Frame]:
    """Drawn once for all terminals that show the same."""
    return walk(page, steps, window)


def go(kind: Kind, page: Page, steps: tuple[Step, ...]) -> None:
    """Each step is waited for, so that the next one finds the page as it was meant to."""
    expected = frames(page, steps, kind.window)
    with terminal("-m", MODULE, page.value, environment=kind.environment) as opened:
        wait_until(opened, expected[0], f"{kind.name}: start")
        for number, step in enumerate(steps):
            send(opened, kind, step)
            wait_until(opened, expected[number + 1], f"{kind.name}: {number} {step}")
        assert max(opened.sent) < 0x80
        assert b"\\u" not in opened.sent
        assert opened.process.poll() is None


@pytest.mark.parametrize("kind", KINDS if IS_FULL else KINDS[:EVERYDAY], ids=lambda kind: kind.name)
def test_every_terminal_shows_what_was_drawn(kind: Kind) -> None:
    go(kind, Page.TASKS, WAY if IS_FULL or kind is KINDS[0] else SHORT)


@pytest.mark.skipif(not IS_FULL, reason="some minutes: WRITEBACK_MATRIX=full")
@pytest.mark.parametrize("page", STARTS, ids=lambda page: page.value)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_page_on_every_terminal(kind: Kind, page: Page) -> None:
    go(kind, page, ANYWHERE)


def test_whatever_is_shown_on_the_way_something_has_the_focus() -> None:
    """But where the button that goes on is off: a stray Enter must not press another one."""
    for frame in frames(Page.TASKS, WAY, KINDS[0].window):
        assert frame.focus or "too small" in frame.text or "(off)" in frame.text, frame.text
