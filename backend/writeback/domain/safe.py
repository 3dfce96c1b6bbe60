"""Outside text made harmless: shown as text, never acting on a terminal."""

from __future__ import annotations

import re

ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""C0, DEL, C1, soft hyphen, bidi controls, zero-width and filler characters, BOM, surrogates, tags."""


def safe_str(value: object, limit: int = 512) -> str:
    """The text on one line, without any character that acts, at most `limit` characters."""
    text = str(value)[: limit + 1].replace("\r\n", "\n").replace("\n", "\u23ce").replace("\t", " ")
    text = ACTING.sub("\ufffd", text)
    return text if len(text) <= limit else text[: limit - 1] + "\u2026"
