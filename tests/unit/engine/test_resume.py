"""After a crash at any record: what is open is read again, nothing is sent twice."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

import pytest
from tests.builders import ENABLED, OPERATOR, TARGET, facts_of, server_facts, tenant_facts
from tests.unit.engine.fake_server import LOST, NOW, FakeServer, FakeSwitches

from writeback.domain.choices import Choices, ServerCredential
from writeback.domain.errors import JournalDamaged, RunUnknown
from writeback.domain.facts import Switches, SwitchMethod
from writeback.domain.history import DamagedRun, PastRun, RunState
from writeback.domain.plan import Plan, make_plan, state_of
from writeback.domain.ports import CloudCredential
from writeback.domain.run import RunEnded, RunEvent, RunOutcome, StepOutcome
from writeback.domain.steps import SetPasswordWriteback, Step, step_of
from writeback.engine import history, journal, runner
from writeback.engine.history import find_run, journal_path, past_run, past_runs
from writeback.engine.journal import Journal
from writeback.engine.lock import server_lock, this_operator
from writeback.engine.remaining import moved_apart_from, remaining, undoing
from writeback.engine.runner import Run

CHOICES = Choices(
    password_writeback=True,
    pause_scheduler=True,
    write_back_passwords=True,
    unlock_without_reset=True,
    switch_method=SwitchMethod.PORTAL_API,
)
PLAN = make_plan(facts_of(), CHOICES)
RECORDS = 2 + 2 * len(PLAN.steps)
WRITES = {"set": 1, "pause": 1, "start": 1}


class Killed(BaseException):
    """The process is gone: nothing after it happens."""


@pytest.fixture(autouse=True)
def _quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path))
    for name in ("ATTEMPT_SECONDS", "SETTLED_SECONDS", "UNDER_WAY_SECONDS"):
        monkeypatch.setattr(runner, name, 0)


class Bench:
    """One server and one portal for a run, its end, and what comes after."""

    def __init__(self) -> None:
        self.server = FakeServer()
        self.switches = FakeSwitches()
        self.told: list[RunEvent] = []

    def run_of(self, journal: Journal, plan: Plan = PLAN) -> Run:
        nothing = CloudCredential(ServerCredential.NONE)
        return Run("r1", plan, self.server, self.switches, nothing, NOW, journal, self.told.append)

    async def run(self, plan: Plan = PLAN) -> RunEnded:
        with Journal(journal_path("r1")) as journal:
            run = self.run_of(journal, plan)
            run.begin(this_operator(), TARGET)
            return await run.execute()

    async def run_until(self, records: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """Dies before the record of that number is written."""
        write, written = Journal.write, 0

        def dying(journal: Journal, kind: str, **content: object) -> None:
            nonlocal written
            if written == records:
                raise Killed
            written += 1
            write(journal, kind, **content)

        with monkeypatch.context() as patch:
            patch.setattr(Journal, "write", dying)
            with pytest.raises(Killed):
                await self.run()

    async def resume(self) -> RunEnded:
        past = recorded()
        with Journal.reopen(journal_path("r1")) as journal:
            run = self.run_of(journal)
            run.resume(OPERATOR)
            await run.recover(past)
            await run.restore(recorded())
            assert self.server.state.sync_cycle_enabled
            return await run.execute(remaining(recorded()))


def recorded() -> PastRun:
    run = past_run(journal_path("r1"))
    assert run is not None
    return run


@pytest.mark.parametrize("records", range(1, RECORDS))
async def test_a_run_that_died_at_any_record_is_gone_on_with_and_sends_nothing_twice(
    records: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench()
    await bench.run_until(records, monkeypatch)
    report = await bench.resume()
    assert report.outcome is RunOutcome.DONE
    assert bench.server.writeback.enabled
    assert bench.switches.state == Switches(True, True)
    assert bench.server.state.sync_cycle_enabled
    assert bench.server.calls.count("set") == 1
    assert not recorded().is_unsettled


async def test_a_journal_without_a_record_is_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()
    await bench.run_until(0, monkeypatch)
    assert (past_runs(), bench.server.calls) == ((), [])


async def test_what_was_paused_is_put_back_before_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()
    await bench.run_until(6, monkeypatch)
    assert (bench.server.calls, recorded().left_paused) == (["export", "pause"], True)
    with Journal.reopen(journal_path("r1")) as journal:
        run = bench.run_of(journal)
        run.resume(OPERATOR)
        await run.recover(recorded())
        await run.restore(recorded())
    assert (bench.server.calls[2:], recorded().left_paused) == (["resume"], False)


async def test_a_pause_that_was_put_back_is_made_again_for_the_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = Bench()
    await bench.run_until(6, monkeypatch)
    await bench.resume()
    assert bench.server.calls == ["export", "pause", "resume", "pause", "set", "resume", "export", "start"]


async def test_a_clock_that_was_set_forward_does_not_make_absence_count_too_early(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = Bench()
    with monkeypatch.context() as patch:
        patch.setattr(journal, "datetime", AnHourAgo)
        await bench.run_until(6, monkeypatch)
    looks = arrives_at_look(3, bench.server)
    monkeypatch.setattr(runner, "SETTLED_SECONDS", 60)
    await recover(bench)
    assert (looks, recorded().steps[2].outcome) == ([1, 2, 3], StepOutcome.DONE)


async def test_after_another_boot_nobody_waits_for_what_died_with_the_one_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = Bench()
    await bench.run_until(6, monkeypatch)
    looks = arrives_at_look(3, bench.server)
    now = time.monotonic()
    monkeypatch.setattr(runner, "this_operator", lambda: replace(this_operator(), boot="another"))
    monkeypatch.setattr(runner, "SETTLED_SECONDS", now)
    await recover(bench)
    assert (looks, recorded().steps[2].outcome) == ([1], StepOutcome.FAILED)


class AnHourAgo(datetime):
    """The clock before it was set forward."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return super().now(tz) - timedelta(hours=1)


