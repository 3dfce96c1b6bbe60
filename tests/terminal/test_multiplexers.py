"""The wizard within the real tmux and the real GNU screen: keys go in, the page and a copy come out."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.terminal.pty_driver import PATIENCE_SECONDS, Terminal, terminal

WIZARD = (sys.executable, "-m", "tests.terminal.stand_in_wizard", "connect")
TAKE_PLACE = "import os, sys; os.execvp(sys.argv[1], sys.argv[1:])"
CODE = base64.b64encode(b"F7QK2MZP")
CTRL_Y = "\x19"
ENDS = {"tmux": "[exited]", "screen": "[screen is terminating]"}
"""What each says when the program within it has ended."""


@contextmanager
def within(name: str, folder: Path) -> Iterator[Terminal]:
    """The wizard in a multiplexer of its own, with no file of settings."""
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    (folder / "sockets").mkdir(mode=0o700)
    places = {"TMUX_TMPDIR": str(folder / "sockets"), "SCREENDIR": str(folder / "sockets")}
    places |= {"WRITEBACK_STATE": str(folder / "state"), "SHELL": "/bin/sh"}
    start, end = commands(name)
    try:
        with terminal("-c", TAKE_PLACE, *start, *WIZARD, environment=places) as opened:
            opened.wait_for("expires", "F10")
            yield opened
    finally:
        subprocess.run(end, env=places | {"PATH": "/usr/bin:/bin"}, capture_output=True, check=False)


def commands(name: str) -> tuple[Sequence[str], Sequence[str]]:
    """What starts one with a program in it, and what ends it whatever it does."""
    if name == "tmux":
        return ("tmux", "-u", "-f", "/dev/null", "new-session"), ("tmux", "kill-server")
    return ("screen", "-U", "-c", "/dev/null", "-S", "wizard"), ("screen", "-S", "wizard", "-X", "quit")


@pytest.mark.parametrize("name", ENDS)
def test_the_wizard_works_within_a_multiplexer(name: str, tmp_path: Path) -> None:
    with within(name, tmp_path) as opened:
        opened.press("f1")
        opened.wait_for("Help:")
        opened.press("escape")
        opened.wait_for("expires")
        opened.press("f10")
        opened.wait_for(ENDS[name])
        assert opened.process.wait(timeout=PATIENCE_SECONDS) == 0


@pytest.mark.parametrize("name", ENDS)
def test_a_copy_comes_out_of_a_multiplexer(name: str, tmp_path: Path) -> None:
    with within(name, tmp_path) as opened:
        opened.press(CTRL_Y)
        opened.wait_for("Copy a value")
        opened.press("code")
        opened.wait_for("> Code")
        before = len(opened.sent)
        opened.press("enter")
        opened.wait_for("is in")
        sequence = opened.sent[before:].partition(b"\x1b]52;")[2]
        assert CODE in sequence.partition(b"\x07")[0]
