"""Which bytes may reach a terminal: what our display and Textual's driver send, and plain text."""

from __future__ import annotations

import re

_OWN = re.compile(
    rb"\x1b\[[0-9;]*[mHXKCDr]|\x1b[DM]|\x08"  # colours, cursor, erased cells; margins and what moves in them
    rb"|\x1b\[\?(?:1049|25|7|1004|2004)[hl]"  # screen, cursor, line wrap, focus reports, bracketed paste
    rb"|\x1b\[\?20(?:26|48)\$p"  # Textual asks what the terminal can do
    rb"|\x1b\[\?2026[hl]"
    rb"|\x1b\[<u"
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[?<]?[0-9;]*\$?)?\Z|[\xc2-\xf4][\x80-\xbf]{0,2}\Z")
_ACTS = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_AROUND = 40

MOUSE = (b"?1000h", b"?1002h", b"?1003h", b"?1006h", b"?1015h", b"?1016h")


def strange(raw: bytes, *, draws: bool = True) -> list[str]:
    """What in the bytes could act on a terminal and is not ours; each with a little of what surrounds it.

    What never `draws` has no sequences of its own: the command line.
    """
    whole = raw[: unfinished(raw)]
    text = (_OWN.sub(b"", whole) if draws else whole).decode("utf-8", "surrogateescape")
    return [repr(text[max(0, m.start() - _AROUND) : m.end() + _AROUND]) for m in _ACTS.finditer(text)]


def unfinished(raw: bytes) -> int:
    """Where a sequence or character begins that goes on in the next read; the length where there is none."""
    found = _UNFINISHED.search(raw)
    return found.start() if found else len(raw)


def left_behind(raw: bytes) -> list[str]:
    """What a program that has ended did not take back."""
    wrong = [f"mouse mode {mode!r} was switched on" for mode in MOUSE if b"\x1b[" + mode in raw]
    for name, on, off in (
        ("the alternate screen", b"?1049h", b"?1049l"),
        ("a hidden cursor", b"?25l", b"?25h"),
        ("bracketed paste", b"?2004h", b"?2004l"),
        ("focus reports", b"?1004h", b"?1004l"),
        ("lines that do not wrap", b"?7l", b"?7h"),
    ):
        if raw.rfind(b"\x1b[" + on) > raw.rfind(b"\x1b[" + off):
            wrong.append(f"{name} was left")
    return wrong