def arrives_at_look(number: int, server: FakeServer) -> list[int]:
    """The pause that was sent takes effect late; gives the looks, as they happen."""
    looks: list[int] = []

    def look() -> None:
        looks.append(len(looks) + 1)
        server.state = replace(server.state, sync_cycle_enabled=len(looks) < number)

    server.state, server.on_poll = replace(server.state, sync_cycle_enabled=True), look
    return looks


async def recover(bench: Bench) -> None:
    with Journal.reopen(journal_path("r1")) as reopened:
        run = bench.run_of(reopened)
        run.resume(OPERATOR)
        await run.recover(recorded())


async def test_a_step_that_cannot_be_read_stays_in_doubt_and_nothing_follows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = Bench()
    await bench.run_until(8, monkeypatch)
    index = next(i for i, s in enumerate(PLAN.steps) if isinstance(s, SetPasswordWriteback))
    bench.server.unreadable = [LOST] * 9
    with Journal.reopen(journal_path("r1")) as journal:
        run = bench.run_of(journal)
        run.resume(OPERATOR)
        await run.recover(recorded())
    assert recorded().steps[index].outcome is StepOutcome.IN_DOUBT
    assert recorded().open_writes == (index,)


async def test_a_finished_run_says_so_and_is_not_shown_yet() -> None:
    await Bench().run()
    run = recorded()
    assert (run.state, run.outcome, run.seen, run.is_unsettled) == (
        RunState.ENDED,
        RunOutcome.DONE,
        False,
        False,
    )
    with Journal.reopen(journal_path("r1")) as journal:
        journal.write("shown", run="r1")
    assert recorded().seen


async def test_the_plan_of_a_run_is_read_back_to_the_digest() -> None:
    await Bench().run()
    assert recorded().plan == PLAN


