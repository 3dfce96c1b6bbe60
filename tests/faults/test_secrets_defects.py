"""A defect anywhere shows its kind and its place, and not one word or variable of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal.command_line import CommandLine

CANARY = "canary-5b1d"
WORDS = {
    "profile": ("profile", "list"),
    "check": ("check",),
    "plan": ("plan",),
    "apply": ("apply", "x"),
    "verify": ("verify",),
    "runs": ("runs",),
    "resume": ("resume",),
    "undo": ("undo", "x"),
    "report": ("report", "x"),
    "vault": ("vault", "status"),
    "rights": ("rights",),
    "jea": ("jea", "-o", "x"),
    "lab": ("lab", "list"),
    "help": ("help",),
    "choices": ("choices",),
    "schema": ("schema",),
    "settings": ("settings",),
}
# The canary is put together at run time, so that no traceback's source line can hold it.
PROGRAM = """
import asyncio, gc, sys, threading
import writeback.cli.run as run
SECRET = "-".join(("canary", "5b1d"))

def breaks():
    password = SECRET
    raise ValueError(f"refused {{password}}")

class Breaks:
    def __del__(self):
        breaks()

async def later():
    breaks()

async def handler(options, console):
    local = SECRET
    {act}
    return 0

run.COMMANDS[sys.argv[1]] = handler
from writeback.cli import main
sys.exit(main(sys.argv[1:]))
"""
ACTS = {
    "thread": "thread = threading.Thread(target=breaks, name=SECRET); thread.start(); thread.join()",
    "executor": "await asyncio.to_thread(breaks)",
    "forgotten executor": "asyncio.get_running_loop().run_in_executor(None, breaks)",
    "callback": "asyncio.get_running_loop().call_soon(breaks); await asyncio.sleep(0)",
    "forgotten task": "asyncio.create_task(later(), name=SECRET); await asyncio.sleep(0); gc.collect()",
    "awaited task": "await asyncio.gather(later(), later())",
    "finaliser": "Breaks()",
    "group": "raise ExceptionGroup(SECRET, [ValueError(SECRET)])",
    "cause": "raise RuntimeError(SECRET) from ValueError(SECRET)",
    "after the loop": "run.Console.finish = lambda console: breaks()",
}
ENDS_IT = {"executor", "awaited task", "group", "cause", "after the loop"}


@pytest.fixture
def shell(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


def written(shell: CommandLine) -> bytes:
    return b"".join(path.read_bytes() for path in shell.folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("command", WORDS)
def test_a_defect_in_a_commands_handler_shows_its_kind_and_place(shell: CommandLine, command: str) -> None:
    done = shell.python(PROGRAM.format(act="breaks()"), *WORDS[command])
    assert (done.returncode, "ValueError (<string>:" in done.stderr) == (1, True)
    assert CANARY not in done.stdout + done.stderr
    assert CANARY.encode() not in written(shell)
    assert "Traceback" not in done.stderr


def test_every_command_is_among_them() -> None:
    from writeback.cli.arguments import COMMANDS

    assert set(WORDS) == set(COMMANDS)


@pytest.mark.parametrize("act", ACTS)
def test_a_defect_beside_the_handler_shows_its_kind_only(shell: CommandLine, act: str) -> None:
    done = shell.python(PROGRAM.format(act=ACTS[act]), "runs", "--json")
    assert "Internal error" in done.stderr
    assert CANARY not in done.stdout + done.stderr
    assert CANARY.encode() not in written(shell)
    assert "Traceback" not in done.stderr
    assert done.returncode == (1 if act in ENDS_IT else 0)
