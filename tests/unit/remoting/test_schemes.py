"""The ways to sign in: what the library is told, what has to be installed, what is said of it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import pytest

from writeback.domain.errors import ExtraMissing, InvalidInput
from writeback.domain.secret import Secret
from writeback.domain.target import Authentication, ServerAddress, cautions
from writeback.remoting import schemes
from writeback.remoting.line import Line
from writeback.remoting.session import SETTINGS
from writeback.remoting.sign_in_secret import is_secret_needed, secret_question

SERVER = ServerAddress("sync01.contoso.com", "CONTOSO\\adm", certificate_file="/c.pem", key_file="/c.key")
PASSWORD = Secret("correct horse")
NAMED = {"username": SERVER.user_name, "password": "correct horse"}


def signing_in_by(authentication: Authentication, **changes: Any) -> ServerAddress:
    return replace(SERVER, authentication=authentication, **changes)


@pytest.mark.parametrize(
    ("authentication", "expected"),
    [
        (
            Authentication.NEGOTIATE,
            {"auth": "ntlm", "username": SERVER.user_name, "password": "correct horse"},
        ),
        (
            Authentication.KERBEROS,
            {"auth": "kerberos", "username": SERVER.user_name, "negotiate_service": "host"},
        ),
        (
            Authentication.CERTIFICATE,
            {
                "auth": "certificate",
                "certificate_pem": "/c.pem",
                "certificate_key_pem": "/c.key",
                "certificate_key_password": "correct horse",
            },
        ),
        (Authentication.BASIC, {"auth": "basic", **NAMED}),
        (
            Authentication.CREDSSP,
            {
                "auth": "credssp",
                **NAMED,
                "credssp_auth_mechanism": "ntlm",
                "credssp_minimum_version": 5,
            },
        ),
    ],
)
def test_the_library_is_told_one_way_and_no_other(
    authentication: Authentication, expected: dict[str, Any]
) -> None:
    assert schemes.options(signing_in_by(authentication), PASSWORD) == expected


@pytest.mark.parametrize(
    ("authentication", "module", "words"),
    [
        (Authentication.KERBEROS, "gssapi", 'pip install "entra-writeback[kerberos]"'),
        (Authentication.CREDSSP, "requests_credssp", 'pip install "entra-writeback[credssp]"'),
    ],
)
def test_a_missing_extra_explains_itself(
    monkeypatch: pytest.MonkeyPatch, authentication: Authentication, module: str, words: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ExtraMissing) as caught:
        schemes.prepare(signing_in_by(authentication), PASSWORD)
    assert words in caught.value.hint
    assert module.replace("_", "-") in caught.value.message
    assert "Nothing was sent" in caught.value.message


@pytest.mark.parametrize(
    "authentication", [Authentication.BASIC, Authentication.CERTIFICATE, Authentication.CREDSSP]
)
def test_without_tls_only_what_encrypts_the_messages_is_used(authentication: Authentication) -> None:
    with pytest.raises(InvalidInput, match="cannot be used"):
        Line(signing_in_by(authentication, tls=False), PASSWORD, SETTINGS)


def test_credssp_is_never_used_without_a_warning() -> None:
    (caution,) = cautions(signing_in_by(Authentication.CREDSSP))
    assert caution.startswith("CredSSP hands the password of CONTOSO\\adm over to sync01.contoso.com")


def test_http_is_never_used_without_a_warning() -> None:
    (caution,) = cautions(replace(SERVER, tls=False))
    assert "nothing proves that sync01.contoso.com is that server" in caution


def test_the_usual_way_needs_no_warning() -> None:
    assert cautions(SERVER) == ()


def test_nobody_is_asked_for_a_password_that_kerberos_does_not_need() -> None:
    assert not is_secret_needed(signing_in_by(Authentication.KERBEROS))
    assert is_secret_needed(SERVER)


def test_the_question_names_whose_password_it_is() -> None:
    assert secret_question(SERVER) == "Password of CONTOSO\\adm on sync01.contoso.com"
