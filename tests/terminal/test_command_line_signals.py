"""Signals on the command line: a run is ended in order or goes on, everything else ends at once."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.lab import Lab
from tests.terminal.command_line import CommandLine
from tests.terminal.pty_driver import Terminal, terminal

SOME_SECONDS = 5.0
"""What the second of the policy may take on a machine that is busy with other tests."""
WAITING = "[..] 31005"
"""The step in which a run of these tests is met: it waits for events of the server."""
STAND_IN = """
import sys
import writeback.service.lab as lab
{change}
from writeback_tui.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
NO_HANG_UP = """
import signal
signal.signal(signal.SIGHUP, signal.SIG_IGN)
"""
NOBODY_APPROVES = """
async def approve(self): pass
lab.Lab.approve = approve
"""
LAB_STARTS_FOR_EVER = """
lab.lab_command = lambda *words: [sys.executable, "-c", "import time; time.sleep(60)"]
"""


@pytest.fixture
def shell(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


@pytest.fixture
def lab(shell: CommandLine, start_lab: Callable[..., Lab], monkeypatch: pytest.MonkeyPatch) -> Lab:
    """A lab that the shell's commands find, in which an enabling takes some seconds."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", shell.environment["XDG_RUNTIME_DIR"])
    return start_lab("contoso", "--announce", "--speed", "40")


@contextmanager
def at_terminal(shell: CommandLine, *words: str, change: str = "") -> Iterator[Terminal]:
    """A command on a terminal of its own; `change` is Python that alters the product first."""
    program = ["-c", STAND_IN.format(change=change)] if change else ["-m", "writeback_tui"]
    with terminal(*program, *words, environment=shell.environment, size=(120, 60)) as opened:
        yield opened


@contextmanager
def applying(shell: CommandLine, *plan_options: str, change: str = "") -> Iterator[Terminal]:
    """`writeback apply`, in the middle of its run."""
    plan = str(shell.folder / "plan.json")
    made = shell.run("--lab", "plan", "-o", plan, "--no-switches", "--no-start-sync", *plan_options)
    assert made.returncode == 5, made.stderr
    with at_terminal(shell, "--lab", "apply", plan, "--yes", change=change) as opened:
        opened.wait_for(WAITING)
        yield opened


def end_of(opened: Terminal) -> int:
    """The exit status, once it has ended by itself."""
    while opened.process.poll() is None:
        opened.read(0.1)
    opened.read()
    return opened.process.returncode


def echoes(opened: Terminal) -> bool:
    return bool(termios.tcgetattr(opened.master)[3] & termios.ECHO)


def newest(shell: CommandLine) -> dict[str, Any]:
    status, runs = shell.json("runs")
    assert status == 0
    return dict(runs[0])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_one_stops_a_run_after_its_step_and_what_was_paused_is_put_back(
    shell: CommandLine, lab: Lab, number: signal.Signals
) -> None:
    with applying(shell, "--pause-scheduler") as opened:
        status, _seconds = opened.end(number)
        opened.read()
        assert status == 128 + number
        assert "Stopping after the step in progress" in opened.text
        assert "[OK] Put the scheduler back as it was" in opened.text
    run = newest(shell)
    assert (run["outcome"], run["unsettled"], run["seen"]) == ("stopped", False, True)
    assert lab.state()["scheduler"]["sync_cycle_enabled"]


def test_a_second_one_ends_at_once_and_the_next_command_names_the_run(shell: CommandLine, lab: Lab) -> None:
    with applying(shell) as opened:
        wait_until_stalled(lab)
        os.write(opened.master, b"\x03")
        opened.wait_for("Once more ends at once")
        status, seconds = opened.end(signal.SIGINT)
        assert (status, seconds < SOME_SECONDS) == (128 + signal.SIGINT, True)
        assert echoes(opened)
    lab.faults(reset=True)
    run = newest(shell)
    assert (run["state"], run["unsettled"]) == ("interrupted", True)
    check = shell.run("--lab", "check")
    assert f"writeback resume {run['run']}" in check.stderr
    refused = shell.run("--lab", "apply", str(shell.folder / "plan.json"), "--yes")
    assert (refused.returncode, f"writeback resume {run['run']}" in refused.stderr) == (3, True)


def test_a_hang_up_lets_the_run_go_on_and_the_next_command_tells_its_end_once(
    shell: CommandLine, lab: Lab
) -> None:
    with applying(shell) as opened:
        os.close(opened.master)
        assert opened.process.wait(timeout=60) == 128 + signal.SIGHUP
        opened.master = os.open(os.devnull, os.O_RDONLY)
    run = newest(shell)
    assert (run["outcome"], run["seen"]) == ("done", False)
    told = f"Run {run['run']}"
    assert told in shell.run("--lab", "check").stderr
    assert newest(shell)["seen"]


def test_a_terminal_that_is_gone_without_a_signal_does_not_end_a_run(shell: CommandLine, lab: Lab) -> None:
    with applying(shell, change=NO_HANG_UP) as opened:
        os.close(opened.master)
        opened.master = os.open(os.devnull, os.O_RDONLY)
        assert opened.process.wait(timeout=60) == 0
    assert (newest(shell)["outcome"], newest(shell)["seen"]) == ("done", False)


def test_a_stopped_terminal_does_not_hold_a_run_up(shell: CommandLine, lab: Lab) -> None:
    with applying(shell) as opened:
        os.write(opened.master, b"\x13")
        journal = next((shell.folder / "state" / "runs").glob("*.jsonl"))
        while b'"run-ended"' not in journal.read_bytes():
            assert opened.process.poll() is None
        os.write(opened.master, b"\x11")
        assert end_of(opened) == 0
        assert "Everything was done." in opened.text


def test_suspending_a_run_is_refused_in_words(shell: CommandLine, lab: Lab) -> None:
    with applying(shell) as opened:
        os.write(opened.master, b"\x1a")
        opened.wait_for("cannot be suspended now")
        assert end_of(opened) == 0
    assert newest(shell)["outcome"] == "done"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_while_a_password_is_asked_for_a_signal_ends_the_command_and_restores_the_echo(
    shell: CommandLine, number: signal.Signals
) -> None:
    add_profile(shell)
    with at_terminal(shell, "check") as opened:
        opened.wait_for("Password of")
        assert not echoes(opened)
        status, seconds = opened.end(number)
        assert (status, seconds < SOME_SECONDS, echoes(opened)) == (128 + number, True, True)


def test_control_c_at_the_password_ends_the_command_and_restores_the_echo(shell: CommandLine) -> None:
    add_profile(shell)
    with at_terminal(shell, "check") as opened:
        opened.wait_for("Password of")
        os.write(opened.master, b"\x03")
        assert (end_of(opened), echoes(opened)) == (130, True)


def test_a_typed_password_is_not_shown_and_is_used(shell: CommandLine, lab: Lab) -> None:
    shell.add_profile(lab.ready, **{"--tenant-proxy": "http://127.0.0.1:9"})
    with at_terminal(shell, "check") as opened:
        opened.wait_for("Password of")
        os.write(opened.master, lab.password.encode() + b"\n")
        opened.wait_for("[OK] Server reachable")
        assert lab.password.encode() not in opened.sent


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_while_a_sign_in_is_waited_for_a_signal_ends_the_command(
    shell: CommandLine, lab: Lab, number: signal.Signals
) -> None:
    with at_terminal(shell, "--lab", "check", change=NOBODY_APPROVES) as opened:
        opened.wait_for("enter the code")
        status, seconds = opened.end(number)
        assert (status, seconds < SOME_SECONDS) == (128 + number, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_while_a_lab_starts_a_signal_ends_the_command(shell: CommandLine, number: signal.Signals) -> None:
    marked = LAB_STARTS_FOR_EVER + "print('starting', flush=True)\n"
    with at_terminal(shell, "--lab", "check", change=marked) as opened:
        opened.wait_for("starting")
        status, seconds = opened.end(number)
        assert (status, seconds < SOME_SECONDS) == (128 + number, True)


@pytest.mark.skipif(shutil.which("bash") is None, reason="takes a shell with job control")
def test_a_suspended_question_gives_the_echo_back_and_is_asked_again(shell: CommandLine) -> None:
    add_profile(shell)
    starts_bash = "import os; os.execlp('bash', 'bash', '--norc', '--noprofile', '-i')"
    with terminal("-c", starts_bash, environment=shell.environment | {"PS1": "ready> "}) as opened:
        opened.wait_for("ready>")
        os.write(opened.master, f"{sys.executable} -m writeback_tui check\n".encode())
        opened.wait_for("Password of")
        os.write(opened.master, b"\x1a")
        opened.wait_for("Stopped")
        os.write(opened.master, b"stty -a | grep -o -- '-*echo ' ; fg\n")
        opened.wait_for("echo")
        assert "-echo " not in opened.text
        assert opened.text.count("Password of") == 2
        assert not echoes(opened)
        os.write(opened.master, b"\x03")
        opened.wait_for("ready>")


def wait_until_stalled(lab: Lab) -> None:
    """From then on the run waits for an answer of the server that takes its time."""
    lab.faults(stall_seconds=30.0)
    before = lab.state()["wsman"]["counts"]["http"]
    while lab.state()["wsman"]["counts"]["http"] == before:
        pass


def add_profile(shell: CommandLine) -> None:
    """One that is never reached."""
    shell.add_profile(
        {"server": {"host": "sync01.invalid", "username": "C\\a", "https_port": 5986}, "ca_file": "/ca"}
    )
