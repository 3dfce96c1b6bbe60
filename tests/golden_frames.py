"""Golden frames: what a page looks like as text, kept in `tests/golden` and read in the diff.

`WRITE_GOLDEN=1` writes them anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from textual.pilot import Pilot

from tests.fit import cut_off, cut_off_when_small
from tests.screens.pages import settled, text_of
from writeback.domain.language import ENGLISH
from writeback.domain.texts import language

FOLDER = Path(__file__).with_name("golden")
COUNTDOWN = re.compile(r"\b\d{1,2}:\d\d(?=\.)")


async def check_golden(pilot: Pilot[None], name: str) -> None:
    """Compares the screen, and which widget has the focus, with `tests/golden/<name>.txt`.

    In another language than English, with `tests/golden/<language>/<name>.txt`.
    """
    await settled(pilot)
    focused = pilot.app.focused
    frame = COUNTDOWN.sub("14:59", text_of(pilot))
    text = f"{frame}\nfocus: {(focused.id or type(focused).__name__) if focused else '-'}\n"
    file = (FOLDER if language() == ENGLISH else FOLDER / language()) / f"{name}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text
    if language() != ENGLISH:
        # A longer language shows what is cut off; and what fits it, fits English.
        found = [*cut_off(pilot), *await cut_off_when_small(pilot)]
        assert not found, found
