"""Signals while the program starts: it ends in silence, with the terminal as it was."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from tests.terminal.pty_driver import Terminal, is_cooked, terminal

WIZARD = "tests.terminal.stand_in_wizard"
AT_IMPORT = """
import os, sys
class Signalling:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), {number})
sys.meta_path.insert(0, Signalling())
from writeback_tui.__main__ import main
sys.exit(main({arguments!r}))
"""


def ended(opened: Terminal) -> int:
    status = opened.process.wait(timeout=30)
    opened.read()
    return status


def started_until(module: str, number: int, arguments: list[str]) -> tuple[str, str]:
    return "-c", AT_IMPORT.format(module=module, number=int(number), arguments=arguments)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("module", ["writeback.domain.texts", "writeback_tui.app", "textual.screen"])
def test_while_the_wizard_is_imported(module: str, number: signal.Signals) -> None:
    with terminal(*started_until(module, number, [])) as opened:
        assert ended(opened) == 128 + number
        assert opened.text.strip() == ""


@pytest.mark.parametrize("module", ["writeback.cli.arguments", "writeback.cli.run"])
def test_while_a_command_is_imported(module: str) -> None:
    with terminal(*started_until(module, signal.SIGINT, ["runs"])) as opened:
        assert ended(opened) == 128 + signal.SIGINT
        assert opened.text.strip() == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_while_the_first_page_is_made_the_terminal_is_given_back(number: signal.Signals) -> None:
    with terminal("-m", WIZARD, environment={"EARLY": str(int(number))}) as opened:
        assert ended(opened) == 128 + number
        assert is_cooked(opened)
        # Where it ends before it has said a word there is nothing to take back: both are missing.
        assert opened.sent.rfind(b"\x1b[?1049l") >= opened.sent.rfind(b"\x1b[?1049h")


def test_hang_ups_that_are_ignored_stay_ignored(tmp_path: Path) -> None:
    code = AT_IMPORT.format(module="writeback", number=int(signal.SIGHUP), arguments=["--version"])
    ignoring = f"import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n{code}"
    with terminal("-c", ignoring, environment={"HOME": str(tmp_path), **os.environ}) as opened:
        assert ended(opened) == 0
