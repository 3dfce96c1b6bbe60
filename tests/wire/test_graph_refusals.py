"""Who may not: missing, foreign and revoked tokens, small scopes, small roles, and scripted faults."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator

import httpx
import pytest
from tests.cloud import GLOBAL_ADMINISTRATOR, USER_ADMINISTRATOR, Json, Web, graph_scopes
from tests.lab import Lab, running_lab

CP1 = json.dumps({"access_token": {"xms_cc": {"values": ["CP1"]}}})
AUDITS = "/v1.0/auditLogs/directoryAudits"
SYNC = "/v1.0/directory/onPremisesSynchronization"
DETAILS = "/v1.0/reports/authenticationMethods/userRegistrationDetails"


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with running_lab() as lab:
        yield lab


@pytest.fixture
def web(lab: Lab) -> Web:
    lab.faults(reset=True)
    return Web(lab)


def outcome(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_without_a_token_nothing_is_told(web: Web) -> None:
    answer = web.http.get("/v1.0/organization")
    assert outcome(answer) == (401, "InvalidAuthenticationToken")
    assert answer.headers["www-authenticate"].startswith("Bearer ")


def test_another_labs_token_is_foreign(web: Web) -> None:
    with running_lab() as other:
        foreign = Web(other).sign_in()["access_token"]
    assert outcome(web.get("/v1.0/organization", foreign)) == (401, "InvalidAuthenticationToken")


def test_a_token_for_the_portal_is_not_for_graph(web: Web) -> None:
    assert outcome(web.get("/v1.0/me", web.portal_token())) == (401, "InvalidAuthenticationToken")


def test_a_revoked_token_is_answered_with_a_claims_challenge(lab: Lab, web: Web) -> None:
    token = web.sign_in(claims=CP1)["access_token"]
    lab.revoke(refresh=False)
    answer = web.get("/v1.0/me", token)
    claims = re.search(r'claims="([^"]+)"', answer.headers["www-authenticate"])
    assert answer.status_code == 401
    assert claims is not None
    assert "nbf" in json.loads(base64.b64decode(claims[1]))["access_token"]


def test_a_client_that_knows_no_claims_keeps_its_token_until_it_expires(lab: Lab, web: Web) -> None:
    token = web.sign_in()["access_token"]
    lab.revoke(refresh=False)
    assert web.get("/v1.0/me", token).status_code == 200


@pytest.mark.parametrize(
    ("user", "path", "status"),
    [
        (None, AUDITS, 200),
        (GLOBAL_ADMINISTRATOR, AUDITS, 200),
        (USER_ADMINISTRATOR, AUDITS, 403),
        (None, SYNC, 403),
        (GLOBAL_ADMINISTRATOR, SYNC, 200),
        (None, DETAILS, 403),
        (GLOBAL_ADMINISTRATOR, DETAILS, 200),
        (USER_ADMINISTRATOR, "/v1.0/organization", 200),
        (USER_ADMINISTRATOR, "/v1.0/subscribedSkus", 200),
    ],
)
def test_the_role_decides(web: Web, user: str | None, path: str, status: int) -> None:
    assert web.get(path, web.sign_in(user=user)["access_token"]).status_code == status


@pytest.mark.parametrize(
    ("scopes", "path"),
    [
        (["User.Read"], "/v1.0/subscribedSkus"),
        (["User.Read"], "/v1.0/domains"),
        (["User.Read", "Directory.Read.All"], "/v1.0/policies/authorizationPolicy"),
        (["AuditLog.Read.All"], AUDITS),
        (["Directory.Read.All"], AUDITS),
        (["User.Read"], "/v1.0/users"),
    ],
)
def test_a_missing_scope_is_denied_whatever_the_role(web: Web, scopes: list[str], path: str) -> None:
    token = web.sign_in(*graph_scopes(*scopes), user=GLOBAL_ADMINISTRATOR)["access_token"]
    assert outcome(web.get(path, token)) == (403, "Authorization_RequestDenied")


def test_the_registration_report_needs_a_premium_licence() -> None:
    with running_lab("no-licence") as lab:
        web = Web(lab)
        answer = web.get(DETAILS, web.sign_in(user=GLOBAL_ADMINISTRATOR)["access_token"])
    assert outcome(answer) == (403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant")


def test_an_application_cannot_read_the_synchronization(lab: Lab, web: Web) -> None:
    roles = ["OnPremDirectorySynchronization.Read.All", "Organization.Read.All"]
    own = lab.control("POST", "application", {"secret": "s3cret", "roles": roles})["client_id"]
    scope = "https://graph.microsoft.com/.default"
    form = {"client_id": own, "client_secret": "s3cret", "scope": scope}
    token = web.oauth("token", grant_type="client_credentials", **form).json()["access_token"]
    assert web.get("/v1.0/organization", token).status_code == 200
    assert web.get(SYNC, token).status_code == 403
    assert web.get("/v1.0/me", token).status_code in {400, 403}


@pytest.mark.parametrize("retry_after", ["0", "5", "600", None, "soon"])
def test_throttling_says_when_to_come_back(lab: Lab, web: Web, retry_after: str | None) -> None:
    token = web.sign_in()["access_token"]
    lab.faults(graph={"/organization": [{"status": 429, "retry_after": retry_after}]})
    answer = web.get("/v1.0/organization", token)
    assert outcome(answer) == (429, "TooManyRequests")
    assert answer.headers.get("retry-after") == retry_after
    assert web.get("/v1.0/organization", token).status_code == 200


@pytest.mark.parametrize(("body", "seen"), [("", b""), ("<html>", b"<html>"), ({"odd": 1}, b'{"odd": 1}')])
def test_odd_bodies_are_played_back(lab: Lab, web: Web, body: str | Json, seen: bytes) -> None:
    lab.faults(graph={"/me": [{"status": 500, "body": body}]})
    answer = web.get("/v1.0/me", "any")
    assert (answer.status_code, answer.content) == (500, seen)


def test_a_redirect_can_be_played(lab: Lab, web: Web) -> None:
    away = {"status": 307, "body": "", "headers": {"Location": "https://elsewhere.example/"}}
    lab.faults(graph={"/me": [away]})
    assert web.get("/v1.0/me", "any").headers["location"] == "https://elsewhere.example/"


def test_a_cut_connection_gives_no_answer(lab: Lab, web: Web) -> None:
    lab.faults(graph={"/me": [{"cut": True}]})
    with pytest.raises(httpx.TransportError):
        web.get("/v1.0/me", "any")


def test_silence_lasts_until_the_client_gives_up(lab: Lab, web: Web) -> None:
    lab.faults(graph={"/me": [{"hang": True}]})
    with pytest.raises(httpx.ReadTimeout):
        web.http.get("/v1.0/me", timeout=0.2)
