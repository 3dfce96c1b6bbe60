"""The terminals that people sit at: what they set in the environment, and what they send for a key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from writeback_tui.terminal_profile import Window

CURSOR = {
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "shift+tab": b"\x1b[Z",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
}
UPPER = {f"f{number}": f"\x1b[{number + 11}~".encode() for number in range(6, 11)}
XTERM = {
    **CURSOR,
    **UPPER,
    "f1": b"\x1bOP",
    "f2": b"\x1bOQ",
    "f3": b"\x1bOR",
    "f4": b"\x1bOS",
    "f5": b"\x1b[15~",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
}
SCREEN = {**XTERM, "home": b"\x1b[1~", "end": b"\x1b[4~"}
LINUX = {**SCREEN, **{f"f{number}": b"\x1b[[" + b"ABCDE"[number - 1 : number] for number in range(1, 6)}}
TILDE = {f"f{number}": f"\x1b[{number + 10}~".encode() for number in range(1, 6)}
PUTTY = {**SCREEN, **TILDE}
RXVT = {**PUTTY, "home": b"\x1b[7~", "end": b"\x1b[8~"}
STAND_INS = {f"f{number}": f"\x1b{number % 10}".encode() for number in range(1, 11)}
"""Alt and a digit, which come as Escape and the digit."""
VT220 = {**SCREEN, **STAND_INS}
"""F1 to F5 are the terminal's own and send nothing."""
CURSOR_OF_APPLICATIONS = {
    **XTERM,
    **{name: b"\x1bO" + CURSOR[name][-1:] for name in ("up", "down", "right", "left")},
}
NO_FUNCTION_KEYS = {**XTERM, **STAND_INS}
COLOURED = Window()
SIXTEEN = Window(theme="ansi")
BARE = Window(theme="ansi", no_color=True)
PLAIN = {"tab": b"\t", "enter": b"\r", "space": b" ", "escape": b"\x1b"}


@dataclass(frozen=True)
class Kind:
    """One terminal."""

    name: str
    environment: Mapping[str, str]
    keys: Mapping[str, bytes] = field(default_factory=lambda: XTERM)
    window: Window = COLOURED
    """How the wizard is drawn there."""

    def bytes_of(self, key: str) -> bytes:
        """What it sends for the key; for a character its own."""
        return self.keys.get(key) or PLAIN.get(key) or key.encode()


KINDS = (
    Kind("xterm", {"TERM": "xterm-256color"}),
    Kind("screen", {"TERM": "screen-256color", "STY": "4711.pts-0.jump01"}, SCREEN),
    Kind("tmux", {"TERM": "tmux-256color", "TMUX": "/tmp/tmux-1000/default,4711,0"}, SCREEN),
    Kind("putty", {"TERM": "putty-256color"}, PUTTY),
    Kind("linux", {"TERM": "linux"}, LINUX, SIXTEEN),
    Kind("vt220", {"TERM": "vt220"}, VT220, BARE),
    Kind("C locale", {"TERM": "xterm-256color", "LC_ALL": "C"}, CURSOR_OF_APPLICATIONS),
    Kind(
        "latin-1",
        {"TERM": "xterm-256color", "LC_ALL": "sv_SE.ISO-8859-1", "LANGUAGE": "en"},
        NO_FUNCTION_KEYS,
    ),
    Kind("truecolor", {"TERM": "xterm-256color", "COLORTERM": "truecolor"}),
    Kind("rxvt", {"TERM": "rxvt-256color"}, RXVT),
    Kind("putty in sixteen colours", {"TERM": "xterm"}, PUTTY, SIXTEEN),
    Kind("no colours", {"TERM": "xterm-256color", "NO_COLOR": "1"}, window=BARE),
    Kind("C locale, not coerced", {"TERM": "xterm", "LC_ALL": "C", "PYTHONUTF8": "0"}, window=SIXTEEN),
)
EVERYDAY = 8
"""So many of them are walked every day, the others with the whole matrix."""
