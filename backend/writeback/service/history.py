"""Runs of the past, for front ends; no connection is needed."""

from __future__ import annotations

from writeback.domain.history import DamagedRun, PastRun
from writeback.engine.history import find_run, past_runs

__all__ = ["find", "runs"]


def runs() -> tuple[PastRun | DamagedRun, ...]:
    """Every run that was begun on this machine by this user, newest first."""
    return past_runs()


def find(run_id: str) -> PastRun:
    """The run of that id, or the only one whose id begins so. Raises RunUnknown and JournalDamaged."""
    return find_run(run_id)
