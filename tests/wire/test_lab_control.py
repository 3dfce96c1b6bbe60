"""The control API: only for holders of its token, typed, and telling what happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import httpx
import pytest
from tests.cloud import Web
from tests.lab import ControlRefused, Lab, running_lab


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with running_lab() as lab:
        yield lab


def test_without_its_token_the_control_is_closed(lab: Lab) -> None:
    answer = httpx.get(f"{lab.ready['control']}/state", verify=lab.context, trust_env=False)
    assert answer.status_code == 401


def test_an_attribute_of_the_world_can_be_set(lab: Lab) -> None:
    lab.set("server.scheduler.staging_mode_enabled", True)
    assert lab.state()["scheduler"]["staging_mode_enabled"] is True
    lab.set("server.scheduler.staging_mode_enabled", False)


@pytest.mark.parametrize(
    ("path", "value", "status"),
    [
        ("server.scheduler.staging_mode_enabled", "yes", 400),
        ("server.version", 7, 400),
        ("tenant.last_sync", "not a moment", 400),
        ("server.no_such_thing", True, 404),
        ("server.staging", True, 404),
        ("faults.http_status", 500, 404),
        ("server", 1, 404),
        ("server.__class__", 1, 404),
    ],
)
def test_a_value_or_path_that_does_not_fit_is_refused(
    lab: Lab, path: str, value: object, status: int
) -> None:
    with pytest.raises(ControlRefused) as caught:
        lab.set(path, value)
    assert caught.value.status == status


def test_optional_attributes_can_be_emptied(lab: Lab) -> None:
    lab.set("tenant.last_sync", None)
    lab.set("tenant.last_sync", "2026-03-02T08:10:11Z")
    token = Web(lab).sign_in()["access_token"]
    (only,) = Web(lab).get("/v1.0/organization", token).json()["value"]
    assert only["onPremisesLastSyncDateTime"] == "2026-03-02T08:10:11Z"


def test_durations_may_be_seconds(lab: Lab) -> None:
    lab.set("server.scheduler.customized_sync_cycle_interval", 3600)
    lab.set("timing.reset_seconds", 12)


def test_lab_time_can_be_moved(lab: Lab) -> None:
    before = datetime.fromisoformat(lab.state()["now"])
    after = datetime.fromisoformat(lab.advance(7200)["now"])
    assert (after - before).total_seconds() >= 7200


def test_faults_can_be_set_and_cleared(lab: Lab) -> None:
    assert lab.faults(drop_after={"Command": 2}, latency_seconds=0.1)["drop_after"] == {"Command": 2}
    assert lab.faults(reset=True)["latency_seconds"] == 0


@pytest.mark.parametrize("fault", [{"no_such_fault": 1}, {"refuse_connections": 1}, {"graph": []}])
def test_an_unknown_or_ill_shaped_fault_is_refused(lab: Lab, fault: dict[str, object]) -> None:
    with pytest.raises(ControlRefused):
        lab.faults(**fault)


def test_requests_are_counted_by_path(lab: Lab) -> None:
    Web(lab).http.get("/v1.0/me")
    assert lab.state()["requests"]["GET /v1.0/me"] >= 1


def test_approving_without_a_waiting_code_is_an_error(lab: Lab) -> None:
    with pytest.raises(ControlRefused, match="no device code"):
        lab.approve("NOSUCHCODE")


def test_approving_as_nobody_is_an_error(lab: Lab) -> None:
    with pytest.raises(ControlRefused, match="no such user"):
        lab.approve(Web(lab).device_code()["user_code"], "nobody@contoso.com")


def test_the_newest_code_is_approved_by_default(lab: Lab) -> None:
    Web(lab).device_code()
    newest = Web(lab).device_code()["user_code"]
    assert lab.approve()["user_code"] == newest


def test_a_stop_over_the_control_api_is_answered_and_obeyed() -> None:
    with running_lab() as lab:
        assert lab.control("POST", "stop", {}) == {"stopping": True}
        assert lab.wait() == 0
