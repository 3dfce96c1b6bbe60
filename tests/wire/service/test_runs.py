"""Runs against the lab: done once, refused, lost and settled; the scheduler is always as it was found."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from writeback.domain.choices import ServerCredential
from writeback.domain.errors import (
    Blocked,
    CredentialNeeded,
    PlanStale,
    ServerLocked,
    TenantMismatch,
    WritebackError,
)
from writeback.domain.evidence import Verdict
from writeback.domain.facts import TenantFacts
from writeback.domain.ports import CloudCredential
from writeback.domain.run import RunEnded, RunEvent, RunOutcome, StepEnded, StepOutcome, StepStarted
from writeback.domain.secret import Secret
from writeback.engine import runner
from writeback.engine.journal import read
from writeback.engine.lock import server_lock, this_operator
from writeback.service import history

from .conftest import Bench, OpenBench

THE_CHANGE = 3
"""The Command of its step that changes something: the record and the events are read right before it."""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lab acts on a command within a second, so absence counts sooner than it may in life."""
    monkeypatch.setattr(runner, "ATTEMPT_SECONDS", 0.2)
    monkeypatch.setattr(runner, "SETTLED_SECONDS", 2.0)


async def run(bench: Bench, at: dict[str, dict[str, Any]] | None = None, **changes: Any) -> Any:
    """Runs the whole plan; `at` sets faults of the lab when a step of that title begins."""

    def tell(event: RunEvent) -> None:
        bench.events.append(event)
        for title, faults in (at or {}).items():
            if isinstance(event, StepStarted) and title in event.title:
                bench.lab.faults(**faults)

    session = bench.session
    return await session.apply(session.plan(bench.choices(**changes)), tell)


def text_of(report: RunEnded) -> str:
    """The whole journal of a run."""
    return Path(report.journal).read_text()


@pytest.mark.parametrize("scenario", ["contoso", "azure-ad-connect-2021"])
async def test_a_run_enables_once_and_is_proven(bench: OpenBench, scenario: str) -> None:
    lab = await bench(scenario)
    await lab.ready()
    before = lab.scheduler()
    report = await run(lab)
    verdict, _evidence = await lab.session.verify()
    assert (report.outcome, verdict) == (RunOutcome.DONE, Verdict.PROVEN)
    assert (lab.onboardings(), lab.scheduler()) == (1, before)
    assert lab.session.plan(lab.choices()).is_empty
    assert lab.lab.state()["bugs"] == []


async def test_the_servers_half_alone_is_not_measured_before_the_tenants_half(bench: OpenBench) -> None:
    lab = await bench()
    await lab.ready()
    half = await run(lab, write_back_passwords=None, unlock_without_reset=None)
    assert (half.outcome, history.find(half.run_id).verdict) == (RunOutcome.DONE, "")
    await run(lab)
    verdict, _evidence = await lab.session.verify()
    assert (verdict, history.runs()[0].verdict) == (Verdict.PROVEN, "proven")


