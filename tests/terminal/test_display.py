"""The frugal display shows exactly what stock Textual would, cells and colours, for any keys and sizes."""

from __future__ import annotations

import asyncio
from typing import Any

import pyte
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from tests import builders
from tests.screens.pages import WizardUnderTest, settled
from tests.stand_in import read_session, session_of
from tests.terminal.pty_driver import terminal
from textual.pilot import Pilot
from textual.screen import Screen

from writeback.domain.facts import Directory
from writeback_tui.catalogue import Page, Task
from writeback_tui.shadow import ShadowTerminal, Update
from writeback_tui.state import WizardState

MODULE = "tests.terminal.stand_in_wizard"
KEYS = (
    "tab",
    "shift+tab",
    "up",
    "down",
    "left",
    "right",
    "space",
    "f8",
    "f7",
    "f1",
    "f9",
    "escape",
    "x",
    "pagedown",
)
SIZES = ((80, 24), (100, 30), (62, 17), (79, 24), (40, 10))
NAMES = (
    "contoso.com",
    "\u754c\u9762\u30b5\u30fc\u30d0.example",
    "cafe\u0301 \u00e5\u00e4\u00f6",
    "\uff21" * 40,
)
SHOWS = ("data", "fg", "bg", "bold", "italics", "underscore", "strikethrough", "reverse")


class Twin(WizardUnderTest):
    """Draws every update twice: as stock Textual sends it and as the shadow does."""

    def __init__(self, *arguments: Any, erases: bool) -> None:
        super().__init__(*arguments)
        self.stock, self.frugal = pyte.Screen(80, 24), pyte.Screen(80, 24)
        self._stock, self._frugal = pyte.Stream(self.stock), pyte.Stream(self.frugal)
        self.twin = ShadowTerminal(erases=erases)
        self.saved = self.moved = 0
        self.console._color_system = ColorSystem.EIGHT_BIT

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if not self._batch_count and isinstance(renderable, Update):
            size = (self.size.height, self.size.width)
            for shown in (self.stock, self.frugal):
                shown.resize(*size)
            self.twin.resize(self.size.width, self.size.height)
            whole, changes = (
                renderable.render_segments(self.console),
                self.twin.changes(renderable, self.console),
            )
            self._stock.feed(whole.replace("\n", "\r\n"))
            self._frugal.feed(changes)
            self.saved += len(whole) - len(changes)
            self.moved += changes.count("\x1b[r")
        super()._display(screen, renderable)


def looks(screen: pyte.Screen) -> list[list[tuple[Any, ...]]]:
    """Each cell as a person sees it: on a blank only the background shows, unless it is lined or reversed."""
    return [[_look(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)]


def _look(cell: Any) -> tuple[Any, ...]:
    if cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough):
        return (" ", cell.bg)
    return tuple(getattr(cell, name) for name in SHOWS)


def twin_on(page: Page, name: str, erases: bool) -> Twin:
    directory = Directory(name, f"{name}\\svc", reachable=False)
    server = builders.server_facts(computer_name=name, connector=name, directories=(directory,))
    session = session_of(server=server) if page is Page.WELCOME else read_session(server=server)
    state = WizardState(lab_name="contoso", task=Task.CUSTOMIZE)
    if page is not Page.WELCOME:
        state.session = session  # type: ignore[assignment]
    return Twin(session, page, state, erases=erases)


async def walk(app: Twin, keys: list[str], size: tuple[int, int]) -> None:
    """Half of the keys before the terminal changes its size, half after it."""
    async with app.run_test(size=(80, 24)) as pilot:
        middle = len(keys) // 2
        await press(pilot, app, keys[:middle])
        await pilot.resize_terminal(*size)
        await press(pilot, app, keys[middle:])
    app.worker.close()


async def press(pilot: Pilot[None], app: Twin, keys: list[str]) -> None:
    await settled(pilot)
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
        assert looks(app.frugal) == looks(app.stock), key


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    page=st.sampled_from((Page.WELCOME, Page.TASKS, Page.CONNECT, Page.VIEW, Page.TROUBLESHOOT, Page.RIGHTS)),
    name=st.sampled_from(NAMES),
    keys=st.lists(st.sampled_from(KEYS), min_size=4, max_size=10),
    size=st.sampled_from(SIZES),
    erases=st.booleans(),
)
def test_random_keys_leave_both_terminals_looking_the_same(
    page: Page, name: str, keys: list[str], size: tuple[int, int], erases: bool
) -> None:
    app = twin_on(page, name, erases)
    asyncio.run(walk(app, keys, size))
    assert app.saved > 0


@pytest.mark.parametrize(("page", "key"), [(Page.RIGHTS, "down"), (Page.PROFILE, "tab")])
def test_what_the_terminal_moves_by_itself_looks_the_same(page: Page, key: str) -> None:
    app = twin_on(page, NAMES[0], erases=True)
    asyncio.run(walk(app, [key] * 12 + ["up"] * 4, (80, 24)))
    assert app.moved > 0


@pytest.mark.parametrize("environment", [{}, {"TERM": "xterm"}, {"WIDE": "1"}])
def test_the_whole_program_draws_what_stock_textual_draws(environment: dict[str, str]) -> None:
    shown = []
    for display in ({}, {"STOCK": "1"}):
        with terminal("-m", MODULE, environment={**environment, **display}) as opened:
            opened.wait_for("Scheduler not suspended", "F10")
            for key in ("f8", "down", "f1", "escape"):
                opened.press(key)
            opened.resize((90, 26))
            opened.press("up")
            shown.append(looks(opened.screen))
    assert shown[0] == shown[1]


def test_a_redraw_key_repairs_what_others_have_drawn() -> None:
    with terminal("-m", MODULE) as opened:
        opened.wait_for("Scheduler not suspended", "F10")
        before = looks(opened.screen)
        opened.draw("\x1b[5;1H*** wall: the server goes down ***")
        assert looks(opened.screen) != before
        opened.press("ctrl+l")
        assert looks(opened.screen) == before
