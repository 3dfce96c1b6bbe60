"""What was done in this program: its runs, where they are recorded, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from writeback.domain.run import RunEnded, RunOutcome
from writeback.domain.texts import _

if TYPE_CHECKING:
    from writeback.domain.plan import Plan


def rows_of(runs: Sequence[RunEnded], before: str = "") -> tuple[tuple[str, str], ...]:
    """Rows for a page: the runs, the way back, and the files of their journals.

    `before` is the state that the run recorded before it changed anything.
    """
    if not runs:
        return ()
    names = [
        (_("Run"), _("{run_id}  {outcome}").format(run_id=run.run_id, outcome=word(run.outcome)))
        for run in runs
    ]
    undo = _("F6 lists the runs and takes one back")
    if before:
        undo = _("the recorded prior state was: {state} (F6)").format(state=before)
    return (*names, (_("Undo"), undo), *_journals(runs))


def state_before(plan: Plan | None) -> str:
    """What was in force on the server before the plan, in words; empty where that is not all it changes."""
    from writeback.domain.plan import changes_in_words
    from writeback.domain.steps import Half

    changes = changes_in_words(plan) if plan is not None else ()
    is_of_server = plan is not None and all(step.half is Half.SERVER for step in plan.steps)
    return changes[0].before if is_of_server and len(changes) == 1 else ""


def _journals(runs: Sequence[RunEnded]) -> tuple[tuple[str, str], ...]:
    """The folder, and the file where there is one run: each file is named for its run.

    In two pieces, because a path of one would be cut in the middle of a name.
    """
    folder, slash, file = runs[-1].journal.rpartition("/")
    if len(runs) > 1:
        return ((_("Journals"), folder + slash),)
    return (_("Journal"), folder + slash), ("", file)


def word(outcome: RunOutcome) -> str:
    """How a run ended, in a word."""
    return {
        RunOutcome.DONE: _("done"),
        RunOutcome.FAILED: _("failed"),
        RunOutcome.STOPPED: _("stopped"),
        RunOutcome.IN_DOUBT: _("in doubt"),
    }[outcome]
