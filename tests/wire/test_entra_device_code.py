"""Device code sign-in: an unmodified azure-identity against the lab, and the bare protocol."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import AuthenticationRequiredError
from tests.cloud import GRAPH_COMMAND_LINE, PORTAL, Web, device_code_credential, graph_scopes
from tests.lab import Lab, running_lab

Prompt = Callable[[str, str, datetime], object]


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with running_lab() as lab:
        yield lab


@pytest.fixture
def web(lab: Lab) -> Web:
    lab.faults(reset=True)
    return Web(lab)


def sign_in(lab: Lab, prompt: Prompt) -> Any:
    return device_code_credential(lab, prompt).authenticate(scopes=graph_scopes(), enable_cae=True)


def refusal(lab: Lab, prompt: Prompt) -> dict[str, Any]:
    """What Entra said when azure-identity gave up."""
    with pytest.raises(ClientAuthenticationError) as caught:
        sign_in(lab, prompt)
    return dict(json.loads(str(caught.value).partition("Content:")[2]))


def test_an_approved_code_signs_the_operator_in(lab: Lab, web: Web) -> None:
    record = sign_in(lab, lambda uri, code, expires: lab.approve(code))
    assert (record.username, record.tenant_id) == (lab.operator, lab.tenant_id)


def test_the_prompt_shows_the_labs_own_address(lab: Lab, web: Web) -> None:
    shown: list[str] = []

    def prompt(uri: str, code: str, expires: datetime) -> None:
        shown.append(uri)
        lab.approve(code)

    sign_in(lab, prompt)
    assert shown == [f"{lab.origin}/device"]


def test_somebody_else_can_approve(lab: Lab, web: Web) -> None:
    ulla = "ulla@contoso.onmicrosoft.com"
    record = sign_in(lab, lambda uri, code, expires: lab.approve(code, ulla))
    assert record.username == ulla


def test_a_declined_code_is_refused(lab: Lab, web: Web) -> None:
    answer = refusal(lab, lambda uri, code, expires: lab.decline(code))
    assert answer["error"] == "authorization_declined"


@pytest.mark.parametrize(
    ("name", "error", "code"),
    [
        ("mfa", "invalid_grant", 50076),
        ("conditional-access", "invalid_grant", 53003),
        ("security-defaults", "invalid_grant", 530035),
        ("server-error", "server_error", 90033),
        ("expired", "expired_token", 70019),
    ],
)
def test_a_scripted_refusal_reaches_azure_identity(
    lab: Lab, web: Web, name: str, error: str, code: int
) -> None:
    lab.faults(oauth={"token": [name]})
    answer = refusal(lab, lambda uri, user_code, expires: None)
    assert (answer["error"], answer["error_codes"]) == (error, [code])


@pytest.mark.parametrize(
    ("name", "error"), [("pending", "authorization_pending"), ("slow_down", "slow_down")]
)
def test_the_client_can_be_made_to_wait(lab: Lab, web: Web, name: str, error: str) -> None:
    code = web.device_code()
    lab.approve(code["user_code"])
    lab.faults(oauth={"token": [name]})
    assert web.poll(code["device_code"]).json()["error"] == error
    assert web.poll(code["device_code"]).status_code == 200


def test_a_missing_consent_refuses_the_code_itself(lab: Lab, web: Web) -> None:
    lab.faults(oauth={"devicecode": ["consent"]})
    with pytest.raises(ClientAuthenticationError, match=r"Couldn't begin authentication.*AADSTS65001"):
        sign_in(lab, lambda uri, code, expires: None)


def test_the_mfa_refusal_says_which_claims_to_ask_for(lab: Lab, web: Web) -> None:
    lab.faults(oauth={"token": ["mfa"]})
    claims = json.loads(web.poll(web.device_code()["device_code"]).json()["claims"])
    assert claims["access_token"]["capolids"]["essential"] is True


def test_another_scope_is_silent_after_the_first_sign_in(lab: Lab, web: Web) -> None:
    prompts: list[str] = []

    def prompt(uri: str, code: str, expires: datetime) -> None:
        prompts.append(code)
        lab.approve(code)

    credential = device_code_credential(lab, prompt)
    credential.authenticate(scopes=graph_scopes("User.Read"), enable_cae=True)
    token = credential.get_token(*graph_scopes("Organization.Read.All"), enable_cae=True)
    assert token.token
    assert len(prompts) == 1


def test_a_dead_refresh_token_asks_for_a_new_sign_in(lab: Lab, web: Web) -> None:
    credential = device_code_credential(lab, lambda uri, code, expires: lab.approve(code))
    credential.authenticate(scopes=graph_scopes("User.Read"), enable_cae=True)
    lab.revoke(access=False)
    with pytest.raises(AuthenticationRequiredError):
        credential.get_token(*graph_scopes("Organization.Read.All"), enable_cae=True)


def test_waiting_for_an_approval_ends_with_the_code(start_lab: Callable[..., Lab]) -> None:
    lab = start_lab("contoso", "--device-code-expires", "1")
    with pytest.raises(ClientAuthenticationError, match=r"Timed out|expired"):
        sign_in(lab, lambda uri, code, expires: None)


def test_an_expired_code_is_named_as_such(start_lab: Callable[..., Lab]) -> None:
    web = Web(start_lab("contoso", "--device-code-expires", "0"))
    assert web.poll(web.device_code()["device_code"]).json()["error"] == "expired_token"


def test_a_code_waits_until_somebody_answers(web: Web) -> None:
    code = web.device_code()["device_code"]
    answer = web.poll(code)
    assert (answer.status_code, answer.json()["error"]) == (400, "authorization_pending")


def test_a_code_is_good_for_one_redemption(lab: Lab, web: Web) -> None:
    code = web.device_code()
    lab.approve(code["user_code"])
    assert web.poll(code["device_code"]).status_code == 200
    assert web.poll(code["device_code"]).json()["error_codes"] == [70018]


def test_approving_twice_is_as_good_as_once(lab: Lab, web: Web) -> None:
    code = web.device_code()
    assert lab.approve(code["user_code"]) == lab.approve(code["user_code"])


def test_a_disabled_account_cannot_sign_in(lab: Lab, web: Web) -> None:
    agnes = "agnes@contoso.com"
    lab.set(["tenant", "users", agnes, "enabled"], False)
    assert web.sign_in(user=agnes)["error_codes"] == [50057]


def test_the_graph_command_line_may_not_ask_for_the_portal(web: Web) -> None:
    answer = web.oauth("devicecode", client_id=GRAPH_COMMAND_LINE, scope=f"{PORTAL}/.default")
    assert answer.json()["error_codes"] == [65002]


def test_an_unknown_tenant_is_not_found(web: Web) -> None:
    answer = web.http.get("/fabrikam.com/v2.0/.well-known/openid-configuration")
    assert (answer.status_code, answer.json()["error_codes"]) == (400, [90002])


def test_an_unknown_application_is_not_found(web: Web) -> None:
    answer = web.oauth("devicecode", client_id="00000000-0000-0000-0000-000000000001", scope="User.Read")
    assert answer.json()["error_codes"] == [700016]


def test_the_device_page_says_that_it_is_a_lab(web: Web) -> None:
    page = web.http.get("/device").text
    assert "Contoso lab" in page
    assert "not Microsoft" in page


def test_the_device_page_signs_in(web: Web) -> None:
    code = web.device_code()
    page = web.http.post("/device", data={"user_code": code["user_code"].lower(), "answer": "approve"})
    assert "signed in" in page.text
    assert web.poll(code["device_code"]).status_code == 200
