"""Past runs for tests: the plan that enables password writeback, cut off or ended where a test wants it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tests import builders
from tests.stand_in import TARGET
from writeback.domain.choices import Choices
from writeback.domain.history import Operator, PastRun, RunState, StepRecord
from writeback.domain.plan import make_plan
from writeback.domain.run import RunOutcome, StepOutcome

ID = "20260619T094000Z-1a2b"
JOURNAL = f"/home/adm/.local/state/writeback/runs/{ID}.jsonl"
ALICE = Operator("alice", "jump01", 4711, "boot", builders.NOW, origin="10.20.30.40")


def past_run(
    done: int = 2,
    *,
    open_step: bool = True,
    pause: bool = False,
    choices: Choices | None = None,
    **changes: Any,
) -> PastRun:
    """Interrupted after `done` steps; the one after them was begun when `open_step` is True."""
    wanted = choices or Choices(password_writeback=True, pause_scheduler=pause)
    plan = make_plan(builders.facts_of(), wanted)
    records = tuple(
        StepRecord(step, begun=index <= done, outcome=StepOutcome.DONE if index < done else None)
        if index < done or (index == done and open_step)
        else StepRecord(step)
        for index, step in enumerate(plan.steps)
    )
    run = PastRun(
        id=ID,
        state=RunState.INTERRUPTED,
        started=builders.NOW,
        ended=None,
        operator=ALICE,
        target=TARGET,
        plan=plan,
        since=builders.NOW,
        steps=records,
        journal=JOURNAL,
    )
    return replace(run, **changes)


def with_step(run: PastRun, index: int, outcome: StepOutcome, note: str = "") -> PastRun:
    """The run with another end of one step."""
    steps = list(run.steps)
    steps[index] = replace(steps[index], begun=True, outcome=outcome, note=note)
    return replace(run, steps=tuple(steps))


def ended_run(outcome: RunOutcome = RunOutcome.DONE, **changes: Any) -> PastRun:
    """A whole run that nobody has seen the end of."""
    run = past_run(99, open_step=False)
    ended: datetime = builders.NOW + timedelta(minutes=7)
    return replace(
        run, state=RunState.ENDED, ended=ended, outcome=outcome, message="Everything was done.", **changes
    )
