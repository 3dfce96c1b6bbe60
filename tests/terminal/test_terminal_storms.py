"""What no person types: megabytes that are pasted, noise on the line, a window that is dragged about."""

from __future__ import annotations

import pytest
from tests.terminal.pty_driver import Terminal, terminal

MODULE = "tests.terminal.stand_in_wizard"
LONG = b"x" * 1_000_000
LINES = b"Get-ADSyncScheduler; exit\r" * 40_000
BEGIN, END = b"\x1b[200~", b"\x1b[201~"
TOO_LONG = "takes 256"
NOISE = (b"\xff\xfe", b"\xee", b"\xc3(", b"\x80\x81\x9b31m", b"\x00\x00", b"\x1b[M", b"\x1b[?9;9")
"""No UTF-8, a letter with the eighth bit for Alt, halves of sequences, F1 as SCO's terminals send it."""


def memory_of(opened: Terminal) -> int:
    """The largest it has ever been, in kilobytes."""
    with open(f"/proc/{opened.process.pid}/status") as file:
        return int(next(line for line in file if line.startswith("VmHWM")).split()[1])


def at_a_field(opened: Terminal) -> None:
    """The user name on the page that asks for a credential."""
    opened.wait_for("user name")
    opened.press("tab")


@pytest.mark.parametrize(
    ("pasted", "shown"),
    [
        pytest.param(BEGIN + LONG + END, TOO_LONG, id="bracketed"),
        pytest.param(LONG, TOO_LONG, id="bare"),
        pytest.param(LINES, "exit", id="lines"),
        pytest.param(BEGIN + b"an end that is lost", "lost", id="no end"),
    ],
)
def test_what_is_pasted_costs_neither_memory_nor_the_keyboard(pasted: bytes, shown: str) -> None:
    with terminal("-m", MODULE, "connect", environment={"CREDENTIAL": "1"}) as opened:
        at_a_field(opened)
        before, seconds = memory_of(opened), opened.cpu_seconds()
        opened.type(pasted)
        opened.wait_for(shown)
        opened.type(b"abc")
        opened.wait_for("abc")
        assert memory_of(opened) - before < 40_000
        assert opened.cpu_seconds() - seconds < 15
        assert "Connect to Microsoft" in opened.text
        opened.press("f1")
        opened.wait_for("Help:")


def test_keys_within_a_paste_press_nothing() -> None:
    with terminal("-m", MODULE, "connect", environment={"CREDENTIAL": "1"}) as opened:
        at_a_field(opened)
        opened.type(BEGIN + b"one\x1b[21~\x1b[19~\x1b]52;c;eHh4\x07\ttwo\rthree" + END)
        opened.wait_for("one[21~[19~]52;c;eHh4two")
        assert b"\x1b]52" not in opened.sent


def test_noise_on_the_line_takes_no_key_away() -> None:
    with terminal("-m", MODULE, "tasks") as opened:
        opened.wait_for("Troubleshoot", "F10")
        for noise in NOISE:
            opened.type(noise)
            opened.read(0.5)
            opened.press("escape")
            opened.press("f1")
            opened.wait_for("Help:")
            opened.press("escape")
            opened.wait_for("Troubleshoot", "F10")


def test_a_window_that_is_dragged_about_ends_in_its_last_size() -> None:
    with terminal("-m", MODULE, "tasks") as opened:
        opened.wait_for("Troubleshoot", "F10")
        before = opened.text
        for number in range(200):
            opened._set_size((60 + number % 41, 16 + number % 15))
            if number % 20 == 0:
                opened.type(b"\t")
        opened.resize((80, 24))
        opened.wait_for("Troubleshoot", "F10")
        opened.press("ctrl+l")
        assert opened.text == before
