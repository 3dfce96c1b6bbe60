"""A run of the past as a row of a list: when it began, what it did, on which server."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from writeback.domain.history import DamagedRun, PastRun
from writeback.domain.steps import SetPasswordWriteback
from writeback.domain.texts import _
from writeback_tui.contents.past import outcome_in_short

NAME_OF_RUN = re.compile(r"(\d{8}T\d{4})\d{2}Z-")
"""A run is called for when it began: all that is known of one whose journal is damaged."""
NOT_KNOWN = "?"


def rows(runs: Sequence[PastRun | DamagedRun]) -> list[tuple[str, tuple[str, str, str], str]]:
    """Of each its id, the cells of its columns, and how it ended."""
    years = [began.year for run in runs if (began := _began(run))]
    return [(run.id, _cells(run, max(years, default=0)), outcome_in_short(run)) for run in runs]


def _cells(run: PastRun | DamagedRun, year: int) -> tuple[str, str, str]:
    began = _began(run)
    when = _short(began, year) if began else run.id
    if isinstance(run, DamagedRun):
        return when, NOT_KNOWN, NOT_KNOWN
    return when, task(run), run.plan.server


def task(run: PastRun) -> str:
    """In a word. What is done about the tenant's switches besides writeback itself belongs to it."""
    if run.undoes:
        return _("Undo")
    wanted = [record.step.enable for record in run.steps if isinstance(record.step, SetPasswordWriteback)]
    if wanted:
        return _("Enable") if wanted[0] else _("Disable")
    return _("Switches")


def _began(run: PastRun | DamagedRun) -> datetime | None:
    if isinstance(run, PastRun):
        return run.started.astimezone(UTC)
    named = NAME_OF_RUN.match(run.id)
    try:
        return datetime.strptime(named[1], "%Y%m%dT%H%M").replace(tzinfo=UTC) if named else None
    except ValueError:  # a file that somebody has named: no such day
        return None


def _short(at: datetime, year: int) -> str:
    """As `ls -l` has it: to the minute in the newest year, the date alone before that."""
    return f"{at:%m-%d %H:%M}" if at.year == year else f"{at:%Y-%m-%d}"
