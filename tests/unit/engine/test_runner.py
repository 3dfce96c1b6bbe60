"""A run ends in before, after, or in doubt and said so; the scheduler is always put back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import ENABLED, OPERATOR, SCHEDULER, TARGET, event, facts_of
from tests.unit.engine.fake_server import LOST, NOW, FakeServer, FakeSwitches

from writeback.domain.choices import Choices, ServerCredential
from writeback.domain.errors import ConnectionLost, JournalUnwritable, WrongPassword
from writeback.domain.facts import SwitchMethod
from writeback.domain.plan import make_plan
from writeback.domain.ports import CloudCredential
from writeback.domain.run import RunEnded, RunEvent, RunOutcome, StepEnded, StepOutcome
from writeback.engine import runner
from writeback.engine.journal import Journal, read
from writeback.engine.runner import Run

ENABLE = Choices(password_writeback=True)
PAUSED = replace(ENABLE, pause_scheduler=True)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "ATTEMPT_SECONDS", 0)
    monkeypatch.setattr(runner, "SETTLED_SECONDS", 0)
    monkeypatch.setattr(runner, "UNDER_WAY_SECONDS", 0)


class Bench:
    """One run of a plan on a fake server."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "run.jsonl"
        self.server = FakeServer()
        self.switches = FakeSwitches()
        self.events: list[RunEvent] = []
        self.stop = asyncio.Event()

    async def run(self, choices: Choices = ENABLE) -> RunEnded:
        with Journal(self.path) as journal:
            run = Run(
                "r1",
                make_plan(facts_of(), choices),
                self.server,
                self.switches,
                CloudCredential(ServerCredential.NONE),
                NOW,
                journal,
                self.events.append,
                self.stop,
            )
            run.begin(OPERATOR, TARGET)
            return await run.execute()

    def outcomes(self) -> list[StepOutcome]:
        return [event.outcome for event in self.events if isinstance(event, StepEnded)]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


async def test_every_step_is_done_in_order(bench: Bench) -> None:
    report = await bench.run()
    assert (report.outcome, bench.server.calls) == (RunOutcome.DONE, ["export", "set", "export", "start"])
    assert bench.server.writeback.enabled


async def test_the_switches_are_saved_one_by_one(bench: Bench) -> None:
    choices = Choices(
        write_back_passwords=True, unlock_without_reset=True, switch_method=SwitchMethod.PORTAL_API
    )
    assert (await bench.run(choices)).outcome is RunOutcome.DONE
    assert bench.switches.state.write_back_passwords
    assert bench.switches.state.unlock_without_reset


@pytest.mark.parametrize(("lost", "outcome"), [(1, RunOutcome.DONE), (9, RunOutcome.IN_DOUBT)])
async def test_a_switch_that_cannot_be_read_after_the_save_is_read_again_or_in_doubt(
    bench: Bench, lost: int, outcome: RunOutcome
) -> None:
    bench.switches.unreadable = lost
    choices = Choices(write_back_passwords=True, switch_method=SwitchMethod.PORTAL_API)
    assert (await bench.run(choices)).outcome is outcome


async def test_a_lost_answer_after_the_effect_is_settled_by_reading_again(bench: Bench) -> None:
    bench.server.fails_after["set"] = LOST
    report = await bench.run()
    assert (report.outcome, bench.server.calls.count("set")) == (RunOutcome.DONE, 1)


async def test_a_lost_command_without_effect_is_failed_and_never_sent_again(bench: Bench) -> None:
    bench.server.fails_before["set"] = LOST
    report = await bench.run()
    assert (report.outcome, bench.server.calls.count("set")) == (RunOutcome.FAILED, 1)
    assert "nothing was changed" in report.message


async def test_what_cannot_be_read_again_is_in_doubt_and_said_so(bench: Bench) -> None:
    bench.server.fails_after["set"] = LOST
    bench.server.unreadable = [LOST] * 20
    report = await bench.run()
    assert report.outcome is RunOutcome.IN_DOUBT
    assert "not known" in report.message


async def test_what_has_begun_and_not_ended_is_in_doubt_not_absent(bench: Bench) -> None:
    bench.server.fails_before["set"] = LOST
    bench.server.logs_on_call["set"] = (event(31004, 1),)
    assert (await bench.run()).outcome is RunOutcome.IN_DOUBT


@pytest.mark.parametrize("end", [32011, 31013])
async def test_what_has_begun_and_failed_on_the_server_is_absent(bench: Bench, end: int) -> None:
    bench.server.fails_before["set"] = LOST
    bench.server.logs_on_call["set"] = (event(31004, 1), event(end, 2))
    assert (await bench.run()).outcome is RunOutcome.FAILED


async def test_what_began_longer_ago_than_any_change_takes_is_absent(bench: Bench) -> None:
    bench.server.fails_before["set"] = LOST
    bench.server.logs_on_call["set"] = (event(31004, 1),)
    bench.server.state = replace(SCHEDULER, next_start=None, clock=NOW + timedelta(minutes=12))
    assert (await bench.run()).outcome is RunOutcome.FAILED


async def test_what_somebody_else_has_done_meanwhile_is_refused_and_nothing_is_sent(bench: Bench) -> None:
    bench.server.writeback = ENABLED
    report = await bench.run()
    assert (report.outcome, bench.server.calls) == (RunOutcome.FAILED, ["export"])
    assert "Somebody else" in report.message


