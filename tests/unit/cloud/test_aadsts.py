"""Entra's refusals: which error each becomes, and that nothing of the raw answer is repeated."""

from __future__ import annotations

import pytest

from writeback.cloud.aadsts import refusal, silent_refusal
from writeback.domain.errors import (
    SignInDeclined,
    SignInExpired,
    SignInRefused,
    SignInRequired,
    TenantBusy,
    WritebackError,
)

GRANT = "invalid_grant"


@pytest.mark.parametrize(
    ("error", "code", "kind", "words"),
    [
        ("authorization_declined", 65004, SignInDeclined, "declined"),
        ("access_denied", 65004, SignInDeclined, "declined"),
        ("expired_token", 70019, SignInExpired, "not used in time"),
        ("bad_verification_code", 70018, SignInExpired, "not recognise the code"),
        (GRANT, 65004, SignInDeclined, "declined"),
        (GRANT, 70020, SignInExpired, "not used in time"),
        (GRANT, 65001, SignInRefused, "not approved"),
        (GRANT, 65002, SignInRefused, "may not call that service"),
        (GRANT, 53003, SignInRefused, "Conditional Access"),
        (GRANT, 530035, SignInRefused, "security defaults"),
        (GRANT, 53000, SignInRefused, "compliant device"),
        (GRANT, 50076, SignInRefused, "Extra verification is needed"),
        (GRANT, 50079, SignInRefused, "must be set up"),
        (GRANT, 50072, SignInRefused, "register"),
        (GRANT, 50158, SignInRefused, "external identity provider"),
        (GRANT, 50126, SignInRefused, "wrong"),
        (GRANT, 50055, SignInRefused, "expired"),
        (GRANT, 50057, SignInRefused, "disabled"),
        (GRANT, 50105, SignInRefused, "not assigned"),
        (GRANT, 50020, SignInRefused, "not of this tenant"),
        ("invalid_request", 90002, SignInRefused, "does not know this tenant"),
        ("invalid_resource", 500011, SignInRefused, "service that was asked for"),
        ("unauthorized_client", 700016, SignInRefused, "application"),
        ("unauthorized_client", 700011, SignInRefused, "application"),
        (GRANT, 700082, SignInRequired, "expired or was revoked"),
        (GRANT, 70043, SignInRequired, "expired or was revoked"),
        ("authorization_pending", 70016, SignInExpired, "still waits"),
        ("slow_down", 0, SignInExpired, "still waits"),
        (GRANT, 70016, SignInExpired, "still waits"),
        (GRANT, 70018, SignInExpired, "not recognise the code"),
        (GRANT, 70019, SignInExpired, "not used in time"),
        (GRANT, 90094, SignInRefused, "administrator's approval"),
        (GRANT, 53001, SignInRefused, "joined to the domain"),
        (GRANT, 50097, SignInRefused, "device itself"),
        (GRANT, 50034, SignInRefused, "no account of that name"),
        (GRANT, 50053, SignInRefused, "locked"),
        ("invalid_request", 90038, SignInRefused, "another cloud"),
        ("invalid_request", 900439, SignInRefused, "US government"),
        ("invalid_client", 7000218, SignInRefused, "public client"),
        ("invalid_client", 7000215, SignInRefused, "secret of the application is wrong"),
        ("invalid_client", 7000222, SignInRefused, "secret of the application has expired"),
        ("invalid_client", 700027, SignInRefused, "certificate"),
        ("server_error", 90033, TenantBusy, "out of service"),
        ("temporarily_unavailable", 0, TenantBusy, "out of service"),
    ],
)
def test_each_number_has_its_kind_its_sentence_and_its_next_step(
    error: str, code: int, kind: type[WritebackError], words: str
) -> None:
    found = refusal(error, [code])
    assert type(found) is kind
    assert words in found.message
    assert found.hint
    assert "AADSTS" not in found.sentence()


def test_an_unknown_number_is_named_and_nothing_else() -> None:
    found = refusal(GRANT, [123456, 5])
    assert isinstance(found, SignInRefused)
    assert "AADSTS123456" in found.message


def test_a_refusal_without_a_number_is_still_one() -> None:
    assert isinstance(refusal("", []), SignInRefused)


def test_the_first_known_number_chooses_the_wording() -> None:
    assert "Conditional Access" in refusal(GRANT, [999, 53003]).message


@pytest.mark.parametrize("code", [700082, 70043, 50173, 50076, 50055, 123456])
def test_a_token_that_cannot_be_renewed_asks_for_a_sign_in(code: int) -> None:
    assert isinstance(silent_refusal(GRANT, [code]), SignInRequired)


def test_a_renewal_without_a_number_asks_for_a_sign_in() -> None:
    assert isinstance(silent_refusal(GRANT, []), SignInRequired)


def test_extra_verification_at_a_renewal_says_so() -> None:
    assert "Extra verification" in silent_refusal(GRANT, [50076]).message


@pytest.mark.parametrize("code", [65002, 53003, 65001, 90094, 7000218])
def test_what_another_sign_in_does_not_cure_stays_a_refusal(code: int) -> None:
    assert isinstance(silent_refusal(GRANT, [code]), SignInRefused)


def test_a_service_that_is_down_does_not_ask_for_a_sign_in() -> None:
    assert isinstance(silent_refusal("server_error", []), TenantBusy)


@pytest.mark.parametrize(
    ("codes", "next_step"),
    [
        ((70016, 70018, 70019), "Ask for a new code."),
        ((65004,), "Sign in again."),
        ((65001, 90094), "Global Administrator"),
        ((65002,), "another client id"),
        ((53003, 530035), "Azure CLI"),
        ((53003, 530035), "certificate"),
        ((53000,), "compliant device"),
        ((50076, 50079, 50072), "sign in again"),
        ((50158,), "Sign in again."),
        ((50105,), "Assign it"),
        ((50020,), "account of the tenant"),
        ((90002, 500011), "the cloud"),
        ((700016, 700011), "client id"),
        ((700082, 70043), "Sign in again."),
    ],
)
def test_each_group_of_numbers_has_the_next_step_that_helps(codes: tuple[int, ...], next_step: str) -> None:
    for code in codes:
        assert next_step in refusal(GRANT, [code]).hint, code
