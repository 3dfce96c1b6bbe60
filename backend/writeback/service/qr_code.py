"""QR codes in characters, for a phone's camera in front of a terminal."""

from __future__ import annotations

from itertools import zip_longest

BORDER = 2
"""Modules of quiet zone; the standard asks for four, cameras find it with two."""
HALVES = {(True, True): "\u2588", (True, False): "\u2580", (False, True): "\u2584", (False, False): " "}
"""By whether the upper and the lower half are drawn."""


def qr_lines(text: str, *, ascii_only: bool = False, dark_background: bool = True) -> tuple[str, ...]:
    """The lines of a QR code, all of one length, without colours of their own.

    Half blocks put two modules into one character; `ascii_only` takes two characters for one module. What is
    drawn in the terminal's own foreground are the light modules, or with `dark_background` False the dark
    ones: give it colours of your own where you can. Raises ValueError for a text that fits no code.
    """
    import segno

    code = segno.make(text, error="l", micro=False, boost_error=False)
    drawn = [[bool(module) != dark_background for module in row] for row in code.matrix_iter(border=BORDER)]
    if ascii_only:
        return tuple("".join("##" if one else "  " for one in row) for row in drawn)
    nothing = [False] * len(drawn[0])
    pairs = zip_longest(drawn[::2], drawn[1::2], fillvalue=nothing)
    return tuple("".join(HALVES[pair] for pair in zip(*rows, strict=True)) for rows in pairs)
