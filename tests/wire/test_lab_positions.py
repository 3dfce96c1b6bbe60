"""Faults at the n-th message, and a server that goes away, on a whole lab over the real wire."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.client import HTTPSConnection

import httpx
import pytest
import requests
from pypsrp.exceptions import WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan
from tests.cloud import Web
from tests.lab import ControlRefused, Lab, running_lab
from tests.wire.lab_remote import CONNECTOR, enable, run, wsman

Cut = (requests.exceptions.ConnectionError, ConnectionError)
SHELL_NOT_FOUND = 2150858843
SWITCHES = "/api/PasswordReset/OnPremisesPasswordResetPolicies"


@pytest.fixture(scope="module")
def process() -> Iterator[Lab]:
    with running_lab("contoso", "--speed", "600") as lab:
        yield lab
    assert lab.errors == ""


@pytest.fixture
def lab(process: Lab) -> Iterator[Lab]:
    process.reset()
    yield process
    assert process.state()["bugs"] == []


def messages(lab: Lab) -> list[str]:
    verbs: list[str] = lab.state()["wsman"]["messages"]
    return verbs


def test_messages_are_listed_in_order(lab: Lab) -> None:
    enable(lab)
    seen = messages(lab)
    assert seen[0] == "Create"
    assert seen[-1] == "Delete"
    assert "Receive" in seen[seen.index("Command") :]


@pytest.mark.parametrize("when", ["before", "after"])
def test_every_position_can_be_cut_and_the_count_ends_there(lab: Lab, when: str) -> None:
    enable(lab)
    total = len(messages(lab))
    for number in range(1, total + 1):
        lab.reset()
        lab.faults(drop_at={"n": number, "when": when})
        with pytest.raises(Cut):
            enable(lab)
        assert lab.control("GET", "faults")["drop_at"] == {}
        assert len(messages(lab)) >= number


@pytest.mark.parametrize(("when", "sent"), [("before", 0), ("after", 1)])
def test_a_command_cut_by_its_position_has_run_or_not(lab: Lab, when: str, sent: int) -> None:
    with wsman(lab) as server, RunspacePool(server) as pool:
        lab.faults(drop_at={"n": 1, "when": when})
        with pytest.raises(Cut):
            run(pool, "Set-ADSyncScheduler", SyncCycleEnabled=False)
        run(pool, "Get-ADSyncScheduler")
    assert len(lab.state()["changes"]) == sent
    assert lab.state()["scheduler"]["sync_cycle_enabled"] is (sent == 0)


def test_any_fault_can_wait_for_its_message(lab: Lab) -> None:
    with wsman(lab) as server, RunspacePool(server) as pool:
        fault = {"code": 5, "subcode": "w:AccessDenied", "reason": "Access is denied."}
        lab.faults(at={"n": 2, "faults": {"fault": {"Command": fault}}})
        PowerShell(pool).add_cmdlet("Get-Date").begin_invoke()
        with pytest.raises(WSManFaultError):
            PowerShell(pool).add_cmdlet("Get-Date").begin_invoke()


def test_a_reboot_after_a_command_keeps_its_effect_and_loses_its_answer(lab: Lab) -> None:
    with wsman(lab) as server:
        pool = opened(server)
        lab.faults(at={"n": 1, "when": "after", "faults": {"reboot_seconds": 600}})
        with pytest.raises(Cut):
            run(pool, "Set-ADSyncScheduler", SyncCycleEnabled=False)
    state = lab.state()
    assert [one["name"] for one in state["changes"]] == ["Set-ADSyncScheduler"]
    assert state["wsman"]["shells"] == []
    with pytest.raises(ConnectionRefusedError):
        _touch(lab)


def test_a_reboot_ends_by_itself(lab: Lab) -> None:
    lab.faults(reboot_seconds=0.05)
    patient = {"reconnection_retries": 9, "reconnection_backoff": 0.01}
    with wsman(lab, **patient) as server, RunspacePool(server) as pool:
        assert run(pool, "Get-Date").output


def test_a_shell_that_vanished_is_not_found(lab: Lab) -> None:
    with wsman(lab) as server:
        pool = opened(server)
        lab.faults(shells_vanish=True)
        with pytest.raises(WSManFaultError) as caught:
            run(pool, "Get-Date")
    assert caught.value.code == SHELL_NOT_FOUND


def test_who_waits_for_output_of_a_vanished_shell_is_told(lab: Lab) -> None:
    lab.set("timing.onboarding_seconds", 600_000)
    with wsman(lab) as server:
        pool = opened(server)
        shell = PowerShell(pool)
        shell.add_cmdlet("Set-ADSyncAADPasswordResetConfiguration")
        shell.add_parameters({"Connector": CONNECTOR, "Enable": True}).begin_invoke()
        timer = threading.Thread(target=lambda: lab.faults(shells_vanish=True))
        timer.start()
        with pytest.raises(WSManFaultError) as caught:
            shell.end_invoke()
        timer.join()
    assert caught.value.code == SHELL_NOT_FOUND
    (change,) = lab.state()["changes"]
    assert change["outcome"] == "stopped"
    assert lab.state()["writeback"]["changing"] is True


def test_the_next_connections_are_cut_unread(lab: Lab) -> None:
    lab.faults(refuse_next=2)
    for _ in range(2):
        with pytest.raises(ConnectionError):
            _touch(lab)
    assert _touch(lab) == 404
    assert lab.state()["wsman"]["counts"]["refused"] == 2


def test_an_open_connection_outlives_a_refusal(lab: Lab) -> None:
    with wsman(lab) as server, RunspacePool(server) as pool:
        lab.faults(refuse_seconds=600)
        assert run(pool, "Get-Date").output
        with pytest.raises(ConnectionRefusedError):
            _touch(lab)


@pytest.mark.parametrize(("when", "saved"), [("before", False), ("after", True)])
def test_a_portal_write_can_be_cut_before_and_after_it_took_effect(lab: Lab, when: str, saved: bool) -> None:
    enable(lab)
    web = Web(lab)
    token = web.portal_token()
    lab.faults(drop_request={"n": 1, "when": when})
    with pytest.raises(httpx.TransportError):
        web.put(SWITCHES, token, {"passwordWriteBackSupported": True})
    state = lab.state()
    assert state["switches"]["write_back_passwords"] is saved
    assert state["requests"][f"PUT {SWITCHES}"] == 1
    assert [one["status"] for one in state["tenant_writes"]] == [204] * saved
    assert state["request_sequence"][-1] == f"PUT {SWITCHES}"


def test_a_tenant_fault_can_wait_for_its_request(lab: Lab) -> None:
    web = Web(lab)
    token = web.sign_in()["access_token"]
    lab.faults(at_request={"n": 2, "faults": {"graph": {"/me": [{"status": 503}]}}})
    assert [web.get("/v1.0/me", token).status_code for _ in range(3)] == [200, 503, 200]


def test_changes_are_told_with_their_parameters_and_without_secrets(lab: Lab) -> None:
    token = Web(lab).sign_in()["access_token"]
    with wsman(lab) as server, RunspacePool(server) as pool:
        run(
            pool,
            "Set-ADSyncAADPasswordResetConfiguration",
            Connector=CONNECTOR,
            Enable=True,
            AccessToken=token,
        )
        run(pool, "Set-ADSyncAADPasswordResetConfiguration", Connector=CONNECTOR, Enable=False)
    first, second = lab.state()["changes"]
    assert first["parameters"] == {"Connector": CONNECTOR, "Enable": True, "AccessToken": "<secret>"}
    assert (first["outcome"], second["outcome"]) == ("done", "done")
    writeback = lab.state()["writeback"]
    assert (writeback["onboardings"], writeback["offboardings"]) == (1, 1)


def test_a_refused_change_is_told_as_failed(lab: Lab) -> None:
    lab.set("server.admin_groups", ["ADSyncOperators"])
    with wsman(lab) as server, RunspacePool(server) as pool:
        run(pool, "Get-ADSyncScheduler")
        run(pool, "Set-ADSyncScheduler", SyncCycleEnabled=False)
    (change,) = lab.state()["changes"]
    assert (change["outcome"], "80070005" in change["error"]) == ("failed", True)


@pytest.mark.parametrize(
    "fault",
    [
        {"drop_at": {"n": 0}},
        {"drop_at": {"n": 1, "when": "later"}},
        {"at": {"n": 1, "faults": {"no_such": 1}}},
        {"drop_request": {"when": "after"}},
    ],
)
def test_a_position_that_makes_no_sense_is_refused(lab: Lab, fault: dict[str, object]) -> None:
    with pytest.raises(ControlRefused):
        lab.faults(**fault)


def opened(server: WSMan) -> RunspacePool:
    """A pool that nobody closes: its shell is lost before the test ends."""
    pool = RunspacePool(server)
    pool.open()
    return pool


def _touch(lab: Lab) -> int:
    connection = HTTPSConnection("localhost", lab.https_port, context=lab.context, timeout=10)
    connection.request("GET", "/")
    return connection.getresponse().status
