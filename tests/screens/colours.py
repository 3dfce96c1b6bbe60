"""Which colours the terminal gets for what is on the screen, and how well they can be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.color import Color
from rich.style import Style
from textual.pilot import Pilot

Rgb = tuple[int, int, int]
AA = 4.5
"""WCAG 2.2, 1.4.3: the least contrast of text at level AA."""
AAA = 7.0
"""The same at level AAA (1.4.6)."""


class Pair(NamedTuple):
    """A stretch of text and the colours that it is drawn with."""

    text: str
    foreground: Color
    background: Color


def pairs(pilot: Pilot[None]) -> Iterator[Pair]:
    """Every stretch of text on the screen that is not blank."""
    for strip in pilot.app.screen._compositor.render_strips():
        for text, style, control in strip:
            if text.strip() and not control:
                yield _pair(text, style or Style())


def contrast(one: Rgb, other: Rgb) -> float:
    """WCAG's ratio, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Rgb) -> float:
    """WCAG's relative luminance."""
    red, green, blue = (_linear(value / 255) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def rgb(colour: Color) -> Rgb:
    """The colour's parts; only of one that is no name."""
    assert colour.triplet is not None, colour
    return (colour.triplet.red, colour.triplet.green, colour.triplet.blue)


def _pair(text: str, style: Style) -> Pair:
    default = Color.default()
    drawn = (style.color or default, style.bgcolor or default)
    foreground, background = drawn[::-1] if style.reverse else drawn
    return Pair(text, foreground, background)


def _linear(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)
