"""What a walk through the wizard shows, step by step: drawn in memory, and waited for on a real terminal."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
import time
from collections.abc import Sequence
from typing import Any, NamedTuple
from unittest import mock

from tests.screens.pages import WizardUnderTest, settled
from tests.terminal.kinds import Kind
from tests.terminal.pty_driver import PATIENCE_SECONDS, Terminal
from tests.terminal.stand_in_wizard import session_for
from textual.pilot import Pilot

from writeback_tui.catalogue import Page, Task
from writeback_tui.state import WizardState
from writeback_tui.terminal_profile import Window

Size = tuple[int, int]
Step = str | Size
"""A key, or a size that the terminal gets."""
SECONDS = re.compile(r"\b\d{1,2}:\d\d(?=\.)")
BEGIN: Size = (80, 24)
QUIET_SECONDS = 0.03


class Frame(NamedTuple):
    """The screen as a person without colours sees it."""

    text: str
    reversed: str
    """What is in reverse video: the focus among it."""
    focus: str = ""
    """The widget that has it; not known of a terminal."""


def walk(page: Page, steps: Sequence[Step], window: Window) -> list[Frame]:
    """The frames after the start and after each step."""
    with tempfile.TemporaryDirectory() as folder:
        places = {"WRITEBACK_STATE": f"{folder}/state", "WRITEBACK_CONFIG": f"{folder}/config"}
        # Textual looks for it when an application is made.
        bare = {"NO_COLOR": "1"} if window.no_color else {}
        with mock.patch.dict(os.environ, places | bare):
            return asyncio.run(_walk(page, steps, window))


async def _walk(page: Page, steps: Sequence[Step], window: Window) -> list[Frame]:
    session = session_for(page)
    state = WizardState(lab_name="contoso", task=Task.CUSTOMIZE)
    if page is not Page.WELCOME:
        state.session = session  # type: ignore[assignment]
    app = WizardUnderTest(session, page, state, window=window)
    frames = []
    async with app.run_test(size=BEGIN) as pilot:
        await settled(pilot)
        frames.append(_drawn(pilot))
        for step in steps:
            if isinstance(step, str):
                await pilot.press(step)
            else:
                await pilot.resize_terminal(*step)
            await settled(pilot)
            await pilot.pause()
            frames.append(_drawn(pilot))
    app.worker.close()
    return frames


def _drawn(pilot: Pilot[None]) -> Frame:
    strips = pilot.app.screen._compositor.render_strips()
    lit = "".join(text for strip in strips for text, style, _ in strip if style and style.reverse)
    focused: Any = pilot.app.focused
    return Frame(
        _timeless("\n".join(strip.text.rstrip() for strip in strips)),
        "".join(lit.split()),
        (focused.id or type(focused).__name__) if focused else "",
    )


def shown_on(opened: Terminal) -> Frame:
    """What the terminal shows now."""
    lit = "".join(cell[0] for row in opened.cells for cell in row if cell[4])
    return Frame(_timeless(opened.text), "".join(lit.split()))


def send(opened: Terminal, kind: Kind, step: Step) -> None:
    """Presses the key as the terminal does, or drags its window."""
    if isinstance(step, str):
        opened.type(kind.bytes_of(step))
    else:
        opened.screen.resize(step[1], step[0])
        opened._set_size(step)


def wait_until(opened: Terminal, frame: Frame, where: str) -> None:
    """Until the terminal shows the frame, cell by cell."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    found = shown_on(opened)
    while found[:2] != frame[:2] and time.monotonic() < deadline and opened.process.poll() is None:
        if opened.read(QUIET_SECONDS):
            found = shown_on(opened)
    assert found.text == frame.text, f"{where}\n{found.text}\ninstead of\n{frame.text}"
    assert found.reversed == frame.reversed, where


def _timeless(text: str) -> str:
    return SECONDS.sub("14:59", text)
