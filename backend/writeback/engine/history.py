"""Reads the journals of past runs and says where each run stands now."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from writeback.domain.errors import JournalDamaged, JournalUnwritable, RunUnknown
from writeback.domain.history import DamagedRun, Operator, PastRun, RunState, StepRecord, Target
from writeback.domain.run import RunOutcome, StepOutcome
from writeback.domain.steps import SetSyncCycleEnabled
from writeback.domain.texts import _
from writeback.engine.journal import Record, read
from writeback.engine.lock import holder, operator_of, this_operator
from writeback.engine.plan_file import plan_of
from writeback.engine.state_folder import state_folder


def journal_path(run_id: str) -> Path:
    """Where the journal of a run is. Raises JournalUnwritable without a state folder."""
    return state_folder("runs") / f"{run_id}.jsonl"


def past_runs() -> tuple[PastRun | DamagedRun, ...]:
    """Every run that was begun, newest first. What was cut off before its first record never began."""
    try:
        paths = sorted(state_folder("runs").glob("*.jsonl"), reverse=True)
    except JournalUnwritable:
        return ()
    found = (_past_or_damaged(path) for path in paths)
    return tuple(run for run in found if run is not None)


def find_run(run_id: str) -> PastRun:
    """The run of that id, or the only one whose id begins so. Raises RunUnknown and JournalDamaged."""
    fitting = [run for run in past_runs() if run.id.startswith(run_id)] if run_id else []
    exact = [run for run in fitting if run.id == run_id] or fitting
    if len(exact) != 1:
        text = _('No run is called "{id}".') if not exact else _('Several runs begin with "{id}".')
        raise RunUnknown(text.format(id=run_id), _('"writeback runs" lists them.'))
    if isinstance(exact[0], DamagedRun):
        raise JournalDamaged(exact[0].why)
    return exact[0]


def past_run(path: Path) -> PastRun | None:
    """The run of one journal; None when nothing of it was recorded. Raises JournalDamaged."""
    reading = read(path)
    if not reading.records:
        return None
    first = reading.records[0]
    try:
        run = _begun(first, path, torn=reading.torn)
        for record in reading.records[1:]:
            run = _REPLAY.get(record["kind"], _unchanged)(run, record)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise JournalDamaged(
            _("The journal {path} is not one of this version.").format(path=path),
            _('Read the server with "writeback check" and decide from there.'),
        ) from error
    return replace(run, state=_state(run))


def _past_or_damaged(path: Path) -> PastRun | DamagedRun | None:
    try:
        return past_run(path)
    except JournalDamaged as error:
        return DamagedRun(path.stem, str(path), error.sentence())


# From record to record ------------------------------------------------------------------


def _begun(record: Record, path: Path, *, torn: bool) -> PastRun:
    plan = plan_of(record["plan"])
    return PastRun(
        id=record["run"],
        state=RunState.INTERRUPTED,
        started=datetime.fromisoformat(record["at"]),
        ended=None,
        operator=operator_of(record["operator"]),
        target=Target(**record["target"]),
        plan=plan,
        since=datetime.fromisoformat(record["since"]),
        steps=tuple(StepRecord(step) for step in plan.steps),
        journal=str(path),
        undoes=record["undoes"],
        torn=torn,
    )


def _intent(run: PastRun, record: Record) -> PastRun:
    index = record["step"]
    steps = list(run.steps)
    steps[index] = StepRecord(
        steps[index].step, begun=True, boot=run.operator.boot, monotonic=float(record["monotonic"])
    )
    if steps[index].step == SetSyncCycleEnabled(False):
        # Paused again: an earlier putting back no longer counts.
        steps = [_forgotten(one) if one.step == SetSyncCycleEnabled(True) else one for one in steps]
    return replace(run, steps=tuple(steps))


def _forgotten(record: StepRecord) -> StepRecord:
    return StepRecord(record.step)


def _outcome(run: PastRun, record: Record) -> PastRun:
    index = record["step"]
    steps = list(run.steps)
    steps[index] = replace(steps[index], outcome=StepOutcome(record["outcome"]), note=record["note"])
    return replace(run, steps=tuple(steps))


def _resumed(run: PastRun, record: Record) -> PastRun:
    return replace(
        run, operator=operator_of(record["operator"]), ended=None, outcome=None, message="", seen=False
    )


def _ended(run: PastRun, record: Record) -> PastRun:
    return replace(
        run,
        ended=datetime.fromisoformat(record["at"]),
        outcome=RunOutcome(record["outcome"]),
        message=record["message"],
        given_up=record["given_up"],
        seen=False,
    )


def _verdict(run: PastRun, record: Record) -> PastRun:
    return replace(run, verdict=record["verdict"])


def _shown(run: PastRun, _record: Record) -> PastRun:
    return replace(run, seen=True)


def _unchanged(run: PastRun, _record: Record) -> PastRun:
    return run


_REPLAY: dict[str, Any] = {
    "intent": _intent,
    "outcome": _outcome,
    "resumed": _resumed,
    "run-ended": _ended,
    "verdict": _verdict,
    "shown": _shown,
}


# Where it stands now --------------------------------------------------------------------


def _state(run: PastRun) -> RunState:
    is_over = (
        run.ended is not None
        and run.outcome is not RunOutcome.IN_DOUBT
        and (run.given_up or not run.left_paused)
    )
    if is_over:
        return RunState.ENDED
    here = this_operator()
    if run.operator.host != here.host:
        return RunState.ELSEWHERE
    if _is_at_it(run.operator, here, holder(run.plan.server)):
        return RunState.GOING_ON
    if run.target.lab and not _lives(run.target.lab):
        return RunState.LAB_ENDED
    return RunState.INTERRUPTED if run.ended is None else RunState.ENDED


def _is_at_it(operator: Operator, here: Operator, holding: Operator | None) -> bool:
    """Whether whoever holds the lock is the run's own process; another boot's process is dead."""
    return (
        holding is not None
        and (holding.pid, holding.boot) == (operator.pid, operator.boot)
        and operator.boot == here.boot
    )


def _lives(lab: str) -> bool:
    """Whether the lab's process is there; a lab is named by its process and its address."""
    try:
        os.kill(int(lab.partition(":")[0]), 0)
    except (OSError, ValueError):
        return False
    return True
