"""Wizard and command line against a hostile lab: a sentence each time, nothing acts, memory stays small."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.faults.memory import PEAK, largest
from tests.faults.pages.program import MODULE, Program
from tests.faults.pages.sequences import strange
from tests.faults.pages.walk import Scene, Walk, scene
from tests.lab import Json
from tests.terminal.pty_driver import ROOT
from tests.terminal.said import said

IS_FULL = os.environ.get("WRITEBACK_FAULTS") == "full"
MOST_MEMORY = 200 << 10
"""KiB, over everything that one process meets."""
CUT: Json = {"drop_before": {"*": 1}}
"""Who the server is and what it offers counts for new connections only."""
SERVER: dict[str, Json] = {
    "300 MB": {"tamper": {"Receive": "flood"}},
    "300 MB in chunks": {"tamper": {"Receive": "flood-chunked"}},
    "a compressed bomb": {"tamper": {"Receive": "gzip-bomb"}},
    "deep XML": {"tamper": {"Receive": "deep"}},
    "deep CLIXML": {"tamper": {"Receive": "clixml-deep"}},
    "a DTD in CLIXML": {"tamper": {"Receive": "clixml-doctype"}},
    "a redirect": {"tamper": {"*": "redirect"}},
    "Basic only": {**CUT, "offer": "basic"},
    "a man in the middle": {**CUT, "channel_binding": "foreign"},
    "TLS 1.1": {**CUT, "tls": "1.1"},
    "another certificate": {**CUT, "certificate": "self-signed"},
    "endless outputs": {"endless": "outputs"},
    "endless fragments": {"endless": "fragments"},
    "a prompt": {"host_call": "credential"},
}
TENANT: dict[str, Json] = {
    "300 MB": {"oauth": {"devicecode": [{"hostile": "flood", "forever": True}]}},
    "deep JSON": {"oauth": {"devicecode": [{"hostile": "deep", "forever": True}]}},
    "a redirect": {"oauth": {"devicecode": [{"hostile": "redirect-307", "forever": True}]}},
    "another certificate": {"tenant_certificate": "self-signed"},
}
SOME = ("300 MB", "deep CLIXML", "Basic only", "endless outputs")
"""With the other tests; each kind has a test of its own for the library that meets it."""
OF_THE_SERVER = [*SERVER] if IS_FULL else SOME
ON_THE_COMMAND_LINE = [*SERVER] if IS_FULL else ("Basic only",)
OF_THE_TENANT = [*TENANT] if IS_FULL else ("another certificate",)
SENTENCE = re.compile(r"! (?!The Windows wizard suspends)[^!]{20,}?\.(?= |$)")
"""What a page says of trouble; Welcome always has one sentence about something else."""
ENOUGH_SECONDS = 60.0


@pytest.fixture(scope="module")
def stage() -> Iterator[Scene]:
    """One lab for all of them."""
    with scene() as opened:
        yield opened


@pytest.fixture(scope="module")
def wizard(stage: Scene) -> Iterator[Walk]:
    """One wizard meets them all, as somebody who tries again and again."""
    walk = Walk(stage)
    assert walk.program.until("Not a staging server")
    yield walk
    walk.terminate()
    walk.check()
    walk.program.close()


def meet(walk: Walk, faults: Json, key: str) -> str:
    """What the page says once it is no longer busy."""
    program = walk.program
    walk.lab.faults(**faults)
    walk.press(key)
    program.until_so(lambda: is_troubled(program) and not program.is_busy, ENOUGH_SECONDS)
    walk.lab.faults(reset=True)
    walk.check()
    assert largest(program.process.pid) < MOST_MEMORY
    return page(program)


def is_troubled(program: Program) -> bool:
    """Whether the page says so in a sentence, and why nothing goes on."""
    return bool(SENTENCE.search(page(program))) and "(off)" in program.text


def page(program: Program) -> str:
    return said(program, "", 0)


@pytest.mark.parametrize("name", OF_THE_SERVER)
def test_a_hostile_server_is_one_sentence_of_the_wizard(wizard: Walk, name: str) -> None:
    text = meet(wizard, SERVER[name], "ctrl+r")
    assert is_troubled(wizard.program), text
    assert wizard.lab.state()["wsman"]["host_answers"] == 0
    wizard.press("ctrl+r")
    assert wizard.program.until_so(lambda: not is_troubled(wizard.program)), text


@pytest.mark.parametrize("name", OF_THE_TENANT)
def test_a_hostile_tenant_is_one_sentence_of_the_wizard(wizard: Walk, name: str) -> None:
    wizard.press("f8" if wizard.program.is_on("Welcome") else "escape")
    assert wizard.program.until_so(lambda: wizard.program.is_on("Additional tasks"))
    text = meet(wizard, TENANT[name], "f8")
    assert is_troubled(wizard.program), text


@pytest.mark.skipif(not IS_FULL, reason="in memory each page meets such names in any case")
def test_with_hostile_names_everywhere_the_wizard_gets_through(stage: Scene) -> None:
    stage.lab.reset("hostile-names")
    walk = Walk(stage)
    try:
        assert walk.onward_to("Summary"), walk.program.text
        walk.check()
        assert largest(walk.program.process.pid) < MOST_MEMORY
    finally:
        walk.program.close()
        stage.lab.reset("contoso")


@pytest.mark.parametrize("name", ON_THE_COMMAND_LINE)
def test_a_hostile_server_is_one_sentence_of_the_command_line(stage: Scene, name: str) -> None:
    stage.lab.reset()
    stage.lab.faults(**SERVER[name])
    done = check(stage)
    assert done.status not in (0, 1), done
    assert re.search(rb"writeback: [^\n]+\.\n", done.written), done
    assert not strange(done.written, draws=False)
    assert b"Traceback" not in done.written
    assert done.memory < MOST_MEMORY


def test_with_hostile_names_everywhere_the_command_line_says_nothing_that_acts(stage: Scene) -> None:
    stage.lab.reset("hostile-names")
    done = check(stage)
    assert b"contoso" in done.written
    assert not strange(done.written, draws=False)
    stage.lab.reset("contoso")


@dataclass(frozen=True)
class Ended:
    """How one command ended: its exit status, all that it wrote, and its VmHWM in KiB."""

    status: int
    written: bytes
    memory: int


def check(stage: Scene) -> Ended:
    """`writeback --lab check`."""
    paths = os.pathsep.join(str(ROOT / name) for name in ("tui", "backend", "."))
    peak = stage.folder / f"peak-{stage.count}"
    done = subprocess.run(
        [sys.executable, "-m", MODULE, "--lab", "check"],
        env={**os.environ, **stage.places(), "PYTHONPATH": paths, PEAK: str(peak)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return Ended(done.returncode, done.stdout, int(peak.read_text(encoding="ascii")))
