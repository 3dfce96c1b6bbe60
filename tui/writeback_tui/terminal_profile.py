"""What the terminal is found to be at the start, what was asked for, and what the window makes of both.

Terminfo is not asked: Textual sends xterm's sequences whatever TERM says, so TERM tells what to spare it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from writeback.domain.charset import ASCII, UTF_8, charset_of

ANSI = "ansi"
"""The theme in the terminal's own sixteen colours, and without colours in none."""
DEFAULT = "writeback"
MANY = frozenset({"256color", "kitty", "direct256"})
"""Last parts of TERM for which rich sends 256 colours."""
DIRECT = frozenset({"truecolor", "24bit"})
FORCED = {"truecolor": 1 << 24, "256": 256, "standard": 16}
"""Values of TEXTUAL_COLOR_SYSTEM."""
HARDWARE = ("vt2", "vt3", "vt4", "vt5")
"""DEC's terminals from the VT220 on: everything that is needed but colours and a second screen."""
MONOCHROME = ("-m", "-mono")


class Colours(IntEnum):
    """How many the terminal has."""

    NONE = 0
    SIXTEEN = 16
    MANY = 256
    TRUE = 1 << 24


# Named tuples: a dataclass takes seven times as long to make, and these are made at every start.
class TerminalProfile(NamedTuple):
    """What was found; `size` in columns and rows."""

    term: str
    size: tuple[int, int]
    colours: Colours
    charset: str
    """Name of a codec, such as `utf-8`."""
    wants_no_color: bool = False
    """NO_COLOR is set, and not to nothing (no-color.org)."""
    multiplexer: str = ""
    """`tmux` or `screen`."""
    is_remote: bool = False
    """Behind SSH: a key's sequence may arrive in pieces."""

    @property
    def keeps_drawing(self) -> bool:
        """Whether what was drawn stays under the prompt, because there is no second screen to leave."""
        return self.multiplexer == "screen" or self.term.startswith(("linux", *HARDWARE))


class Wishes(NamedTuple):
    """What somebody asked for, on the command line, in settings.toml or the last time; None: nothing."""

    theme: str | None = None
    ascii: bool | None = None
    no_color: bool | None = None
    mouse: bool | None = None

    def over(self, weaker: Wishes) -> Wishes:
        """These, and where they are silent the weaker ones."""
        said = {name: value for name, value in self._asdict().items() if value is not None}
        return weaker._replace(**said)


class Window(NamedTuple):
    """How the wizard is drawn."""

    theme: str = DEFAULT
    """`ansi`, or the name of one of our own themes."""
    charset: str = UTF_8
    """The terminal's own, in which keys come in."""
    ascii: bool | None = None
    """True: nothing but ASCII is sent; False: letters even where the locale has none."""
    no_color: bool = False
    mouse: bool = False
    keeps_drawing: bool = False

    @property
    def is_ansi(self) -> bool:
        """Whether the terminal's own colours are used, or none."""
        return self.no_color or self.theme == ANSI


def terminal_profile(
    environ: Mapping[str, str], size: tuple[int, int], encoding: str, *, coerces: bool = False
) -> TerminalProfile:
    """`encoding` is that of the stream that is drawn on, `coerces` whether Python takes C for UTF-8."""
    return TerminalProfile(
        term=environ.get("TERM", "").strip().lower(),
        size=size,
        colours=colours_of(environ),
        charset=charset_of(environ, encoding, coerces=coerces),
        wants_no_color=bool(environ.get("NO_COLOR")),
        multiplexer="screen" if "STY" in environ else "tmux" if "TMUX" in environ else "",
        is_remote="SSH_CONNECTION" in environ,
    )


def colours_of(environ: Mapping[str, str]) -> Colours:
    """The rules are rich's own: COLORTERM, else the part of TERM after the last hyphen."""
    forced = FORCED.get(environ.get("TEXTUAL_COLOR_SYSTEM", ""))
    if forced is not None:
        return Colours(forced)
    term = environ.get("TERM", "").strip().lower()
    if term.startswith(HARDWARE) or term.endswith(MONOCHROME):
        return Colours.NONE
    if environ.get("COLORTERM", "").strip().lower() in DIRECT:
        return Colours.TRUE
    return Colours.MANY if term.rpartition("-")[2] in MANY else Colours.SIXTEEN


def window_of(found: TerminalProfile, wishes: Wishes) -> Window:
    """Wishes win over what was found; colours that the terminal lacks are not sent unless asked for."""
    no_color = wishes.no_color
    if no_color is None:
        no_color = found.wants_no_color or found.colours is Colours.NONE
    return Window(
        theme=wishes.theme or (DEFAULT if found.colours >= Colours.MANY else ANSI),
        charset=found.charset,
        ascii=wishes.ascii,
        no_color=no_color,
        mouse=bool(wishes.mouse),
        keeps_drawing=found.keeps_drawing,
    )


def found_here(environ: Mapping[str, str]) -> TerminalProfile:
    """The terminal of this process."""
    import os
    import sys

    try:
        size = tuple(os.get_terminal_size(2))
    except OSError:
        size = (80, 24)
    encoding = getattr(sys.__stderr__, "encoding", None) or ASCII
    return terminal_profile(environ, (size[0], size[1]), encoding, coerces=bool(sys.flags.utf8_mode))
