"""Once a session is opened the process leaves no core dump and cannot be looked into."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.terminal.command_line import CommandLine

PROGRAM = """
import asyncio, contextlib, ctypes, json, subprocess, sys
from writeback.domain.errors import ProfileUnknown
from writeback.service import open_session

def shown():
    limits = open("/proc/self/limits").read().splitlines()
    core = next(line.split()[4:6] for line in limits if line.startswith("Max core file size"))
    return {"core": core, "dumpable": ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)}

before = shown()
with contextlib.suppress(ProfileUnknown):
    asyncio.run(open_session("absent"))
child = subprocess.check_output(["cat", "/proc/self/limits"], text=True)
print(json.dumps({"before": before, "after": shown(), "child": child}))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's own")
def test_an_open_session_allows_no_core_dump_and_no_look_from_outside(tmp_path: Path) -> None:
    done = CommandLine(tmp_path).python(PROGRAM)
    shown = json.loads(done.stdout)
    assert shown["before"]["dumpable"] == 1, "else the test proves nothing"
    assert shown["after"] == {"core": ["0", "0"], "dumpable": 0}
    assert "Max core file size        0                    0" in shown["child"]


def test_the_protection_costs_nothing_before_a_session_is_opened(tmp_path: Path) -> None:
    done = CommandLine(tmp_path).python("import sys, writeback.cli.run; print('ctypes' in sys.modules)")
    assert done.stdout == "False\n", done.stderr
