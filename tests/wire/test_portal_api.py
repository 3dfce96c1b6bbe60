"""The portal's own API: its audience, its roles, and PUTs of which only the first key sticks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.cloud import USER_ADMINISTRATOR, Web
from tests.lab import ControlRefused, Lab, running_lab

POLICIES = "/api/PasswordReset/OnPremisesPasswordResetPolicies"


@pytest.fixture
def lab() -> Iterator[Lab]:
    """Onboarded, both switches off."""
    with running_lab("enabled") as lab:
        lab.portal(write_back_passwords=False, account_unlock=False)
        yield lab


@pytest.fixture
def web(lab: Lab) -> Web:
    return Web(lab)


def switches(web: Web, token: str) -> tuple[bool, bool]:
    body = web.get(POLICIES, token).json()
    return body["passwordWritebackSupported"], body["accountUnlockEnabled"]


def test_only_a_token_for_the_portal_opens_it(web: Web) -> None:
    assert web.get(POLICIES, web.sign_in()["access_token"]).status_code == 401
    assert web.get(POLICIES, web.portal_token()).status_code == 200


def test_the_answer_has_the_known_keys(web: Web) -> None:
    assert set(web.get(POLICIES, web.portal_token()).json()) == {
        "objectId",
        "passwordWritebackSupported",
        "accountUnlockSupported",
        "accountUnlockEnabled",
        "enablementForTenant",
        "cloudProvisioningEnablementForTenant",
    }


def test_a_small_role_is_refused(web: Web) -> None:
    assert web.get(POLICIES, web.portal_token(USER_ADMINISTRATOR)).status_code == 403


def test_two_puts_set_two_switches(web: Web) -> None:
    token = web.portal_token()
    assert web.put(POLICIES, token, {"passwordWriteBackSupported": True}).status_code == 204
    assert web.put(POLICIES, token, {"accountUnlockEnabled": True}).status_code == 204
    assert switches(web, token) == (True, True)


def test_a_combined_put_sets_only_the_first(web: Web) -> None:
    token = web.portal_token()
    web.put(POLICIES, token, {"accountUnlockEnabled": True, "passwordWriteBackSupported": True})
    assert switches(web, token) == (False, True)


def test_the_key_of_a_get_is_not_the_key_of_a_put(web: Web) -> None:
    assert web.put(POLICIES, web.portal_token(), {"passwordWritebackSupported": True}).status_code == 400


def test_the_scope_of_self_service_is_told(web: Web) -> None:
    path = "/api/PasswordReset/PasswordResetPolicies?getPasswordResetEnabledGroup=true"
    assert web.get(path, web.portal_token()).json()["enablementType"] == 2


def test_a_lost_answer_leaves_its_effect(lab: Lab, web: Web) -> None:
    token = web.portal_token()
    lab.faults(graph={POLICIES: [{"status": 503, "after_effect": True}]})
    assert web.put(POLICIES, token, {"passwordWriteBackSupported": True}).status_code == 503
    assert switches(web, token) == (True, False)


def test_pressing_save_shows_in_the_api(lab: Lab, web: Web) -> None:
    lab.portal(write_back_passwords=True, account_unlock=True)
    assert switches(web, web.portal_token()) == (True, True)


def test_before_the_first_onboarding_there_is_nothing_to_save(contoso: Lab) -> None:
    assert Web(contoso).get(POLICIES, Web(contoso).portal_token()).json()["objectId"] is None
    with pytest.raises(ControlRefused, match="greyed"):
        contoso.portal(write_back_passwords=True)