async def test_a_run_in_doubt_is_unsettled_until_it_is_given_up() -> None:
    bench = Bench()
    bench.server.fails_after["set"] = LOST
    bench.server.unreadable = []
    bench.server.on_call["set"] = lambda: bench.server.unreadable.extend([LOST] * 9)
    assert (await bench.run()).outcome is RunOutcome.IN_DOUBT
    assert recorded().is_unsettled


async def test_a_run_of_a_living_process_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    await Bench().run_until(5, monkeypatch)
    with server_lock(PLAN.server, "r1", this_operator()):
        assert (recorded().state, recorded().is_unsettled) == (RunState.GOING_ON, False)
    assert recorded().state is RunState.INTERRUPTED


async def test_a_run_begun_on_another_machine_is_not_judged_here(monkeypatch: pytest.MonkeyPatch) -> None:
    await Bench().run_until(5, monkeypatch)
    monkeypatch.setattr(history, "this_operator", lambda: replace(OPERATOR, host="elsewhere"))
    assert (recorded().state, recorded().is_unsettled) == (RunState.ELSEWHERE, False)


async def test_a_journal_that_was_edited_is_named_and_not_believed() -> None:
    await Bench().run()
    path = journal_path("r1")
    path.write_bytes(path.read_bytes().replace(b'"outcome":"done"', b'"outcome":"fail"', 1))
    (run,) = past_runs()
    assert isinstance(run, DamagedRun)
    with pytest.raises(JournalDamaged):
        find_run("r1")


async def test_a_run_is_found_by_the_beginning_of_its_id() -> None:
    await Bench().run()
    assert find_run("r").id == "r1"
    for wrong in ("", "x"):
        with pytest.raises(RunUnknown):
            find_run(wrong)


async def test_undoing_leads_back_to_what_was_recorded() -> None:
    bench = Bench()
    await bench.run()
    choices = undoing(recorded())
    now = facts_of(server_facts(writeback=ENABLED), tenant_facts(switches=Switches(True, True)))
    plan = make_plan(now, choices)
    assert (choices.password_writeback, choices.write_back_passwords, choices.unlock_without_reset) == (
        False,
        False,
        False,
    )
    await bench_after(bench, plan)
    assert not bench.server.writeback.enabled
    assert bench.switches.state == Switches(False, False)
    assert make_plan(facts_of(), choices).is_empty


async def bench_after(bench: Bench, plan: Plan) -> None:
    with Journal(journal_path("r2")) as journal:
        run = replace(bench.run_of(journal, plan), run_id="r2")
        run.begin(this_operator(), TARGET, undoes="r1")
        await run.execute()
    assert find_run("r2").undoes == "r1"


async def test_only_what_the_run_has_changed_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()
    await bench.run_until(6, monkeypatch)
    choices = undoing(recorded())
    assert (choices.password_writeback, choices.write_back_passwords) == (None, None)


async def test_what_the_run_itself_has_changed_has_not_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    await Bench().run_until(9, monkeypatch)
    now = dict(state_of(server_facts(writeback=ENABLED), tenant_facts()))
    assert moved_apart_from(recorded(), now) == ()
    other = now | {"switches.write-back-passwords": "True"}
    assert moved_apart_from(recorded(), other) == ("switches.write-back-passwords: False -> True",)


def test_a_journal_of_another_version_is_not_read_as_ours() -> None:
    with Journal(journal_path("r1")) as journal:
        journal.write("run-started", run="r1", plan={"digest": "00"})
    with pytest.raises(JournalDamaged, match="not one of this version"):
        recorded()


@pytest.mark.parametrize("step", PLAN.steps, ids=lambda step: str(step.id))
def test_every_step_is_read_back_from_its_record(step: Step) -> None:
    assert step_of(step.id, json.loads(json.dumps(step.arguments()))) == step


def test_a_step_with_other_arguments_is_refused() -> None:
    with pytest.raises(ValueError, match="set-sync-cycle-enabled"):
        step_of("set-sync-cycle-enabled", {"enabled": True, "force": True})
