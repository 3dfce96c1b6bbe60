"""One way over every page: whatever happens to the terminal, it is as before; trouble gets a sentence."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from tests.faults.pages.machine import DISTURBANCES
from tests.faults.pages.program import FOCUS, REACTION, Program
from tests.faults.pages.walk import SIZES, Scene, Walk, scene
from tests.terminal.said import said
from writeback import profiles

IS_FULL = os.environ.get("WRITEBACK_FAULTS") == "full"
TURNS = cycle(DISTURBANCES)
TICKET = "CHG-4711"
PASSWORD = "Canary-7!"


@pytest.fixture(scope="module")
def stage() -> Iterator[Scene]:
    """One lab for all of them."""
    with scene() as opened:
        yield opened


@pytest.fixture
def walk(stage: Scene) -> Iterator[Walk]:
    """Judged in the end."""
    begun = Walk(stage)
    yield begun
    begun.end()


def come_to(walk: Walk, page: str, *keys: str) -> None:
    """The keys lead to the page, and nothing that happens to the terminal changes it."""
    for key in keys:
        walk.press_and_see(key)
    walk.hold(walk.program.until_so(lambda: walk.program.is_on(page), 2 * REACTION), f"{page} did not come")
    for how in DISTURBANCES if IS_FULL else (next(TURNS),):
        walk.trail.append(f"{how} on {walk.program.heading!r}")
        walk.disturb(DISTURBANCES[how])
        walk.check()


def fill(walk: Walk, text: str) -> None:
    """Types into the page's field."""
    for _field in range(8):
        if FOCUS in {cell.bg for row in walk.program.screen.buffer.values() for cell in row.values()}:
            break
        walk.press_and_see("tab")
    walk.program.send(text.encode())
    walk.program.until(text)
    walk.hold(text in walk.program.text, "it cannot be typed")


def refuse(walk: Walk, key: str) -> None:
    """No answer, which is said in a sentence; then an answer, and all is as before."""
    program = walk.program
    before = program.steady()
    walk.trouble("unreachable")
    walk.press(key)
    walk.hold(program.until("was lost"), "the trouble is not told")
    walk.hold("! The connection to localhost was lost." in said(program, "was lost"), "it is no sentence")
    walk.check()
    walk.trouble_ends()
    walk.press(key)
    same = program.until_so(lambda: program.picture() == before)
    walk.hold(same, f"before the trouble:\n{before}\n--- now:\n{program.picture()}")


def test_on_the_way_to_a_change_nothing_is_lost_and_trouble_is_told(walk: Walk) -> None:
    come_to(walk, "Welcome")
    assert walk.program.until("Not a staging server")
    refuse(walk, "ctrl+r")
    come_to(walk, "Additional tasks", "enter")
    come_to(walk, "Connect to Microsoft", "enter")
    come_to(walk, "Connect to Microsoft", "enter")
    come_to(walk, "Connect your directories", "enter")
    refuse(walk, "f5")
    come_to(walk, "Domain and OU", "enter")
    come_to(walk, "Optional features", "enter", "space")
    come_to(walk, "Ready to configure", "enter")
    fill(walk, TICKET)
    # The plan holds the ticket once the field has been left.
    come_to(walk, "Ready to configure", "tab", "shift+tab")
    # The page is made anew once it has been read again, and begins where it begins.
    for _field in range(2):
        walk.press_and_see("shift+tab")
    refuse(walk, "f5")
    walk.hold(TICKET in walk.program.text, "what was typed is gone")
    assert walk.change(6)
    walk.kill()
    come_to(walk, "Welcome")
    come_to(walk, "Interrupted run", "enter")


@pytest.mark.skipif(not IS_FULL, reason="the pages on which most is at stake are enough with the other tests")
def test_nor_on_the_other_pages(walk: Walk) -> None:
    walk.onward_to("Additional tasks")
    come_to(walk, "View or export", "up", "enter")
    come_to(walk, "Troubleshoot", "escape", *["down"] * 7, "enter")
    walk.press_and_see("escape")
    for _entry in range(6):
        walk.press_and_see("up")
    assert walk.onward_to("Ready to configure")
    come_to(walk, "Configuration complete", "f8")
    come_to(walk, "On-premises integration", "enter")
    come_to(walk, "Summary", "enter")
    come_to(walk, "Past runs", "f6")


def test_before_there_is_a_server_nothing_is_lost_either(
    stage: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = {**stage.places(), "XDG_RUNTIME_DIR": str(tmp_path)}
    hold(Program(places, ()), "Open the lab", "")
    monkeypatch.setenv("WRITEBACK_CONFIG", places["WRITEBACK_CONFIG"])
    profiles.save("p", profiles.StoredProfile(profiles.StoredServer("sync01.invalid", "adm")))
    hold(Program(places, ()), "[ Connect ]", PASSWORD)


def hold(program: Program, words: str, password: str) -> None:
    """What is on the first page, and what was typed there, is there after each trouble with the terminal."""
    try:
        assert program.until(words)
        program.send(password.encode())
        assert program.until("*" * len(password))
        before = program.steady()
        for data in (b"\x1b[O\x1b[I", b"\x1b[200~\r\r\x1b[201~" if not password else b"", b"\x0c"):
            program.send(data)
        for size in (*SIZES, SIZES[0]):
            program.window(size)
        assert program.until_so(lambda: program.picture() == before), program.picture()
        assert not password or password.encode() not in program.sent
        assert not program.wrong_bytes()
        program.process.send_signal(signal.SIGTERM)
        assert program.wait(REACTION) == 128 + signal.SIGTERM
        assert not program.wrong_end()
    finally:
        program.close()
