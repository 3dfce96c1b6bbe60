"""What was done, as rows."""

from __future__ import annotations

from dataclasses import replace

from tests import builders

from writeback.domain.choices import Choices
from writeback.domain.plan import make_plan
from writeback.domain.run import RunEnded, RunOutcome
from writeback_tui.contents.done import rows_of, state_before

RUN = RunEnded("20260619T094000Z-1a2b", RunOutcome.DONE, "Everything was done.", "/state/runs/1a2b.jsonl")


def test_one_run_names_the_way_back_and_its_journal() -> None:
    assert rows_of([RUN]) == (
        ("Run", "20260619T094000Z-1a2b  done"),
        ("Undo", "F6 lists the runs and takes one back"),
        ("Journal", "/state/runs/"),
        ("", "1a2b.jsonl"),
    )


def test_several_runs_name_the_folder_of_their_journals() -> None:
    rows = rows_of([RUN, replace(RUN, run_id="second", outcome=RunOutcome.IN_DOUBT)])
    assert rows[1] == ("Run", "second  in doubt")
    assert rows[2:] == (("Undo", "F6 lists the runs and takes one back"), ("Journals", "/state/runs/"))


def test_without_a_run_there_is_nothing_to_say() -> None:
    assert rows_of([]) == ()


def test_the_prior_state_is_named_where_one_thing_was_changed() -> None:
    plan = make_plan(builders.facts_of(), Choices(password_writeback=True))
    assert state_before(plan) == "disabled"
    assert rows_of([RUN], "disabled")[1] == ("Undo", "the recorded prior state was: disabled (F6)")
