"""Plain mode in the real program on the real lab: the transcript of the whole flow."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.terminal.plain_transcript import PlainTerminal, masked
from tests.terminal.pty_driver import ROOT

GOLDEN = ROOT / "tests" / "golden" / "plain"
ANSWERS = (
    *("Configure", "Customize", "Next", "Approve", "1", "Next", "Next", "Next"),
    *("yes", "Next", "", "no", "REQ-1", "Configure", "Next", "", "", "", "Save", "Exit"),
)
"""The main job, from Welcome to Summary."""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "runtime").mkdir(mode=0o700)
    return {
        "WRITEBACK_STATE": str(tmp_path / "state"),
        "WRITEBACK_CONFIG": str(tmp_path / "config"),
        "XDG_RUNTIME_DIR": str(tmp_path / "runtime"),
        "PYTHONPATH": os.pathsep.join(str(ROOT / name) for name in ("tui", "backend")),
        "LANG": "C.UTF-8",
    }


def test_the_whole_flow_from_a_file_of_answers_ends_with_a_proof(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "writeback_tui", "--plain", "--lab", "contoso"],
        input="\n".join(ANSWERS),
        capture_output=True,
        text=True,
        env={**os.environ, **environment, "TERM": "dumb"},
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    check_transcript("flow-now", done.stdout)
    assert len(list((Path(environment["WRITEBACK_STATE"]) / "runs").iterdir())) == 2


def test_a_person_at_a_dumb_terminal_reads_the_names_of_2021(
    environment: dict[str, str],
) -> None:
    command = ("-m", "writeback_tui", "--plain", "--lab", "azure-ad-connect-2021")
    with PlainTerminal.of(*command, environment=environment) as person:
        for answer in ANSWERS:
            person.answer(answer)
        assert person.process.wait(timeout=30) == 0
        check_transcript("flow-2021", person.text)


def check_transcript(name: str, said: str) -> None:
    """Every line stands for itself: nothing moves the cursor, has a colour or is drawn again."""
    assert not set(said.replace("\r\n", "\n")) & set("\x1b\r\b\x07")
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(masked(said), encoding="utf-8")
    assert masked(said) == file.read_text(encoding="utf-8")
