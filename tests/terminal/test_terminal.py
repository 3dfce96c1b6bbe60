"""Signals, suspension, crashes and odd terminals, with the whole program on a pseudo-terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.terminal.pty_driver import ROOT, Terminal, is_cooked, terminal

MODULE = "tests.terminal.stand_in_wizard"
READY = ("Scheduler not suspended", "F10")
LEFT_ALTERNATE_SCREEN = b"\x1b[?1049l"


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_program_in_order_and_restores_the_terminal(number: signal.Signals) -> None:
    with terminal("-m", MODULE) as opened:
        opened.wait_for(*READY)
        status, _seconds = opened.end(number)
        assert status == 128 + number
        assert LEFT_ALTERNATE_SCREEN in opened.sent


def test_a_hang_up_while_a_sign_in_is_waited_for_ends_the_program() -> None:
    with terminal("-m", MODULE, "connect") as opened:
        opened.wait_for("expires")
        status, _seconds = opened.end(signal.SIGHUP)
        assert status == 128 + signal.SIGHUP


def test_a_terminal_that_is_gone_ends_the_program_even_where_the_hang_up_is_ignored() -> None:
    with terminal("-m", MODULE, environment={"NO_HANG_UP": "1"}) as opened:
        opened.wait_for(*READY)
        opened.hang_up()
        assert opened.process.wait(timeout=30) == 128 + signal.SIGHUP


def test_after_a_suspension_the_page_is_drawn_again() -> None:
    with terminal("-m", MODULE) as opened:
        opened.wait_for(*READY)
        before = opened.text
        opened.press("ctrl+z")
        os.waitid(os.P_PID, opened.process.pid, os.WSTOPPED | os.WNOWAIT)
        opened.screen.reset()
        opened.process.send_signal(signal.SIGCONT)
        opened.wait_for(*READY)
        assert opened.text == before


def suspend(opened: Terminal) -> None:
    opened.press("ctrl+z")
    os.waitid(os.P_PID, opened.process.pid, os.WSTOPPED | os.WNOWAIT)


def threads_of(opened: Terminal) -> list[str]:
    tasks = Path(f"/proc/{opened.process.pid}/task").iterdir()
    return sorted((task / "comm").read_text() for task in tasks)


@pytest.mark.parametrize("end", ["f10", signal.SIGTERM])
def test_a_continue_signal_without_a_suspension_changes_nothing_about_the_end(
    end: str | signal.Signals,
) -> None:
    with terminal("-m", MODULE) as opened:
        opened.wait_for(*READY)
        before = len(threads_of(opened))
        opened.screen.reset()
        opened.process.send_signal(signal.SIGCONT)
        opened.wait_for(*READY)
        assert len(threads_of(opened)) == before
        if isinstance(end, str):
            opened.press(end)
        else:
            opened.process.send_signal(end)
            opened.process.send_signal(signal.SIGCONT)
        assert opened.process.wait(timeout=30) in (0, 128 + signal.SIGTERM)
        assert is_cooked(opened)


def test_a_suspended_program_leaves_the_terminal_as_it_was_and_takes_it_again() -> None:
    with terminal("-m", MODULE) as opened:
        opened.wait_for(*READY)
        for _time in range(2):
            suspend(opened)
            assert is_cooked(opened)
            opened.process.send_signal(signal.SIGCONT)
            opened.wait_for(*READY)
            assert not is_cooked(opened)
        opened.press("f10")
        assert opened.process.wait(timeout=30) == 0
        assert is_cooked(opened)


def test_told_to_end_while_it_is_suspended_it_does_not_draw_again() -> None:
    with terminal("-m", MODULE) as opened:
        opened.wait_for(*READY)
        suspend(opened)
        opened.read()
        sent = len(opened.sent)
        opened.process.send_signal(signal.SIGTERM)
        opened.process.send_signal(signal.SIGCONT)
        assert opened.process.wait(timeout=30) == 128 + signal.SIGTERM
        opened.read()
        assert opened.sent[sent:] == b""
        assert is_cooked(opened)


def test_a_terminal_too_small_says_so_and_comes_back() -> None:
    with terminal("-m", MODULE) as opened:
        opened.wait_for(*READY)
        opened.resize((50, 12))
        assert "too small" in opened.text
        assert "Welcome" not in opened.text
        opened.resize((80, 24))
        assert "Welcome to Microsoft Entra Connect Sync" in opened.text


def test_without_room_for_the_step_list_the_page_says_which_step_it_is() -> None:
    with terminal("-m", MODULE, size=(79, 24)) as opened:
        opened.wait_for("not suspended", "(1 of ")


def test_an_exported_size_does_not_freeze_the_size_of_the_screen() -> None:
    with terminal("-m", MODULE, environment={"COLUMNS": "200", "LINES": "50"}) as opened:
        opened.wait_for(*READY)
        opened.resize((79, 24))
        assert "(1 of " in opened.text


def test_names_from_the_server_reach_the_terminal_harmless() -> None:
    with terminal("-m", MODULE, environment={"HOSTILE": "1"}) as opened:
        opened.wait_for(*READY)
        for key in ("f8", "up", "f8"):
            opened.press(key)
        assert b"]52;c" in opened.sent
        assert b"\x1b]52" not in opened.sent
        assert "[@click=app.bell]" in opened.text


def test_without_a_terminal_the_wizard_refuses_in_one_sentence() -> None:
    done = program([], {"TERM": "xterm"})
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "terminal" in done.stderr


def test_a_terminal_that_cannot_show_it_is_refused() -> None:
    with terminal("-m", "writeback_tui", environment={"TERM": "dumb"}) as opened:
        assert opened.process.wait(timeout=30) == 2
        opened.read()
        assert "TERM=dumb" in opened.text


def test_the_version_is_printed_without_importing_textual() -> None:
    code = (
        "import sys; from writeback_tui.__main__ import main; status = main(['--version']);"
        "sys.exit(status or ('textual' in sys.modules and 9))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment({}), check=False
    )
    assert (done.returncode, done.stdout.split()[0]) == (0, "writeback")


def program(arguments: list[str], extra: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "writeback_tui", *arguments],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        env=environment(extra),
        check=False,
    )


def environment(extra: dict[str, str]) -> dict[str, str]:
    paths = os.pathsep.join(str(ROOT / name) for name in ("tui", "backend"))
    return {**os.environ, "PYTHONPATH": paths, **extra}
