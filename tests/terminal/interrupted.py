"""A run whose process was killed at a chosen place."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.terminal.command_line import CommandLine


def kill_run(shell: CommandLine, step: str, *plan_options: str) -> str:
    """`writeback apply` on the running lab, killed once `step` has begun. Gives the run's id."""
    plan = str(shell.folder / "plan.json")
    made = shell.run("--lab", "plan", "-o", plan, *plan_options)
    assert made.returncode == 5, made.stderr
    before = set(_journals(shell))
    with subprocess.Popen(
        [sys.executable, "-m", "writeback_tui", "--lab", "apply", plan, "--yes"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=shell.environment,
    ) as process:
        while not _has_begun(set(_journals(shell)) - before, step):
            assert process.poll() is None, "it ended before the step"
        process.kill()
    (journal,) = set(_journals(shell)) - before
    return journal.stem


def _journals(shell: CommandLine) -> list[Path]:
    return list((shell.folder / "state" / "runs").glob("*.jsonl"))


def _has_begun(journals: set[Path], step: str) -> bool:
    lines = [line for journal in journals for line in journal.read_bytes().splitlines(keepends=True)]
    records = [json.loads(line) for line in lines if line.endswith(b"\n")]
    return any(record["kind"] == "intent" and record["id"] == step for record in records)
