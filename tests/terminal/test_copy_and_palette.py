"""What the palette, the search and a copy send to a real terminal, to the byte."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from tests.terminal.pty_driver import Terminal, terminal

MODULE = "tests.terminal.stand_in_wizard"
CODE = base64.b64encode(b"F7QK2MZP")
PLAIN = b"\x1b]52;c;" + CODE + b"\x07"
CONTROL = {"ctrl+p": "\x10", "ctrl+y": "\x19", "backspace": "\x7f"}
KEY_LIMIT = 500
LIST_LIMIT = 700
"""Another list in all the rows that there are: 45 bytes a row, and less than a page that is shown again."""
SMALL_LIMIT = 100
"""A typed character, where it leaves the list as it is."""


def cost(opened: Terminal, key: str, *words: str) -> int:
    """Bytes from the key until the words are there; what is opened for the first time has to be loaded."""
    before = len(opened.sent)
    opened.press(key)
    opened.wait_for(*words)
    return len(opened.sent) - before


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"TMUX": "/nowhere,1,0"}, b"\x1bPtmux;\x1b" + PLAIN + b"\x1b\\"),
        ({"STY": "1.pts-0", "TERM": "screen"}, b"\x1bP" + PLAIN + b"\x1b\\"),
    ],
)
def test_a_copy_reaches_the_terminal_as_it_has_to_be_wrapped(
    environment: dict[str, str], wanted: bytes, tmp_path: Path
) -> None:
    tmux = tmp_path / "tmux"
    tmux.write_text("#!/bin/sh\necho external/on\n")
    tmux.chmod(0o700)
    settings = {"WRITEBACK_STATE": str(tmp_path / "s"), "PATH": f"{tmp_path}:/usr/bin:/bin"}
    with terminal("-m", MODULE, "connect", environment=settings | environment) as opened:
        opened.wait_for("expires", "F10")
        cost(opened, CONTROL["ctrl+y"], "Copy a value")
        cost(opened, "code", "> Code")
        before = len(opened.sent)
        cost(opened, "enter", "is in")
        assert wanted in opened.sent[before:]
        assert (tmp_path / "s" / "copied.txt").read_text() == "F7QK2MZP\n"


def test_palette_search_and_copy_keep_their_budgets(tmp_path: Path) -> None:
    with terminal("-m", MODULE, "filtering", environment={"WRITEBACK_STATE": str(tmp_path)}) as opened:
        opened.wait_for("not selected", "F10")
        assert cost(opened, CONTROL["ctrl+p"], "Do it") <= 1500
        typed = [CONTROL.get(key, key) for key in ("down", "up", "r", "e", "backspace", "backspace", "p")]
        assert max(opened.press(key) for key in typed) <= LIST_LIMIT
        assert max(opened.press(key) for key in ("down", "up")) <= SMALL_LIMIT
        opened.press("r")
        assert opened.press("e") <= SMALL_LIMIT, "the same entries are shown"
        assert opened.press("escape") <= 1024
        assert cost(opened, "/", "Find") <= KEY_LIMIT
        assert max(opened.press(key) for key in ("c", "o", "down", "enter", "n")) <= KEY_LIMIT
        assert cost(opened, CONTROL["ctrl+y"], "Copy a value") <= 1500
        assert max(opened.press(key) for key in ("down", "t")) <= KEY_LIMIT
        cost(opened, "enter", "is in")
        assert opened.sent.count(b"\x1b]52;c;") == 1
