"""Signals while something is being changed: the change comes first, the terminal is given back at once."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.terminal.pty_driver import Terminal, terminal

MODULE = "tests.terminal.stand_in_wizard"
LEFT_ALTERNATE_SCREEN = b"\x1b[?1049l"
NOTHING = {"/dev/null"}
ALL_STEPS = 8


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return tmp_path / "saved"


def run_held(saved: Path, **environment: str) -> Iterator[Terminal]:
    settings = {"TICKED": "1", "HELD": "1", "SAVED": str(saved), **environment}
    return terminal("-m", MODULE, "configuring", environment=settings)  # type: ignore[return-value]


def until(opened: Terminal, words: bytes) -> None:
    """Reads until the terminal was sent the words."""
    deadline = time.monotonic() + 10
    while words not in opened.sent:
        assert time.monotonic() < deadline, opened.text
        opened.read(0.05)


def until_detached(opened: Terminal) -> None:
    deadline = time.monotonic() + 10
    while opened.streams() != NOTHING:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_the_terminal_is_given_back_at_once_and_the_step_is_ended(
    number: signal.Signals, status: int, saved: Path
) -> None:
    with run_held(saved) as opened:  # type: ignore[attr-defined]
        opened.wait_for("[..]")
        opened.process.send_signal(number)
        until(opened, LEFT_ALTERNATE_SCREEN)
        until(opened, b"ends after the step it is at")
        assert opened.process.poll() is None
        opened.process.send_signal(signal.SIGUSR1)
        assert opened.process.wait(timeout=30) == status
    assert "stop_after_step" in saved.read_text()
    assert "close" in saved.read_text()


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_second_signal_ends_it_at_once(number: signal.Signals, status: int, saved: Path) -> None:
    with run_held(saved) as opened:  # type: ignore[attr-defined]
        opened.wait_for("[..]")
        opened.process.send_signal(number)
        until(opened, b"A second signal")
        opened.process.send_signal(number)
        assert opened.process.wait(timeout=30) == status
    assert not saved.exists()


def test_a_dropped_line_leaves_the_run_to_go_on_without_a_terminal(saved: Path) -> None:
    with run_held(saved) as opened:  # type: ignore[attr-defined]
        opened.wait_for("[..]")
        opened.hang_up()
        until_detached(opened)
        opened.process.send_signal(signal.SIGUSR1)
        assert opened.process.wait(timeout=30) == 128 + signal.SIGHUP
    calls = saved.read_text().split()
    assert "stop_after_step" not in calls
    assert calls[-1] == "close"


def test_nothing_spins_while_the_run_goes_on_without_a_terminal(saved: Path) -> None:
    with run_held(saved) as opened:  # type: ignore[attr-defined]
        opened.wait_for("[..]")
        opened.hang_up()
        until_detached(opened)
        # What is measured is the absence of work, for which there is no event to wait for.
        before = opened.cpu_seconds()
        time.sleep(1.0)
        assert opened.cpu_seconds() - before < 0.2
        assert opened.process.poll() is None


def test_a_terminal_that_dies_without_a_hang_up_hands_over_as_well(saved: Path) -> None:
    with run_held(saved, NO_HANG_UP="1") as opened:  # type: ignore[attr-defined]
        opened.wait_for("[..]")
        opened.hang_up()
        until_detached(opened)
        opened.process.send_signal(signal.SIGUSR1)
        assert opened.process.wait(timeout=30) == 128 + signal.SIGHUP
    assert "stop_after_step" not in saved.read_text()


def test_a_hang_up_after_the_screen_was_left_changes_nothing(saved: Path) -> None:
    with run_held(saved) as opened:  # type: ignore[attr-defined]
        opened.wait_for("[..]")
        opened.process.send_signal(signal.SIGTERM)
        until(opened, b"A second signal")
        opened.hang_up()
        until_detached(opened)
        opened.process.send_signal(signal.SIGUSR1)
        assert opened.process.wait(timeout=30) == 143
    assert saved.read_text().split()[-1] == "close"


@pytest.mark.parametrize("key", ["signal", "ctrl+z"])
def test_suspending_is_refused_in_words(key: str, saved: Path) -> None:
    with run_held(saved) as opened:  # type: ignore[attr-defined]
        opened.wait_for("[..]")
        if key == "signal":
            opened.process.send_signal(signal.SIGTSTP)
        else:
            opened.press(key)
        opened.wait_for("A change is going on")
        opened.process.send_signal(signal.SIGUSR1)
        opened.wait_for("Configuration complete")


def test_a_terminal_that_takes_no_output_cannot_hold_the_end_up() -> None:
    with terminal("-m", MODULE) as opened:
        opened.wait_for("Scheduler not suspended", "F10")
        # Nobody reads any more: redraws fill the kernel's buffer, then the display's queue, then the loop.
        _stall(opened)
        opened.process.send_signal(signal.SIGTERM)
        assert opened.process.wait(timeout=30) == 128 + signal.SIGTERM


def test_a_terminal_that_takes_no_output_does_not_hold_a_run_up(saved: Path) -> None:
    with run_held(saved) as opened:  # type: ignore[attr-defined]
        opened.wait_for("[..]")
        _stall(opened)
        opened.process.send_signal(signal.SIGHUP)
        until_detached(opened)
        opened.process.send_signal(signal.SIGUSR1)
        assert opened.process.wait(timeout=30) == 128 + signal.SIGHUP
    assert "stop_after_step" not in saved.read_text()


def _stall(opened: Terminal) -> None:
    """Redraws (Ctrl+L) until the program takes no more keys, because it is blocked by what it cannot send."""
    os.set_blocking(opened.master, False)
    for _round in range(60):
        try:
            os.write(opened.master, b"\x0c" * 20)
        except BlockingIOError:
            break
        time.sleep(0.02)
    os.set_blocking(opened.master, True)