async def test_no_secret_is_in_the_journal_or_in_the_labs_log(bench: OpenBench, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text("Canary-7f3a9c-secret")
    lab = await bench("credential-required", "--secret-file", str(canary))
    await lab.ready()
    given = CloudCredential(ServerCredential.PASSWORD, lab.lab.operator, Secret("Canary-7f3a9c-secret"))
    session = lab.session
    plan = session.plan(lab.choices(server_credential=ServerCredential.PASSWORD))
    report = await session.apply(plan, lab.events.append, given)
    assert report.outcome is RunOutcome.DONE
    written = text_of(report) + repr(lab.events) + repr(lab.lab.state())
    assert "Canary-7f3a9c" not in written


async def test_a_paused_scheduler_is_put_back(bench: OpenBench) -> None:
    lab = await bench()
    await lab.ready()
    before = lab.scheduler()
    assert (await run(lab, pause_scheduler=True)).outcome is RunOutcome.DONE
    assert lab.scheduler() == before


@pytest.mark.parametrize("pause", [False, True])
async def test_an_answer_lost_after_the_effect_is_settled_without_a_second_onboarding(
    bench: OpenBench, pause: bool
) -> None:
    lab = await bench()
    await lab.ready()
    before = lab.scheduler()
    faults = {"Enable Password": {"drop_after": {"Command": THE_CHANGE}}}
    report = await run(lab, faults, pause_scheduler=pause)
    assert (report.outcome, lab.onboardings(), lab.scheduler()) == (RunOutcome.DONE, 1, before)


@pytest.mark.parametrize("pause", [False, True])
async def test_a_command_lost_before_its_effect_changes_nothing_and_says_so(
    bench: OpenBench, pause: bool
) -> None:
    lab = await bench()
    await lab.ready()
    before = lab.scheduler()
    faults = {"Enable Password": {"drop_before": {"Command": THE_CHANGE}}}
    report = await run(lab, faults, pause_scheduler=pause)
    assert (report.outcome, lab.onboardings(), lab.scheduler()) == (RunOutcome.FAILED, 0, before)
    assert "nothing was changed" in report.message


async def test_a_server_gone_in_the_middle_is_one_sentence_and_in_doubt(bench: OpenBench) -> None:
    lab = await bench()
    await lab.ready()
    before = lab.scheduler()
    faults = {"Enable Password": {"drop_before": {"Command": THE_CHANGE}, "refuse_connections": True}}
    report = await run(lab, faults)
    assert report.outcome in (RunOutcome.IN_DOUBT, RunOutcome.FAILED)
    assert "Traceback" not in report.message
    lab.lab.faults(reset=True)
    assert (lab.onboardings(), lab.scheduler()) == (0, before)
    kinds = [record["kind"] for record in read(Path(report.journal)).records]
    assert "run-ended" in kinds


async def test_a_plan_whose_state_has_moved_is_refused(bench: OpenBench) -> None:
    lab = await bench()
    session = await lab.ready()
    plan = session.plan(lab.choices())
    lab.lab.set("server.scheduler.sync_cycle_enabled", False)
    with pytest.raises(PlanStale, match=r"scheduler\.enabled: True -> False"):
        await session.apply(plan, lab.events.append)
    assert (lab.events, lab.onboardings()) == ([], 0)


async def test_a_finding_that_blocks_refuses_the_run(bench: OpenBench) -> None:
    lab = await bench("no-licence")
    await lab.ready()
    with pytest.raises(Blocked, match="no licence"):
        await run(lab)
    assert (lab.events, lab.onboardings()) == ([], 0)


async def test_a_second_run_on_the_server_is_told_who_is_at_it(bench: OpenBench) -> None:
    lab = await bench()
    await lab.ready()
    with (
        server_lock("SYNC01", "other", this_operator()),
        pytest.raises(ServerLocked, match="has been changing SYNC01"),
    ):
        await run(lab)
    assert lab.onboardings() == 0


async def test_a_server_that_asks_for_a_credential_is_said_before_anything_is_sent(bench: OpenBench) -> None:
    lab = await bench("credential-required")
    await lab.ready()
    with pytest.raises(CredentialNeeded):
        await run(lab, server_credential=ServerCredential.PASSWORD)
    assert (lab.events, lab.onboardings()) == ([], 0)


async def test_a_wrong_cloud_password_is_one_sentence_and_changes_nothing(bench: OpenBench) -> None:
    lab = await bench("credential-required")
    session = await lab.ready()
    before = lab.scheduler()
    wrong = CloudCredential(ServerCredential.PASSWORD, lab.lab.operator, Secret("wrong-canary"))
    plan = session.plan(lab.choices(server_credential=ServerCredential.PASSWORD))
    report = await session.apply(plan, lab.events.append, wrong)
    assert report.outcome is RunOutcome.FAILED
    assert "canary" not in report.message + text_of(report)
    assert not lab.lab.state()["writeback"]["enabled"]
    assert lab.scheduler() == before


async def test_a_person_outside_adsyncadmins_is_told_so(bench: OpenBench) -> None:
    lab = await bench("access-denied")
    await lab.ready()
    report = await run(lab)
    assert report.outcome is RunOutcome.FAILED
    assert "ADSyncAdmins" in report.message
    assert lab.onboardings() == 0


async def test_a_running_cycle_is_waited_for(bench: OpenBench) -> None:
    lab = await bench("sync-running")
    await lab.ready()
    assert (await run(lab)).outcome is RunOutcome.DONE


async def test_a_stop_while_waiting_changes_nothing(bench: OpenBench) -> None:
    lab = await bench("sync-running", "--speed", "1")
    session = await lab.ready()
    plan = session.plan(lab.choices())
    waits = asyncio.Event()

    def tell(event: RunEvent) -> None:
        lab.events.append(event)
        if isinstance(event, StepStarted) and "no sync cycle" in event.title:
            waits.set()

    going = asyncio.create_task(session.apply(plan, tell))
    await waits.wait()
    session.stop_after_step()
    assert (await going).outcome is RunOutcome.STOPPED
    assert lab.onboardings() == 0


async def test_a_stop_while_the_run_is_got_ready_ends_it_before_its_first_step(
    bench: OpenBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = await bench()
    session = await lab.ready()
    read_again = session._read_again

    async def told_meanwhile() -> None:
        await read_again()
        session.stop_after_step()

    with monkeypatch.context() as patched:
        patched.setattr(session, "_read_again", told_meanwhile)
        assert (await run(lab)).outcome is RunOutcome.STOPPED
    assert lab.onboardings() == 0
    assert (await run(lab)).outcome is RunOutcome.DONE


async def test_the_switches_by_hand_are_left_to_the_admin_and_said_so(bench: OpenBench) -> None:
    from writeback.domain.facts import SwitchMethod

    lab = await bench()
    await lab.ready()
    report = await run(lab, switch_method=SwitchMethod.ASSISTED)
    outcomes = [event.outcome for event in lab.events if isinstance(event, StepEnded)]
    assert (report.outcome, outcomes[-1]) == (RunOutcome.DONE, StepOutcome.BY_HAND)
    assert not lab.lab.state()["switches"]["write_back_passwords"]


SENTENCE_ENDS = (".", "!", ":")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("declined", "sign-in-declined"),
        ("expired", "sign-in-expired"),
        ("mfa", "sign-in-refused"),
        ("conditional-access", "sign-in-refused"),
    ],
)
async def test_a_sign_in_that_fails_is_one_sentence_and_an_earlier_reading_is_kept(
    bench: OpenBench, answer: str, code: str
) -> None:
    lab = await bench("contoso", *(("--device-code-expires", "1") if answer == "expired" else ()))
    server = await lab.session.connect()

    def respond() -> None:
        if answer == "declined":
            lab.lab.decline()
        elif answer != "expired":
            lab.lab.faults(oauth={"token": [answer]})

    with pytest.raises(WritebackError) as refusal:
        await lab.sign_in(respond)
    assert refusal.value.code == code
    assert refusal.value.sentence().endswith(SENTENCE_ENDS)
    assert lab.session.facts.server == server


async def test_signing_in_again_never_leads_to_another_tenant(bench: OpenBench) -> None:
    lab = await bench()
    session = await lab.ready()
    tenant = session.facts.tenant
    assert isinstance(tenant, TenantFacts)
    other = replace(tenant, tenant_id="99999999-2222-3333-4444-555555555555")
    session.facts = replace(session.facts, tenant=other)
    with pytest.raises(TenantMismatch):
        await lab.sign_in()
    assert session.facts.tenant == other
