"""An error nobody foresaw shows its kind and its place, in every kind of handler; never a secret."""

from __future__ import annotations

import os
import secrets
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.terminal.crashing_wizard import AT_ONCE, BREAKS, QUIET
from tests.terminal.pty_driver import Terminal, terminal

CANARY = f"canary-{secrets.token_hex(8)}"
LEFT_ALTERNATE_SCREEN = b"\x1b[?1049l"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def crashing(place: str, folder: Path, **more: str) -> Iterator[Terminal]:
    places = {
        name: str(folder / name.lower()) for name in ("HOME", "WRITEBACK_STATE", "TMPDIR", "XDG_CACHE_HOME")
    }
    for each in places.values():
        Path(each).mkdir()
    log = {"TEXTUAL_LOG": str(folder / "textual.log"), "TEXTUAL": "debug"}
    environment = {**places, **log, "CANARY": CANARY, **more}
    return terminal("-m", "tests.terminal.crashing_wizard", place, environment=environment)  # type: ignore[return-value]


def written(folder: Path) -> bytes:
    """Everything that the program has left in files."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize("place", sorted((BREAKS.keys() | AT_ONCE) - QUIET))
def test_an_error_ends_the_program_in_order_and_shows_no_secret(place: str, folder: Path) -> None:
    with crashing(place, folder) as opened:  # type: ignore[attr-defined]
        if place not in AT_ONCE:
            opened.wait_for("Additional tasks", "F10")
            opened.press("x")
        assert opened.process.wait(timeout=30) == 1
        opened.read()
        assert b"Internal error Leaky (crashing_wizard.py:" in opened.sent
        assert LEFT_ALTERNATE_SCREEN in opened.sent
        assert CANARY.encode() not in opened.sent
        assert b"the password" not in opened.sent
    assert CANARY.encode() not in written(folder)


@pytest.mark.parametrize("place", sorted(QUIET))
def test_an_error_that_nobody_waits_for_is_said_at_the_end_and_shows_no_secret(
    place: str, folder: Path
) -> None:
    with crashing(place, folder) as opened:  # type: ignore[attr-defined]
        opened.wait_for("Additional tasks", "F10")
        opened.press("x")
        opened.wait_for("Broken.")
        opened.press("f10")
        assert opened.process.wait(timeout=30) == 0
        opened.read()
        assert LEFT_ALTERNATE_SCREEN in opened.sent
        assert CANARY.encode() not in opened.sent
        assert (b"Internal error Leaky" in opened.sent) is (place != "unraisable")
    assert CANARY.encode() not in written(folder)


def test_a_crash_leaves_a_change_to_go_on_and_says_so(folder: Path) -> None:
    with crashing("key", folder, CHANGING="1") as opened:  # type: ignore[attr-defined]
        opened.wait_for("Additional tasks", "F10")
        opened.press("x")
        deadline = time.monotonic() + 10
        while b"The change goes on without the screen" not in opened.sent and time.monotonic() < deadline:
            opened.read(0.05)
        assert opened.process.poll() is None
        os.kill(opened.process.pid, signal.SIGUSR1)
        assert opened.process.wait(timeout=30) == 1
