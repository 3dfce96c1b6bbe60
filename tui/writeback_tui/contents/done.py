"""What was done in this program: its runs, where they are recorded, and the way back."""

from __future__ import annotations

from collections.abc import Sequence

from writeback.domain.run import RunEnded, RunOutcome
from writeback.domain.texts import _


def rows_of(runs: Sequence[RunEnded]) -> tuple[tuple[str, str], ...]:
    """Rows for a page: the runs, the way back, and the files of their journals."""
    if not runs:
        return ()
    names = [
        (_("Run"), _("{run_id}  {outcome}").format(run_id=run.run_id, outcome=word(run.outcome)))
        for run in runs
    ]
    return (*names, (_("Way back"), _("the same pages, the box the other way")), *_journals(runs))


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
