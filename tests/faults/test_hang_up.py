"""The line drops in the middle of Configuring: the run ends, nothing stays paused, the next start says how.

Every round drops it twice in a row, while writeback is enabled and while it is disabled again, each time at
another moment of the run. One round is run with the other tests, fifty with WRITEBACK_FAULTS=full.
"""

from __future__ import annotations

import os
import re
import select
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.lab import Lab, running_lab
from tests.terminal.pty_driver import Terminal, terminal

ROUNDS = 50 if os.environ.get("WRITEBACK_FAULTS") == "full" else 1
SPEED = "600"
RECORDS = 20
"""A journal holds so many records shortly before its run ends; the drops are spread over them."""
PATIENCE_SECONDS = 60.0
NOTICE = "with nobody to see it: done"


@dataclass
class Jump:
    """The machine that the wizard is run on: its folders, and the lab that it finds there."""

    lab: Lab
    places: dict[str, str]

    def wizard(self) -> Iterator[Terminal]:
        command = ("-m", "writeback_tui", "--lab")
        return terminal(*command, environment=self.places)  # type: ignore[return-value]

    def changes(self) -> list[str]:
        """What the server was told to do, in order."""
        return [str(change["name"]) for change in self.lab.state()["changes"]]


@pytest.fixture
def jump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Jump]:
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    places = {
        "WRITEBACK_STATE": str(tmp_path / "state"),
        "WRITEBACK_CONFIG": str(tmp_path / "config"),
        "XDG_RUNTIME_DIR": str(runtime),
    }
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    with running_lab("contoso", "--speed", SPEED, "--announce") as lab:
        yield Jump(lab, places)


def until(opened: Terminal, *words: str) -> None:
    """Reads until the page holds all the words, without waiting for silence."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not all(word in opened.text for word in words):
        assert time.monotonic() < deadline, f"{words} did not appear in:\n{opened.text}"
        assert opened.process.poll() is None, f"it ended before {words} appeared:\n{opened.text}"
        select.select([opened.master], [], [], PATIENCE_SECONDS)
        opened.read(0.01)


def press(opened: Terminal, key: bytes, *words: str) -> None:
    os.write(opened.master, key)
    until(opened, *words)


def open_welcome(opened: Terminal) -> None:
    """Until it can be left; at this speed the lab's sync cycles come every few seconds."""
    until(opened, "Writeback", "[OK]", "[ Configure")
    opened.read(0.05)
    if "[ Wait ]" in opened.text:
        os.write(opened.master, b"\r")
    until(opened, "[ Configure ]")


def to_ready(opened: Terminal) -> None:
    """From Welcome to Ready to configure, with the scheduler to be paused and the other state chosen."""
    enter, down, space = b"\r", b"\x1b[B", b" "
    open_welcome(opened)
    assert "with nobody to see it" not in opened.text
    press(opened, enter, "Additional tasks")
    press(opened, enter, "[ Approve (lab) ]")
    press(opened, enter, "Tenant", "hedda@", "[ Next ]")
    press(opened, enter, "CONFIGURED DIRECTORIES", "[ Next ]")
    press(opened, enter, "[x] selected", "[ Next ]")
    press(opened, enter, "Optional features", "Preflight", "[ Next ]")
    press(opened, space + enter, "Ready to configure", "sha256", "[ Configure ]")
    press(opened, down + space, "[x] Pause the scheduler")


def configure_until(jump: Jump, opened: Terminal, records: int) -> None:
    """Runs the plan until its journal has so many records, or all: what is so already takes one fewer."""
    to_ready(opened)
    before = len(journals(jump))
    os.write(opened.master, b"\x1b[19~")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(journals(jump)) == before or not has_come_to(journals(jump)[-1].read_bytes(), records):
        assert time.monotonic() < deadline, opened.text
        opened.read(0.005)


def has_come_to(journal: bytes, records: int) -> bool:
    return journal.count(b"\n") >= records or b'"kind":"run-ended"' in journal


def drop_while_configuring(jump: Jump, records: int) -> None:
    """Drops the line when the journal has so many records, then waits for the end of the process."""
    with jump.wizard() as opened:  # type: ignore[attr-defined]
        configure_until(jump, opened, records)
        opened.hang_up()
        assert opened.process.wait(timeout=PATIENCE_SECONDS) == 128 + signal.SIGHUP


def next_start(jump: Jump) -> str:
    """What the next start says at first; Enter has been pressed on it, so that it counts as seen."""
    with jump.wizard() as opened:  # type: ignore[attr-defined]
        open_welcome(opened)
        said = flat(opened)
        press(opened, b"\r", "Additional tasks")
        press(opened, b"\x1b[21~")
        assert opened.process.wait(timeout=PATIENCE_SECONDS) == 0
    return said


def flat(opened: Terminal) -> str:
    """The text of the page on one line."""
    return " ".join(" ".join(line[25:] for line in opened.text.splitlines()).split())


def journals(jump: Jump) -> list[Path]:
    return sorted((Path(jump.places["WRITEBACK_STATE"]) / "runs").glob("*.jsonl"))


def assert_settled(jump: Jump, *, enabled: bool) -> None:
    """Done exactly once, and nothing stays paused."""
    state = jump.lab.state()
    assert state["writeback"]["enabled"] is enabled
    assert state["writeback"]["onboardings"] == 1
    assert state["scheduler"]["sync_cycle_enabled"] is True
    changes = jump.changes()
    assert changes.count("Set-ADSyncAADPasswordResetConfiguration") == (1 if enabled else 2)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_the_line_drops_twice_in_a_row_and_both_runs_end(number: int, jump: Jump) -> None:
    records = 1 + (RECORDS - 1) * number // max(1, ROUNDS - 1)
    for enabled, at in ((True, records), (False, 1 + RECORDS - records)):
        drop_while_configuring(jump, at)
        assert_settled(jump, enabled=enabled)
        said = next_start(jump)
        newest = journals(jump)[-1].stem
        assert re.search(rf"Run {newest} ended at .* {NOTICE}", said), said
    assert len(journals(jump)) == 2


AFTER_THE_PAUSE = 8
"""Records of a journal by which the scheduler is paused and the change has begun."""


def test_a_sigterm_ends_the_run_after_its_step_and_puts_the_scheduler_back(jump: Jump) -> None:
    with jump.wizard() as opened:  # type: ignore[attr-defined]
        configure_until(jump, opened, AFTER_THE_PAUSE)
        opened.process.send_signal(signal.SIGTERM)
        assert opened.process.wait(timeout=PATIENCE_SECONDS) == 128 + signal.SIGTERM
    state = jump.lab.state()
    assert state["scheduler"]["sync_cycle_enabled"] is True
    assert state["writeback"]["onboardings"] <= 1
    assert "with nobody to see it" in next_start(jump)


AFTER_THE_CHANGE = 10
"""Records by which the change is done and the scheduler still paused."""


def test_after_a_kill_the_next_start_settles_the_run_before_anything_else(jump: Jump) -> None:
    with jump.wizard() as opened:  # type: ignore[attr-defined]
        configure_until(jump, opened, AFTER_THE_CHANGE)
        opened.process.kill()
        opened.process.wait(timeout=PATIENCE_SECONDS)
    with jump.wizard() as opened:  # type: ignore[attr-defined]
        until(opened, "interrupted", "[OK]", "[ Next ]")
        press(opened, b"\r", "Interrupted run")
        until(opened, "Go on:")
        assert jump.lab.state()["scheduler"]["sync_cycle_enabled"] is True
        press(opened, b"\r", "Configuration complete", "Writeback is enabled")
    assert_settled(jump, enabled=True)
