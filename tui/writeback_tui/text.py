"""The one door through which outside text reaches a widget: three functions that make it harmless.

Textual and rich pass control bytes on to the terminal and read plain strings as markup, so every text from
the server, the tenant, a file or an exception goes through here first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual.content import Content

if TYPE_CHECKING:
    from rich.text import Text

# C0, DEL, C1, soft hyphen, bidirectional controls, zero-width and filler characters, byte order mark,
# interlinear marks, surrogates, tag characters. Joiners go too: emoji sequences fall apart.
_BAD = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
LIMIT = 512
"""Characters of one text; what is longer is cut."""


def safe_str(value: object, limit: int = LIMIT) -> str:
    """Plain text without anything a terminal acts on; for Input, Log, titles and `notify(markup=False)`."""
    text = str(value)[: limit + 1].replace("\r\n", "\n").replace("\n", "\u23ce").replace("\t", " ")
    text = _BAD.sub("\ufffd", text)
    return text if len(text) <= limit else text[: limit - 1] + "\u2026"


def safe_text(value: object, limit: int = LIMIT) -> Content:
    """The text for widgets that draw Content: Static, Label and our own."""
    return Content(safe_str(value, limit))


def safe_cell(value: object, limit: int = LIMIT) -> Text:
    """The text for DataTable and Tree, which draw rich's Text."""
    from rich.text import Text

    return Text(safe_str(value, limit))


def wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """Lines of at most `width` cells; `first` and `rest` are put before the first and the other lines.

    `rest` is as many spaces as `first` is long unless given. The text is made safe on the way.
    """
    hang = " " * len(first) if rest is None else rest
    room = max(1, width - len(first))
    lines = [line.plain.rstrip() for line in safe_text(text, 4 * LIMIT).wrap(room)] or [""]
    return [f"{first if index == 0 else hang}{line}" for index, line in enumerate(lines)]
