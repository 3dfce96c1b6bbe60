"""The end of a walk: what the lab, the journals and the files say, held against the model."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

from tests.faults.pages.model import Model
from tests.faults.pages.program import MODULE
from tests.terminal.pty_driver import ROOT
from writeback.domain.history import DamagedRun, PastRun, StepRecord
from writeback.domain.run import RunOutcome
from writeback.domain.steps.password_writeback import SetPasswordWriteback
from writeback.domain.steps.switches import SaveSwitch
from writeback.engine.history import past_runs

Json = dict[str, Any]
CHANGE = "Set-ADSyncAADPasswordResetConfiguration"
KEPT = ("sync_cycle_enabled", "maintenance_enabled", "scheduler_suspended", "staging_mode_enabled")


def journals(places: Mapping[str, str]) -> list[Path]:
    """Every run's file, the oldest first."""
    return sorted((Path(places["WRITEBACK_STATE"]) / "runs").glob("*.jsonl"))


def unsettled(places: Mapping[str, str]) -> list[str]:
    """Ids of the runs that the next start has to settle, the newest first."""
    return [run.id for run in _runs(places) if isinstance(run, PastRun) and run.is_unsettled]


def _runs(places: Mapping[str, str]) -> tuple[PastRun | DamagedRun, ...]:
    with mock.patch.dict(os.environ, places):
        return past_runs()


def settle(places: Mapping[str, str], environment: Mapping[str, str]) -> Iterator[str]:
    """The next start, of the command line: `resume --stop` for each run left. Yields what is wrong."""
    paths = f"{ROOT / 'tui'}:{ROOT / 'backend'}:{ROOT}"
    for run in unsettled(places):
        done = subprocess.run(
            [sys.executable, "-m", MODULE, "--lab", "resume", run, "--stop"],
            env={**environment, **places, "PYTHONPATH": paths},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
        if done.returncode:
            yield f"run {run} was not settled ({done.returncode}): {done.stderr.strip()}"
    yield from (f"run {run} is still not settled" for run in unsettled(places))


def wrong(before: Json, after: Json, model: Model, places: Mapping[str, str], canary: str) -> Iterator[str]:
    """What does not hold."""
    yield from _counted(before, after, model.confirmed, places)
    if not model.others_acted:
        yield from _told(before, after, places)
    for path in journals(places):
        if why := _broken(path.read_bytes()):
            yield f"{path.name}: {why}"
    for run in _runs(places):
        if isinstance(run, DamagedRun):
            yield run.why
        elif run.outcome not in (None, RunOutcome.DONE) and not run.message.strip():
            yield f"run {run.id} is {run.outcome} without a word"
    yield from _leaks(places, canary)


def _counted(before: Json, after: Json, confirmed: int, places: Mapping[str, str]) -> Iterator[str]:
    """Nothing was done that nobody confirmed, nothing that no journal knows of, nothing is left changed."""
    yield from (f"the lab itself failed: {bug}" for bug in after["bugs"])
    for name in KEPT:
        if after["scheduler"][name] != before["scheduler"][name]:
            yield f"{name} is {after['scheduler'][name]}"
    if len(journals(places)) > confirmed:
        yield f"{len(journals(places))} runs, but only {confirmed} were confirmed"
    if after["writeback"]["onboardings"] > confirmed:
        yield f"onboarded {after['writeback']['onboardings']} times, confirmed were {confirmed}"
    begun = [change for change in after["changes"] if change["name"] == CHANGE]
    known = sum(_intents(path, "set-password-writeback") for path in journals(places))
    if len(begun) > known:
        yield f"{len(begun)} changes were sent, the journals know of {known}"


def _told(before: Json, after: Json, places: Mapping[str, str]) -> Iterator[str]:
    """The remote state is what the journals say of it, or they say that it is in doubt."""
    for step, (old, new) in _observed(before, after).items():
        told: bool | None = old
        for run in reversed(_runs(places)):
            told = _told_by(run, step, told) if isinstance(run, PastRun) else None
        if told not in (None, new):
            yield f"{step} is {new}, and the journals say {told}"


def _observed(before: Json, after: Json) -> dict[str, tuple[bool, bool]]:
    keys = {
        "set-password-writeback": ("writeback", "enabled"),
        "write-back-passwords": ("switches", "write_back_passwords"),
        "unlock-without-reset": ("switches", "account_unlock"),
    }
    return {step: (before[part][key], after[part][key]) for step, (part, key) in keys.items()}


def _told_by(run: PastRun, name: str, told: bool | None) -> bool | None:
    """What the state is after the run by its journal, None for in doubt."""
    for record in run.steps:
        match record.step:
            case SetPasswordWriteback(enable=value, id=step) if step == name:
                told = _after(record, value, told)
            case SaveSwitch(switch=switch, value=value) if switch == name:
                told = _after(record, value, told)
    return told


def _after(record: StepRecord, value: bool, told: bool | None) -> bool | None:
    if record.is_open:
        return None
    return value if record.is_done else told


def _intents(path: Path, step: str) -> int:
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return sum(1 for record in records if record["kind"] == "intent" and record["id"] == step)


def _broken(data: bytes) -> str:
    """Why the journal is not whole and chained."""
    *lines, tail = data.split(b"\n")
    previous = ""
    for number, line in enumerate(lines, 1):
        record = json.loads(line)
        content = {key: value for key, value in record.items() if key not in ("length", "sum")}
        text = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
        chained = (record["n"], record["previous"]) == (number, previous)
        summed = (record["length"], record["sum"]) == (len(text), hashlib.sha256(text).hexdigest())
        if not (chained and summed):
            return f"record {number} does not fit"
        previous = record["sum"]
    # Without a first record nothing was begun, and nothing has to be read.
    return "the last record is torn" if tail and lines else ""


def _leaks(places: Mapping[str, str], canary: str) -> Iterator[str]:
    for path in Path(places["WRITEBACK_STATE"]).rglob("*"):
        if path.is_file() and canary.encode() in path.read_bytes():
            yield f"{path.name} holds a secret"
