"""Runs that were cut off, on the real wire: named, read again, gone on with, ended or taken back."""

from __future__ import annotations

from typing import Any

import pytest

from writeback.domain.errors import PlanStale, RunUnknown, RunUnsettled, SignInRequired
from writeback.domain.evidence import Verdict
from writeback.domain.facts import SwitchMethod
from writeback.domain.history import PastRun, RunState
from writeback.domain.run import RunEnded, RunEvent, RunNote, RunOutcome, StepEnded, StepOutcome, StepStarted
from writeback.engine import runner
from writeback.service import history

from .conftest import Bench, OpenBench


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "ATTEMPT_SECONDS", 0.2)
    monkeypatch.setattr(runner, "SETTLED_SECONDS", 2.0)


async def cut_off(bench: Bench, title: str, *, after: bool = False, **changes: Any) -> PastRun:
    """A run whose process dies when the step of that title begins, or right after it has ended."""
    step = -1

    def tell(event: RunEvent) -> None:
        nonlocal step
        if isinstance(event, StepStarted) and title in event.title:
            step = event.index
            if not after:
                raise Killed
        if after and isinstance(event, StepEnded) and event.index == step:
            raise Killed

    await bench.ready()
    session = bench.session
    with pytest.raises(Killed):
        await session.apply(session.plan(bench.choices(**changes)), tell)
    (run,) = session.unsettled()
    return run


async def test_a_run_that_was_cut_off_is_named_and_no_other_begins_before_it_is_settled(
    bench: OpenBench,
) -> None:
    lab = await bench()
    run = await cut_off(lab, "Read back")
    assert (run.state, run.plan.server, run.plan.changes[0].what) == (
        RunState.INTERRUPTED,
        "SYNC01",
        "Password writeback",
    )
    with pytest.raises(RunUnsettled, match=run.id):
        await lab.session.apply(lab.session.plan(lab.choices(password_writeback=False)), lab.events.append)


@pytest.mark.parametrize(
    "title", ["Export the current", "Enable Password", "Read back", "heartbeat", "Write back"]
)
@pytest.mark.parametrize("pause", [False, True])
async def test_going_on_ends_as_if_nothing_had_happened(bench: OpenBench, title: str, pause: bool) -> None:
    lab = await bench()
    before = lab.scheduler()
    run = await cut_off(lab, title, after=title == "Enable Password", pause_scheduler=pause)
    found = await lab.session.recover(run.id, lab.events.append)
    assert (found.left_paused, lab.scheduler()) == (False, before)
    report = await lab.session.go_on(run.id, lab.events.append)
    assert (report.outcome, report.run_id) == (RunOutcome.DONE, run.id)
    assert (lab.onboardings(), lab.scheduler()) == (1, before)
    assert (lab.session.unsettled(), lab.lab.state()["bugs"]) == ((), [])
    assert history.find(run.id).verdict == Verdict.PROVEN.value


async def test_going_on_shows_what_is_done_and_says_whose_lock_was_left(bench: OpenBench) -> None:
    lab = await bench()
    run = await cut_off(lab, "Read back")
    await lab.session.recover(run.id, lab.events.append)
    notes = [event.text for event in lab.events if isinstance(event, RunNote)]
    assert str(run.operator.pid) in notes[0]
    assert "taken over" in notes[0]


