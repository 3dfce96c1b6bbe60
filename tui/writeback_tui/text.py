"""The one door through which outside text reaches a widget: three functions that make it harmless.

Textual and rich pass control bytes on to the terminal and read plain strings as markup, so every text from
the server, the tenant, a file or an exception goes through here first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from writeback.domain import safe
from writeback.domain.charset import has, shown

if TYPE_CHECKING:
    from rich.text import Text

LIMIT = 512
"""Characters of one text; what is longer is cut."""
UNKNOWN = "?"


def safe_str(value: object, limit: int = LIMIT) -> str:
    """Plain text without anything a terminal acts on, in letters that it has; for whatever is drawn."""
    return shown(safe.safe_str(value, limit))


def safe_text(value: object, limit: int = LIMIT) -> Content:
    """The text for widgets that draw Content: Static, Label and our own."""
    return Content(safe_str(value, limit))


def pasteable(value: object) -> str:
    """One line for a clipboard or a file: what a terminal acts on and a new line, at which a shell would run
    what is pasted, are gone rather than replaced, and nothing is cut.
    """
    return safe.ACTING.sub("", " ".join(str(value).replace("\t", " ").splitlines()))


def safe_cell(value: object, limit: int = LIMIT) -> Text:
    """The text for DataTable and Tree, which draw rich's Text."""
    from rich.text import Text

    return Text(safe_str(value, limit))


def drawable(text: str) -> str:
    """The last look before a text is sent, for what went through no door: what somebody types or pastes.

    Each character keeps its cells, so there is no room to say more than that one cannot be shown.
    """
    if text.isascii() and text.isprintable():
        return text
    if has(text) and not safe.ACTING.search(text):
        return text
    return "".join(
        one if has(one) and not safe.ACTING.match(one) else UNKNOWN * cell_len(one) for one in text
    )


def wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """Lines of at most `width` cells; `first` and `rest` are put before the first and the other lines.

    `rest` is as many spaces as `first` is long unless given. The text is made safe on the way.
    """
    hang = " " * len(first) if rest is None else rest
    room = max(1, width - len(first))
    lines = [line.plain.rstrip() for line in safe_text(text, 4 * LIMIT).wrap(room)] or [""]
    return [f"{first if index == 0 else hang}{line}" for index, line in enumerate(lines)]
