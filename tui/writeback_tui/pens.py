"""Pens: the style of a cell as a terminal knows it, and the shortest way from one to another."""

from __future__ import annotations

from typing import NamedTuple

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style

SHOWS_ON_BLANKS = frozenset({"4", "7", "9", "21", "51", "52", "53"})
"""Attributes that can be seen on a space: underlines, reverse, strike, frames."""
ENDS = {
    "1": "22",
    "2": "22",
    "3": "23",
    "4": "24",
    "5": "25",
    "6": "25",
    "7": "27",
    "8": "28",
    "9": "29",
    "21": "24",
    "51": "54",
    "52": "54",
    "53": "55",
}
"""What ends an attribute."""


class Pen(NamedTuple):
    """SGR codes; empty strings are the terminal's defaults."""

    attributes: str = ""
    foreground: str = ""
    background: str = ""

    @property
    def blank(self) -> Pen:
        """What matters of the pen for a space: only the background, unless an attribute shows on it."""
        return Pen(background=self.background) if self.erases else self

    @property
    def erases(self) -> bool:
        """Whether an erased cell looks like a space of this pen where erasing takes the background."""
        return SHOWS_ON_BLANKS.isdisjoint(self.attributes.split(";"))


PLAIN = Pen()
"""What a terminal draws with after `ESC [m`."""


def for_blank(pen: Pen, blank: Pen) -> Pen:
    """The pen nearest to the one in force that draws a space as `blank` does."""
    if not blank.erases:
        return blank
    return Pen(pen.attributes if pen.erases else "", pen.foreground, blank.background)


def switch(old: Pen, new: Pen) -> str:
    """The sequence that turns the one pen into the other."""
    if old == new:
        return ""
    if new == PLAIN:
        return "\x1b[m"
    changed = _attributes(old.attributes, new.attributes)
    if new.foreground != old.foreground:
        changed.append(new.foreground or "39")
    if new.background != old.background:
        changed.append(new.background or "49")
    return f"\x1b[{';'.join(changed)}m"


def _attributes(old: str, new: str) -> list[str]:
    """Codes that end and begin attributes; 22 ends both bold and dim."""
    before, after = set(old.split(";")) - {""}, set(new.split(";")) - {""}
    ends = {ENDS[code] for code in before - after}
    begins = after if "22" in ends else after - before
    return sorted(ends) + sorted(begins)


class PenBox:
    """Pens of rich's styles, made once each."""

    def __init__(self) -> None:
        self._pens: dict[Style, Pen] = {}

    def of(self, style: Style | None, console: Console) -> Pen:
        """The pen that draws the style on the console's terminal."""
        if not style:
            return PLAIN
        if style not in self._pens:
            self._pens[style] = _pen(style, console._color_system)
        return self._pens[style]


def _pen(style: Style, system: ColorSystem | None) -> Pen:
    if system is None:
        return PLAIN
    foreground = style.color.downgrade(system).get_ansi_codes() if style.color else ()
    background = style.bgcolor.downgrade(system).get_ansi_codes(foreground=False) if style.bgcolor else ()
    return Pen(
        style.without_color._make_ansi_codes(system),
        # The default colour by its own code and no colour at all are the same to a terminal.
        "" if foreground == ("39",) else ";".join(foreground),
        "" if background == ("49",) else ";".join(background),
    )
