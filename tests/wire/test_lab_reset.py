"""A reset puts the lab back to how it began, without a new process."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from http.client import HTTPSConnection
from pathlib import Path

import pytest
from pypsrp.powershell import PowerShell, RunspacePool
from tests.cloud import Web
from tests.lab import ControlRefused, Lab, running_lab
from tests.wire.lab_remote import enable, wsman


@pytest.fixture(scope="module")
def process() -> Iterator[Lab]:
    with running_lab("contoso", "--speed", "600") as lab:
        yield lab
    assert lab.errors == ""


@pytest.fixture
def lab(process: Lab) -> Iterator[Lab]:
    process.reset("contoso")
    yield process
    assert process.state()["bugs"] == []


def told(lab: Lab) -> dict[str, object]:
    """What a reset must bring back: everything but the moments."""
    state = lab.state()
    events = [number for number, _ in state["events"]]
    scheduler = {**state["scheduler"], "next_start": None}
    return {**state, "now": None, "events": events, "scheduler": scheduler}


def test_everything_that_happened_is_undone(lab: Lab) -> None:
    before = told(lab)
    enable(lab)
    lab.advance(600)
    lab.portal(write_back_passwords=True)
    Web(lab).sign_in()
    lab.faults(latency_seconds=0.001, drop_after={"Delete": 5})
    assert told(lab) != before
    lab.reset()
    assert told(lab) == before
    assert lab.control("GET", "faults")["drop_after"] == {}


def test_secrets_ports_and_identifiers_stay(lab: Lab) -> None:
    password = Path(lab.ready["server"]["password_file"]).read_text(encoding="utf-8")
    before = _connector_id(lab)
    lab.reset()
    assert Path(lab.ready["server"]["password_file"]).read_text(encoding="utf-8") == password
    assert _connector_id(lab) == before


def test_tokens_and_codes_of_before_are_worthless(lab: Lab) -> None:
    web = Web(lab)
    token, code = web.sign_in()["access_token"], web.device_code()
    lab.reset()
    assert Web(lab).get("/v1.0/me", token).status_code == 401
    assert Web(lab).poll(code["device_code"]).json()["error"] == "bad_verification_code"


def test_open_shells_are_gone_and_a_new_one_opens(lab: Lab) -> None:
    with wsman(lab) as server:
        RunspacePool(server).open()
        assert len(lab.state()["wsman"]["shells"]) == 1
        lab.reset()
        assert lab.state()["wsman"]["shells"] == []
    assert _connector_id(lab)


def test_exported_files_are_gone(lab: Lab) -> None:
    with wsman(lab) as server, RunspacePool(server) as pool:
        export = PowerShell(pool).add_cmdlet("Get-ADSyncServerConfiguration")
        export.add_parameter("Path", "C:\\Temp\\before").invoke()
    (folder,) = lab.state()["exports"]
    assert Path(folder).exists()
    lab.reset()
    assert not Path(folder).exists()


def test_another_scenario_can_be_begun(lab: Lab) -> None:
    assert lab.reset("staging") == {"scenario": "staging"}
    assert lab.state()["scheduler"]["staging_mode_enabled"] is True


def test_an_unknown_scenario_changes_nothing(lab: Lab) -> None:
    lab.set("server.scheduler.staging_mode_enabled", True)
    with pytest.raises(ControlRefused) as caught:
        lab.reset("atlantis")
    assert caught.value.status == 404
    assert lab.state()["scheduler"]["staging_mode_enabled"] is True


def test_a_server_that_refuses_listens_again(lab: Lab) -> None:
    lab.faults(refuse_seconds=600)
    with pytest.raises(ConnectionRefusedError):
        _touch(lab)
    lab.reset()
    assert _touch(lab) == 404


def test_a_request_that_hangs_ends_with_the_reset(lab: Lab) -> None:
    lab.faults(graph={"/me": [{"hang": True}]})
    connection = HTTPSConnection("localhost", _port(lab), context=lab.context, timeout=10)
    connection.request("GET", "/v1.0/me")
    lab.reset()
    with pytest.raises((ConnectionError, ssl.SSLError)):
        connection.getresponse()


def _port(lab: Lab) -> int:
    return int(lab.origin.rpartition(":")[2])


def _touch(lab: Lab) -> int:
    connection = HTTPSConnection("localhost", lab.https_port, context=lab.context, timeout=10)
    connection.request("GET", "/")
    return connection.getresponse().status


def _connector_id(lab: Lab) -> str:
    with wsman(lab) as server, RunspacePool(server) as pool:
        connectors = PowerShell(pool).add_cmdlet("Get-ADSyncConnector").invoke()
    return str(connectors[1].adapted_properties["Identifier"])