async def test_what_somebody_else_is_doing_right_now_is_refused_and_nothing_is_sent(bench: Bench) -> None:
    bench.server.log = (event(31004, 1),)
    report = await bench.run()
    assert (report.outcome, bench.server.calls) == (RunOutcome.FAILED, ["export"])
    assert "right now" in report.message


async def test_a_scheduler_that_somebody_else_has_paused_is_not_put_back(bench: Bench) -> None:
    bench.server.state = replace(SCHEDULER, sync_cycle_enabled=False)
    report = await bench.run(PAUSED)
    assert (report.outcome, bench.server.calls) == (RunOutcome.FAILED, ["export"])


async def test_a_cycle_that_runs_already_is_not_started_again(bench: Bench) -> None:
    bench.server.on_call["set"] = lambda: setattr(
        bench.server, "state", replace(SCHEDULER, sync_cycle_in_progress=True)
    )
    report = await bench.run()
    assert (report.outcome, bench.server.calls) == (RunOutcome.DONE, ["export", "set", "export"])


async def test_a_start_whose_answer_is_lost_puts_nothing_in_doubt(bench: Bench) -> None:
    bench.server.fails_before["start"] = LOST
    report = await bench.run()
    assert (report.outcome, bench.outcomes()[-1]) == (RunOutcome.DONE, StepOutcome.NOT_SEEN)


@pytest.mark.parametrize("when", ["fails_before", "fails_after"])
@pytest.mark.parametrize("call", ["set", "pause"])
async def test_the_scheduler_is_put_back_on_every_way_out(bench: Bench, when: str, call: str) -> None:
    getattr(bench.server, when)[call] = LOST
    bench.server.unreadable = [LOST] * 20 if call == "set" else []
    await bench.run(PAUSED)
    assert bench.server.state.sync_cycle_enabled
    assert bench.server.calls.count("pause") == 1


async def test_a_scheduler_that_could_not_be_put_back_is_said_whatever_ended_the_run(bench: Bench) -> None:
    bench.server.fails_before["set"] = WrongPassword("Refused.")
    bench.server.fails_before["resume"] = LOST
    report = await bench.run(PAUSED)
    assert report.outcome is RunOutcome.FAILED
    assert report.message.startswith("Refused.")
    assert "still paused" in report.message


async def test_a_defect_of_ours_does_not_leave_the_scheduler_paused(bench: Bench) -> None:
    bench.server.fails_before["set"] = RuntimeError("defect with a canary")
    report = await bench.run(PAUSED)
    assert bench.server.state.sync_cycle_enabled
    assert report.outcome is RunOutcome.IN_DOUBT
    assert "canary" not in report.message + bench.path.read_text()


async def test_a_refused_step_ends_the_run_before_the_next(bench: Bench) -> None:
    bench.server.fails_before["export"] = WrongPassword("Refused.", "Check the password.")
    report = await bench.run()
    assert (report.outcome, bench.server.calls) == (RunOutcome.FAILED, ["export"])
    assert report.message == "Refused. Check the password."


async def test_a_reading_step_is_begun_again_after_a_lost_connection(bench: Bench) -> None:
    bench.server.unreadable = [ConnectionLost("Lost.")]
    assert (await bench.run()).outcome is RunOutcome.DONE


async def test_a_stop_ends_a_mere_wait_at_once_and_changes_nothing(bench: Bench) -> None:
    bench.server.state = replace(SCHEDULER, sync_cycle_in_progress=True)
    bench.server.on_poll = bench.stop.set
    report = await bench.run()
    assert (report.outcome, bench.server.calls) == (RunOutcome.STOPPED, ["export"])


async def test_a_run_waits_for_the_end_of_a_cycle(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from writeback.domain.steps import wait_for_quiet_window

    monkeypatch.setattr(wait_for_quiet_window, "POLL_SECONDS", 0)
    polls = iter([True, True])
    bench.server.on_poll = lambda: setattr(
        bench.server, "state", replace(SCHEDULER, sync_cycle_in_progress=next(polls, False))
    )
    assert (await bench.run()).outcome is RunOutcome.DONE


async def test_the_journal_has_an_intent_before_and_an_outcome_after_every_step(bench: Bench) -> None:
    await bench.run()
    kinds = [record["kind"] for record in read(bench.path).records]
    assert kinds == ["run-started", *["intent", "outcome"] * 8, "run-ended"]


async def test_without_a_journal_nothing_is_sent(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Journal, kind: str, **content: object) -> None:
        if kind == "intent":  # the plan itself was written
            raise JournalUnwritable("The disk is full.")

    monkeypatch.setattr(Journal, "write", full)
    report = await bench.run()
    assert (report.outcome, bench.server.calls) == (RunOutcome.FAILED, [])


async def test_a_journal_that_fails_later_stops_the_run_but_not_the_restoring(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Journal.write

    def full(self: Journal, kind: str, **content: object) -> None:
        if "pause" in bench.server.calls:
            raise JournalUnwritable("The disk is full.")
        write(self, kind, **content)

    monkeypatch.setattr(Journal, "write", full)
    report = await bench.run(PAUSED)
    assert (report.outcome, bench.server.calls) == (RunOutcome.FAILED, ["export", "pause", "resume"])
