"""A run of the past in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests import builders
from tests.past import ALICE, ID, JOURNAL, ended_run, past_run, with_step

from writeback.domain.choices import Choices, ServerCredential
from writeback.domain.facts import Switches, SwitchMethod, Unknown
from writeback.domain.history import DamagedRun, PastRun, RunState
from writeback.domain.language import ENGLISH
from writeback.domain.plan import changes_in_words, make_plan
from writeback.domain.run import RunOutcome, StepOutcome
from writeback.domain.texts import choose_language
from writeback_tui.__main__ import LOCALE
from writeback_tui.contents import past

PASSWORD = Choices(password_writeback=True, server_credential=ServerCredential.PASSWORD)


@pytest.mark.parametrize(
    ("run", "needed"),
    [
        (past_run(), False),
        (past_run(choices=PASSWORD), True),
        (with_step(past_run(choices=PASSWORD), 2, StepOutcome.DONE), False),
        (past_run(0, choices=Choices(write_back_passwords=True)), True),
    ],
    ids=["identity-of-its-own", "password-left", "password-used", "tenant-left"],
)
def test_a_sign_in_is_needed_for_what_is_left_only(run: PastRun, needed: bool) -> None:
    assert past.needs_sign_in(run) is needed


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (past_run(), "interrupted"),
        (replace(past_run(), state=RunState.GOING_ON), "goes on"),
        (replace(past_run(), state=RunState.ELSEWHERE), "elsewhere"),
        (replace(past_run(), state=RunState.LAB_ENDED), "lab has ended"),
        (ended_run(RunOutcome.FAILED), "failed"),
        (DamagedRun(ID, JOURNAL, "A record was altered."), "damaged"),
    ],
)
def test_how_a_run_ended_is_a_word_or_two(run: PastRun | DamagedRun, words: str) -> None:
    assert past.ended_how(run) == words


def test_who_began_it_from_where_and_what_it_changes() -> None:
    rows = dict(past.rows_of_run(past_run()))
    assert rows["By"] == "alice on jump01, process 4711"
    assert rows["From"] == "10.20.30.40"
    assert rows["Changes"] == "Password writeback: disabled -> enabled"


SWITCHED = Choices(
    password_writeback=True,
    write_back_passwords=True,
    unlock_without_reset=False,
    switch_method=SwitchMethod.PORTAL_API,
)


@pytest.mark.parametrize(
    "choices",
    [SWITCHED, replace(SWITCHED, switch_method=SwitchMethod.ASSISTED), Choices(unlock_without_reset=True)],
)
@pytest.mark.parametrize("switches", [Switches(False, True), Unknown("not asked")])
def test_what_a_run_changes_is_said_as_it_was_recorded(choices: Choices, switches: object) -> None:
    plan = make_plan(builders.facts_of(tenant=builders.tenant_facts(switches=switches)), choices)
    assert changes_in_words(plan) == plan.changes


def test_a_run_that_was_begun_in_another_language_is_told_in_the_one_that_is_spoken() -> None:
    choose_language("sv", LOCALE)
    try:
        run = past_run(choices=replace(SWITCHED, password_writeback=None))
        swedish = past.changes_of(run)
    finally:
        choose_language(ENGLISH, LOCALE)
    assert past.changes_of(run) != swedish
    assert past.changes_of(run) == "Write back passwords to your on-premises directory: no -> yes"


def test_somebody_who_took_it_up_again_is_not_said_to_have_begun_it() -> None:
    later = replace(ALICE, user="bob", since=builders.NOW + timedelta(hours=1))
    run = replace(past_run(), operator=later)
    assert dict(past.rows_of_run(run))["Last by"].startswith("bob on")
    changes = "Password writeback: disabled -> enabled"
    assert past.in_short(past_run()) == f"{changes}. Begun 2026-06-19 09:40 UTC by alice."
    assert past.in_short(run) == f"{changes}. Begun 2026-06-19 09:40 UTC, last by bob."


@pytest.mark.parametrize(
    ("verdict", "words"), [("", "done"), ("contradicted", "done"), ("proven", "done, proven")]
)
def test_in_a_list_only_a_proof_is_named(verdict: str, words: str) -> None:
    assert past.outcome_in_short(ended_run(verdict=verdict)) == words


def test_a_run_that_takes_another_back_says_which() -> None:
    assert ("Undoes", ID) in past.rows_of_run(replace(past_run(), undoes=ID))


def test_the_notice_of_an_unseen_end_names_run_time_outcome_and_verdict() -> None:
    text = past.unseen_notice([ended_run(verdict="proven")])
    assert text == (
        f"Run {ID} ended at 2026-06-19 09:47 UTC with nobody to see it: done. Everything was done. "
        "It was proven to work then."
    )


def test_without_such_runs_there_is_no_notice() -> None:
    assert past.unseen_notice([]) == past.unsettled_notice([]) == ""


def test_a_run_in_doubt_is_not_called_interrupted() -> None:
    run = replace(past_run(), outcome=RunOutcome.IN_DOUBT, ended=builders.NOW)
    assert "in doubt" in past.unsettled_notice([run])


@pytest.mark.parametrize(
    ("outcome", "words"),
    [(StepOutcome.DONE, "done."), (StepOutcome.FAILED, "not done."), (StepOutcome.IN_DOUBT, "in doubt.")],
)
def test_what_was_found_is_said_of_the_step_that_was_cut_off(outcome: StepOutcome, words: str) -> None:
    before = past_run()
    assert past.found(before, with_step(before, 2, outcome)) == f"Enable Password writeback: {words}"


def test_a_read_that_was_cut_off_leaves_nothing_in_doubt() -> None:
    before = past_run(1)
    assert past.found(before, before) == "No change was cut off."


def test_the_steps_of_a_past_run_are_ticked_where_they_are_done() -> None:
    marks = [step.mark for step in past.progress_of(past_run()).steps]
    assert marks[:4] == ["[OK]", "[OK]", "[??]", "[  ]"]


def test_the_step_to_look_at_is_the_first_that_is_not_done() -> None:
    run = past_run(3, pause=True)
    last = len(run.steps) - 1
    assert past.progress_of(with_step(run, last, StepOutcome.DONE)).current == 3


def test_details_name_the_journal_and_a_record_that_was_cut_off() -> None:
    lines = past.details(replace(past_run(), torn=True))
    assert lines[-1] == f"  {JOURNAL}"
    assert any("was cut off" in line for line in lines)


def test_details_of_a_damaged_journal_say_why_it_is_not_trusted() -> None:
    assert "A record was altered." in past.details(DamagedRun(ID, JOURNAL, "A record was altered."))


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        (past_run(), "in doubt"),
        (past_run(1, open_step=False), "nothing to undo"),
        (with_step(past_run(), 2, StepOutcome.DONE), ""),
    ],
)
def test_why_a_run_cannot_be_undone(run: PastRun, reason: str) -> None:
    said = past.why_not_undone(run)
    assert reason in said
    assert bool(said) is bool(reason)