async def test_a_change_that_was_sent_but_not_recorded_is_found_done(
    bench: OpenBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = await bench()
    end = runner.Run._end

    def dying(self: runner.Run, index: int, outcome: StepOutcome, note: str) -> None:
        if self.plan.steps[index].id == "set-password-writeback":
            raise Killed
        end(self, index, outcome, note)

    with monkeypatch.context() as patch:
        patch.setattr(runner.Run, "_end", dying)
        await lab.ready()
        with pytest.raises(Killed):
            await lab.session.apply(lab.session.plan(lab.choices()), lab.events.append)
    (run,) = lab.session.unsettled()
    (opened,) = run.open_writes
    found = await lab.session.recover(run.id, lab.events.append)
    assert found.steps[opened].outcome is StepOutcome.DONE
    assert (await lab.session.go_on(run.id, lab.events.append)).outcome is RunOutcome.DONE
    assert lab.onboardings() == 1


async def test_stopping_here_sends_nothing_and_settles_the_run(bench: OpenBench) -> None:
    lab = await bench()
    run = await cut_off(lab, "Enable Password", pause_scheduler=True)
    before = lab.scheduler() | {"sync_cycle_enabled": True}
    await lab.session.recover(run.id, lab.events.append)
    report = await lab.session.end_run(run.id)
    assert (report.outcome, lab.onboardings(), lab.scheduler()) == (RunOutcome.STOPPED, 0, before)
    assert lab.session.unsettled() == ()
    assert [one.id for one in lab.session.unseen()] == [run.id]
    with pytest.raises(RunUnknown, match="is over"):
        await lab.session.go_on(run.id, lab.events.append)


async def test_a_run_that_was_cut_off_is_taken_back_by_another_run(bench: OpenBench) -> None:
    lab = await bench()
    run = await cut_off(lab, "heartbeat")
    session = lab.session
    run = await session.recover(run.id, lab.events.append)
    plan = session.plan(session.undo_choices(run))
    report = await session.apply(plan, lab.events.append, undoes=run.id)
    assert report.outcome is RunOutcome.DONE
    state = lab.lab.state()
    assert (state["writeback"]["enabled"], state["writeback"]["onboardings"]) == (False, 1)
    assert (history.find(report.run_id).undoes, history.find(run.id).outcome) == (run.id, RunOutcome.STOPPED)
    assert session.unsettled() == ()


async def test_undo_after_the_end_returns_to_the_recorded_state_and_a_second_one_has_nothing_to_do(
    bench: OpenBench,
) -> None:
    lab = await bench()
    session = await lab.ready()
    done = await session.apply(session.plan(lab.choices()), lab.events.append)
    choices = session.undo_choices(history.find(done.run_id))
    report = await session.apply(session.plan(choices), lab.events.append, undoes=done.run_id)
    switches = lab.lab.state()["switches"]
    assert report.outcome is RunOutcome.DONE
    assert not lab.lab.state()["writeback"]["enabled"]
    assert (switches["write_back_passwords"], switches["account_unlock"]) == (False, False)
    assert session.plan(choices).is_empty


async def test_another_change_since_then_refuses_going_on_and_names_it(bench: OpenBench) -> None:
    lab = await bench()
    run = await cut_off(lab, "Read back")
    lab.lab.portal(write_back_passwords=True)
    with pytest.raises(PlanStale, match=r"switches\.write-back-passwords: False -> True"):
        await lab.session.go_on(run.id, lab.events.append)


async def test_what_is_left_in_the_tenant_needs_a_sign_in(bench: OpenBench) -> None:
    lab = await bench()
    run = await cut_off(lab, "Read back")
    again = Bench(lab.lab)
    await again.session.connect()
    with pytest.raises(SignInRequired):
        await again.session.go_on(run.id, lab.events.append)
    await again.sign_in()
    assert (await again.session.go_on(run.id, lab.events.append)).outcome is RunOutcome.DONE
    assert lab.onboardings() == 1
    await again.session.close()


async def test_the_outcome_waits_until_somebody_has_seen_it(bench: OpenBench) -> None:
    lab = await bench()
    session = await lab.ready()
    report: RunEnded = await session.apply(
        session.plan(lab.choices(switch_method=SwitchMethod.ASSISTED)), lab.events.append
    )
    (waiting,) = session.unseen()
    assert (waiting.id, waiting.outcome) == (report.run_id, RunOutcome.DONE)
    session.mark_seen(report.run_id)
    assert session.unseen() == ()


async def test_a_run_on_another_lab_is_not_ours_to_resume(bench: OpenBench) -> None:
    lab = await bench()
    run = await cut_off(lab, "Read back")
    other = await bench()
    await other.session.connect()
    assert other.session.unsettled() == ()
    with pytest.raises(RunUnknown, match="not on this profile's server"):
        await other.session.recover(run.id, other.events.append)
    lab.lab.stop()
    assert history.find(run.id).state is RunState.LAB_ENDED
