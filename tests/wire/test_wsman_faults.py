"""Faults on purpose, and what survives them."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from pypsrp.complex_objects import PSInvocationState
from pypsrp.exceptions import WinRMTransportError, WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool
from tests.wire import wsman_cmdlets
from tests.wire.wsman_lab import RunningLab, invoke, running_lab

from writeback.lab.certificate import ServerCertificate


def started(pool: RunspacePool, steps: int = 6) -> PowerShell:
    shell = PowerShell(pool)
    shell.add_cmdlet("Start-Work").add_parameter("Steps", steps)
    shell.begin_invoke()
    return shell


def poll_to_the_end(shell: PowerShell) -> list[Any]:
    while shell.state == PSInvocationState.RUNNING:
        shell.poll_invoke(timeout=5)
    return list(shell.output)


def repair(pool: RunspacePool) -> None:
    """Make the next request sign in anew."""
    transport = pool.connection.transport
    transport.encryption = None
    transport.session.close()
    transport.session = None


def test_over_https_a_cut_before_a_poll_loses_no_output(wsman_lab: RunningLab) -> None:
    with wsman_lab.pool(auth="negotiate") as pool:
        shell = started(pool)
        wsman_lab.faults.drop_receive_after = 1
        shell.poll_invoke(timeout=5)
        with pytest.raises(requests.exceptions.ConnectionError):
            shell.poll_invoke(timeout=5)
        assert poll_to_the_end(shell) == [1, 2, 3, 4, 5, 6]


def test_over_https_an_answer_lost_after_a_poll_is_sent_again(wsman_lab: RunningLab) -> None:
    with wsman_lab.pool() as pool:
        shell = started(pool)
        wsman_lab.faults.drop_after["Receive"] = 2
        shell.poll_invoke(timeout=5)
        with pytest.raises(requests.exceptions.ConnectionError):
            poll_to_the_end(shell)
        assert poll_to_the_end(shell) == [1, 2, 3, 4, 5, 6]


def test_sealed_http_does_not_survive_a_new_connection_by_itself(wsman_lab: RunningLab) -> None:
    with wsman_lab.pool(tls=False) as pool:
        invoke(pool, "Add-Mark")
        wsman_lab.drop_idle_connections()
        with pytest.raises(WinRMTransportError) as caught:
            invoke(pool, "Add-Mark")
        assert caught.value.code == 400
        repair(pool)
        assert invoke(pool, "Add-Mark").output == ["mark"]


def test_sealed_http_loses_no_output_when_repaired(wsman_lab: RunningLab) -> None:
    with wsman_lab.pool(tls=False) as pool:
        shell = started(pool)
        wsman_lab.faults.drop_receive_after = 1
        with pytest.raises(requests.exceptions.ConnectionError):
            poll_to_the_end(shell)
        repair(pool)
        assert poll_to_the_end(shell) == [1, 2, 3, 4, 5, 6]


def test_a_command_cut_before_it_was_acted_on_did_not_run(wsman_lab: RunningLab) -> None:
    wsman_cmdlets.ran.clear()
    with wsman_lab.pool() as pool:
        wsman_lab.faults.drop_before["Command"] = 1
        with pytest.raises(requests.exceptions.ConnectionError):
            PowerShell(pool).add_cmdlet("Add-Mark").invoke()
        invoke(pool, "Get-Text", Size=1)
    assert wsman_cmdlets.ran == []


def test_a_command_cut_after_it_was_acted_on_did_run(wsman_lab: RunningLab) -> None:
    wsman_cmdlets.ran.clear()
    with wsman_lab.pool() as pool:
        wsman_lab.faults.drop_after["Command"] = 1
        with pytest.raises(requests.exceptions.ConnectionError):
            PowerShell(pool).add_cmdlet("Add-Mark").invoke()
        invoke(pool, "Get-Text", Size=1)
    assert wsman_cmdlets.ran == ["mark"]


@pytest.mark.parametrize("verb", ["Create", "Signal", "Delete"])
def test_a_verb_can_be_cut_off_after_it_was_acted_on(wsman_lab: RunningLab, verb: str) -> None:
    wsman_lab.faults.drop_after[verb] = 1
    with pytest.raises(requests.exceptions.ConnectionError), wsman_lab.pool() as pool:
        invoke(pool, "Add-Mark")
    assert wsman_lab.faults.drop_after == {}


def test_a_scripted_fault_answers_once(wsman_lab: RunningLab) -> None:
    wsman_lab.faults.fault["Command"] = {
        "code": 5,
        "subcode": "w:AccessDenied",
        "reason": "Access is denied.",
    }
    with wsman_lab.pool() as pool:
        with pytest.raises(WSManFaultError) as caught:
            PowerShell(pool).add_cmdlet("Add-Mark").invoke()
        assert (caught.value.code, caught.value.reason) == (5, "Access is denied.")
        assert invoke(pool, "Add-Mark").output == ["mark"]


def test_an_http_status_replaces_the_envelope(wsman_lab: RunningLab) -> None:
    wsman_lab.faults.http_status = 503
    with pytest.raises(WSManFaultError) as caught:
        RunspacePool(wsman_lab.wsman()).open()
    assert caught.value.code is None


def test_refused_connections_are_closed(wsman_lab: RunningLab) -> None:
    wsman_lab.faults.refuse_connections = True
    with pytest.raises(requests.exceptions.ConnectionError):
        RunspacePool(wsman_lab.wsman()).open()


def test_an_answer_that_stalls_meets_the_read_timeout(wsman_lab: RunningLab) -> None:
    wsman_lab.faults.stall_seconds = 5.0
    with pytest.raises(requests.exceptions.ReadTimeout):
        RunspacePool(wsman_lab.wsman(operation_timeout=1, read_timeout=0.3)).open()


def test_an_idle_connection_is_closed_and_https_goes_on(certificate: ServerCertificate) -> None:
    with running_lab(certificate) as lab, lab.pool() as pool:
        invoke(pool, "Add-Mark")
        lab.drop_idle_connections()
        assert invoke(pool, "Add-Mark").output == ["mark"]


@pytest.mark.parametrize("body", [b"", b"not xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", b"<x/>"])
def test_a_strange_body_never_breaks_the_service(wsman_lab: RunningLab, body: bytes) -> None:
    answer = requests.post(
        f"https://localhost:{wsman_lab.https_port}/wsman",
        data=body,
        auth=("labadmin", wsman_lab.world.server.accounts["labadmin"].encode()),
        headers={"Content-Type": "application/soap+xml;charset=UTF-8"},
        verify=str(wsman_lab.certificate.ca_file),
        timeout=5,
    )
    assert answer.status_code == (500 if body else 200)


@pytest.mark.parametrize(("method", "path"), [("GET", "/wsman"), ("POST", "/other")])
def test_anything_but_a_post_to_wsman_is_not_found(wsman_lab: RunningLab, method: str, path: str) -> None:
    url = f"http://127.0.0.1:{wsman_lab.http_port}{path}"
    assert requests.request(method, url, timeout=5).status_code == 404
