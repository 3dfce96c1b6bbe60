"""Whose a token is: read strictly, and never a real one at a lab."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from writeback.cloud.claims import account_from, claims_of
from writeback.cloud.sign_in_errors import both_claims
from writeback.domain.errors import SignInRefused
from writeback.domain.facts import Account
from writeback.domain.target import PUBLIC, Cloud

TENANT = "11111111-2222-3333-4444-555555555555"
PERSON = {
    "iss": f"https://sts.windows.net/{TENANT}/",
    "tid": TENANT,
    "upn": "a@contoso.com",
    "scp": "User.Read",
}
LAB = Cloud("lab", "https://localhost:8443", "https://localhost:8443", "", "/ca.pem", is_lab=True)


def token(claims: Any) -> str:
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{body}.sig"


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("", "", None),
        ('{"access_token":{"a":1}}', "", {"access_token": {"a": 1}}),
        ("", '{"access_token":{"a":1}}', {"access_token": {"a": 1}}),
        ('{"access_token":{"a":1,"b":1}}', '{"access_token":{"b":2}}', {"access_token": {"a": 1, "b": 2}}),
        ('{"access_token":{"a":1}}', '{"id_token":{}}', {"access_token": {"a": 1}, "id_token": {}}),
        ('{"access_token":5}', '{"access_token":{"a":1}}', {"access_token": {"a": 1}}),
    ],
)
def test_what_two_refusals_ask_for_is_asked_for_together(one: str, other: str, both: Any) -> None:
    found = both_claims(one, other)
    assert (json.loads(found) if found else None) == both


def test_a_persons_token_names_the_person_and_what_it_covers() -> None:
    claims = claims_of(token(PERSON), PUBLIC)
    assert account_from(claims) == Account("a@contoso.com", TENANT)
    assert claims.permissions == ("User.Read",)


def test_an_applications_token_names_the_application() -> None:
    application = {"iss": PERSON["iss"], "tid": TENANT, "appid": "id", "idtyp": "app"}
    assert account_from(claims_of(token(application), PUBLIC)) == Account("id", TENANT, is_application=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "opaque",
        "a.b.c",
        "e30.e30.e30",
        token([]),
        token(PERSON | {"tid": "contoso"}),
        token(PERSON | {"iss": "http://sts.windows.net/"}),
        token(PERSON | {"upn": 5}),
        token(PERSON) + "x" * 40_000,
    ],
)
def test_what_is_no_such_token_is_refused_without_a_word_of_it(text: str) -> None:
    with pytest.raises(SignInRefused) as refused:
        claims_of(text, PUBLIC)
    assert refused.value.message == "The sign-in gave a token that cannot be read."


@pytest.mark.parametrize("name", ["", "a\u202eb", "a\x1b[31m", "a" * 600])
def test_a_name_that_acts_on_a_terminal_is_none(name: str) -> None:
    with pytest.raises(SignInRefused, match="cannot be one"):
        account_from(claims_of(token(PERSON | {"upn": name}), PUBLIC))


def test_a_real_sign_in_is_not_used_at_a_lab() -> None:
    with pytest.raises(SignInRefused, match=r"one at sts\.windows\.net, not at the lab"):
        claims_of(token(PERSON), LAB)
    assert claims_of(token(PERSON | {"iss": "https://localhost:8443/x/"}), LAB)
