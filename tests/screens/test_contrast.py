"""What every page draws can be read: contrast by WCAG's formula, on the colours that the terminal gets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
from rich.color import Color, ColorSystem
from tests.screens.colours import AA, AAA, Rgb, contrast, pairs, rgb
from tests.screens.pages import settled, wizard_on
from tests.stand_in import read_session
from textual.pilot import Pilot

from writeback.domain.choices import Choices, ServerCredential
from writeback_tui.catalogue import Page
from writeback_tui.terminal_profile import Window
from writeback_tui.themes import CONTRAST, LIGHT, OWN, WRITEBACK

COLOURED = (WRITEBACK.name, CONTRAST.name, LIGHT.name)
LEAST = {WRITEBACK.name: AA, LIGHT.name: AA, CONTRAST.name: AAA}
PAGES = tuple(page for page in Page if page is not Page.CONFIGURING)
KEYS = ("tab", "x")
"""So that the focus is shown and something is typed."""
SIXTEEN = (Page.START, Page.PROFILE, Page.CONNECT, Page.FEATURES, Page.SUMMARY)
"""Pages that have every colour among them."""
DEPTHS: dict[str, Callable[[Color], Rgb]] = {
    "true colours": rgb,
}


def palette(*codes: str) -> dict[int, str]:
    """Sixteen colours by their numbers."""
    return dict(enumerate(" ".join(codes).split()))


LINUX = palette(
    "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa",
    "555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
)
XTERM = palette(
    "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5",
    "7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff",
)
PUTTY = {**LINUX, 1: "bb0000", 2: "00bb00", 3: "bbbb00", 4: "0000bb", 5: "bb00bb", 6: "00bbbb", 7: "bbbbbb"}
PALETTES = {"linux": LINUX, "xterm": XTERM, "putty": PUTTY}
"""Of terminals that are black unless somebody has changed that."""


def rgb_of_palette(colour: Color) -> Rgb:
    """What a terminal with 256 colours makes of it."""
    triplet = colour.downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    return (triplet.red, triplet.green, triplet.blue)


def rgb_in(colours: dict[int, str], colour: Color, otherwise: int) -> Rgb:
    """What the terminal shows for one of its sixteen."""
    number = colour.number if colour.number is not None else otherwise
    red, green, blue = bytes.fromhex(colours[number])
    return (red, green, blue)


DEPTHS["256 colours"] = rgb_of_palette


@asynccontextmanager
async def page_on(page: Page, theme: str) -> AsyncIterator[Pilot[None]]:
    """With a credential to ask for, so that there are fields, and something that stands in the way."""
    session = read_session(credentials=(ServerCredential.PASSWORD,))
    choices = Choices(password_writeback=True)
    async with wizard_on(page, session, window=Window(theme=theme), choices=choices) as (pilot, _screen):
        yield pilot


def unreadable(pilot: Pilot[None], theme: str) -> Iterator[str]:
    for text, foreground, background in pairs(pilot):
        for depth, seen in DEPTHS.items():
            ratio = contrast(seen(foreground), seen(background))
            if ratio < LEAST[theme]:
                drawn = f"{text.strip()!r} {foreground.name} on {background.name}"
                yield f"{theme}, {depth}: {drawn}: {ratio:.2f}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.value)
async def test_every_text_can_be_told_from_what_is_behind_it(page: Page) -> None:
    found = set()
    async with page_on(page, WRITEBACK.name) as pilot:
        await pilot.press(*KEYS)
        await settled(pilot)
        for theme in COLOURED if page in SIXTEEN else COLOURED[:2]:
            pilot.app.theme = theme
            await pilot.pause()
            found |= set(unreadable(pilot, theme))
    assert not found


@pytest.mark.parametrize("page", SIXTEEN, ids=lambda page: page.value)
async def test_sixteen_colours_are_those_that_can_be_read_on_black(page: Page) -> None:
    found = set()
    async with page_on(page, "ansi") as pilot:
        for text, foreground, background in pairs(pilot):
            for name, colours in PALETTES.items():
                ratio = contrast(rgb_in(colours, foreground, 7), rgb_in(colours, background, 0))
                if ratio < AA:
                    found.add(f"{name}: {text.strip()!r} {foreground.name} on {background.name}: {ratio:.2f}")
    assert not found


def test_the_formula_is_that_of_the_guidelines() -> None:
    black, white, grey = (0, 0, 0), (255, 255, 255), (119, 119, 119)
    assert contrast(black, white) == 21
    assert round(contrast(grey, white), 2) == 4.48


def test_every_theme_of_our_own_names_the_same_colours() -> None:
    first, *others = (set(OWN[name].variables) for name in COLOURED)
    assert all(other == first for other in others)
