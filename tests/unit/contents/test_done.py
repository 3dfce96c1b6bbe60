"""What was done, as rows."""

from __future__ import annotations

from dataclasses import replace

from writeback.domain.run import RunEnded, RunOutcome
from writeback_tui.contents.done import rows_of

RUN = RunEnded("20260619T094000Z-1a2b", RunOutcome.DONE, "Everything was done.", "/state/runs/1a2b.jsonl")


def test_one_run_names_its_own_undo() -> None:
    assert rows_of([RUN]) == (
        ("Run", "20260619T094000Z-1a2b  done"),
        ("Undo", "writeback undo 20260619T094000Z-1a2b"),
        ("Journal", "/state/runs/"),
        ("", "1a2b.jsonl"),
    )


def test_several_runs_are_undone_from_the_last() -> None:
    rows = rows_of([RUN, replace(RUN, run_id="second", outcome=RunOutcome.IN_DOUBT)])
    assert rows[1] == ("Run", "second  in doubt")
    assert rows[2:] == (("Undo", "writeback undo RUN   (the last one first)"), ("Journals", "/state/runs/"))


def test_without_a_run_there_is_nothing_to_say() -> None:
    assert rows_of([]) == ()
