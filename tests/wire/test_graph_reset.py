"""The acid test: a password reset ordered through Graph and written to the forest."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.cloud import Json, Web, graph_scopes
from tests.lab import Lab, running_lab

METHOD = "28c10230-6103-485e-b985-444c60001490"
SCOPE = graph_scopes("User.Read", "UserAuthenticationMethod.ReadWrite.All")
CANARY = "test.user@contoso.com"


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with running_lab("enabled") as lab:
        yield lab


@pytest.fixture
def web(lab: Lab) -> Web:
    lab.faults(reset=True)
    return Web(lab)


def reset(web: Web, user: str, token: str, body: Json | None = None) -> tuple[int, str]:
    """Status and Location."""
    path = f"/v1.0/users/{user}/authentication/methods/{METHOD}/resetPassword"
    sent = {"newPassword": "a New one 4711"} if body is None else body
    answer = web.http.post(path, headers={"Authorization": f"Bearer {token}"}, json=sent)
    return answer.status_code, answer.headers.get("location", "")


def finished(web: Web, location: str, token: str) -> Json:
    web.lab.advance(60)
    return dict(web.get(location, token).json())


def test_a_reset_runs_and_then_succeeds(web: Web) -> None:
    token = web.sign_in(*SCOPE)["access_token"]
    status, location = reset(web, CANARY, token)
    assert status == 202
    assert web.get(location, token).json()["status"] == "running"
    assert finished(web, location, token)["status"] == "succeeded"


def test_a_reset_fails_where_the_forest_refuses(web: Web) -> None:
    token = web.sign_in(*SCOPE)["access_token"]
    _, location = reset(web, "dora@contoso.com", token)
    done = finished(web, location, token)
    assert (done["status"], done["statusDetail"]) == ("failed", "OnPremisesAdminActionRequired")


def test_a_reset_fails_while_writeback_is_off(start_lab: Callable[..., Lab]) -> None:
    web = Web(start_lab())
    token = web.sign_in(*SCOPE)["access_token"]
    _, location = reset(web, CANARY, token)
    assert finished(web, location, token)["status"] == "failed"


def test_nobody_resets_oneself(web: Web) -> None:
    token = web.sign_in(*SCOPE)["access_token"]
    assert reset(web, web.lab.operator, token)[0] == 403


def test_a_new_password_is_required(web: Web) -> None:
    token = web.sign_in(*SCOPE)["access_token"]
    assert reset(web, CANARY, token, body={})[0] == 400


def test_a_reading_scope_does_not_reset(web: Web) -> None:
    assert reset(web, CANARY, web.sign_in()["access_token"])[0] == 403


def test_an_answer_lost_after_the_effect_has_had_its_effect(lab: Lab, web: Web) -> None:
    token = web.sign_in(*SCOPE)["access_token"]
    path = f"/users/{CANARY}/authentication/methods/{METHOD}/resetPassword"
    lab.faults(graph={path: [{"status": 504, "after_effect": True}]})
    assert reset(web, CANARY, token)[0] == 504
    lab.advance(60)
    assert 31010 in [event for event, _ in lab.state()["events"][-3:]]
