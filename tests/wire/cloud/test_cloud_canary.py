"""A real reset of a test user through Graph: sent once, followed, and never shown."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from unittest import mock

import pytest
from tests.lab import Lab, running_lab
from tests.wire.cloud.conftest import EAGER, tenant_of, waiting

from writeback.cloud import CANARY_PERMISSIONS, EntraTenant
from writeback.cloud import canary as module
from writeback.domain.canary import CanaryReset, ResetStatus
from writeback.domain.errors import (
    InvalidInput,
    SignInRequired,
    TenantBusy,
    TenantDenied,
    TenantFailed,
    TenantUnreachable,
    WritebackError,
)
from writeback.domain.secret import Secret

CANARY = "test.user@contoso.com"
CANARY_ID = "0c0c0c0c-1111-4222-8333-444444444444"
RESET = f"/users/{CANARY_ID}/authentication/methods/{module.PASSWORD_METHOD}/resetPassword"
SENT = f"POST /v1.0{RESET}"
NEW_PASSWORD = "canary-4711-Secret"


class Wait:
    """Lets the lab's time pass instead of the test's."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.seconds: list[float] = []

    async def pause(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.lab.advance(60)


async def signed_in_for_it(lab: Lab, wait: Wait, user: str | None = None) -> EntraTenant:
    tenant = tenant_of(lab, pause=wait.pause)
    signing_in, code = await waiting(tenant, CANARY_PERMISSIONS)
    lab.approve(code.code, user)
    await signing_in
    return tenant


@pytest.fixture(scope="module")
def enabled_lab() -> Iterator[Lab]:
    with running_lab("enabled", *EAGER) as lab:
        yield lab


@pytest.fixture
def lab(enabled_lab: Lab) -> Lab:
    """A working tenant, without the faults of the test before."""
    enabled_lab.faults(reset=True)
    enabled_lab.portal(write_back_passwords=True)
    return enabled_lab


@pytest.fixture
def wait(lab: Lab) -> Wait:
    return Wait(lab)


@pytest.fixture
async def tenant(lab: Lab, wait: Wait) -> AsyncIterator[EntraTenant]:
    """The operator, signed in with the extra permission."""
    tenant = await signed_in_for_it(lab, wait)
    yield tenant
    await tenant.close()


def sent(lab: Lab) -> int:
    return int(lab.state()["requests"].get(SENT, 0))


def events(lab: Lab) -> list[int]:
    return [number for number, _at in lab.state()["events"]]


async def test_a_reset_is_sent_once_and_followed_to_its_success(lab: Lab, tenant: EntraTenant) -> None:
    before = sent(lab)
    assert await tenant.reset_password(CANARY) == CanaryReset(CANARY, ResetStatus.SUCCEEDED)
    assert sent(lab) - before == 1
    assert events(lab)[-2:] == [31009, 31010]


async def test_it_looks_as_often_as_graph_asks_for(tenant: EntraTenant, wait: Wait) -> None:
    await tenant.reset_password(CANARY)
    assert wait.seconds == [1.0]


async def test_a_protected_user_is_refused_by_the_directory(lab: Lab, tenant: EntraTenant) -> None:
    done = await tenant.reset_password("dora@contoso.com")
    assert (done.status, done.detail) == (ResetStatus.FAILED, "OnPremisesAdminActionRequired")
    assert "adminCount" in done.reason
    assert events(lab)[-2:] == [31011, 33004]


async def test_with_the_switch_off_it_fails_and_says_so(lab: Lab, tenant: EntraTenant) -> None:
    lab.portal(write_back_passwords=False)
    done = await tenant.reset_password(CANARY)
    assert (done.status, done.reason) == (
        ResetStatus.FAILED,
        "The tenant does not write passwords back.",
    )


async def test_a_reset_without_an_outcome_is_followed_for_two_minutes(
    lab: Lab, tenant: EntraTenant, wait: Wait
) -> None:
    place = f"/users/{CANARY_ID}/authentication/operations/slow"
    accepted = {"status": 202, "headers": {"Location": f"{lab.origin}/v1.0{place}"}, "body": ""}
    running = {"status": 200, "body": {"status": "running"}}
    lab.faults(graph={RESET: [accepted], place: [running] * 100})
    assert (await tenant.reset_password(CANARY)).status is ResetStatus.RUNNING
    assert sum(wait.seconds) == module.FOLLOW_SECONDS


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 503, "retry_after": 1},
        {"status": 504, "after_effect": True},
        {"status": 500, "body": ""},
        {"status": 307, "headers": {"Location": "https://example.net/"}, "body": ""},
        {"cut": True},
    ],
)
async def test_a_lost_answer_is_in_doubt_and_nothing_is_sent_again(
    lab: Lab, tenant: EntraTenant, answer: dict[str, object]
) -> None:
    before = sent(lab)
    lab.faults(graph={RESET: [answer] * 3})
    with pytest.raises(TenantUnreachable, match="may have been made") as caught:
        await tenant.reset_password(CANARY)
    assert caught.value.in_doubt
    assert sent(lab) - before == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"status": 429, "retry_after": 3600}, TenantBusy),
        ({"status": 400}, TenantFailed),
        ({"status": 403}, TenantDenied),
        ({"status": 401, "headers": {"WWW-Authenticate": 'Bearer claims="e30="'}}, SignInRequired),
    ],
)
async def test_a_refusal_is_not_in_doubt_and_nothing_is_sent_again(
    lab: Lab, tenant: EntraTenant, answer: dict[str, object], kind: type[WritebackError]
) -> None:
    before = sent(lab)
    lab.faults(graph={RESET: [answer]})
    with pytest.raises(kind) as caught:
        await tenant.reset_password(CANARY)
    assert not caught.value.in_doubt
    assert sent(lab) - before == 1


@pytest.mark.parametrize(
    "place",
    [
        "https://example.net/v1.0/operations/1",
        "https://localhost:1/v1.0/operations/1",
        "http://localhost/operations/1",
        "//example.net/operations/1",
        "https://localhost:port/",
        None,
    ],
)
async def test_an_operation_on_another_host_is_not_read_and_the_outcome_is_in_doubt(
    lab: Lab, tenant: EntraTenant, place: str | None
) -> None:
    headers = {"Location": place} if place else {}
    lab.faults(graph={RESET: [{"status": 202, "headers": headers, "body": ""}]})
    with pytest.raises(TenantFailed, match="outcome is not known") as caught:
        await tenant.reset_password(CANARY)
    assert caught.value.in_doubt


async def test_an_operation_that_cannot_be_read_is_in_doubt(lab: Lab, tenant: EntraTenant) -> None:
    place = f"{lab.origin}/v1.0/users/{CANARY_ID}/authentication/operations/none"
    lab.faults(graph={RESET: [{"status": 202, "headers": {"Location": place}, "body": ""}]})
    with pytest.raises(TenantFailed, match="outcome is not known") as caught:
        await tenant.reset_password(CANARY)
    assert caught.value.in_doubt


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nobody@contoso.com", "has no user nobody@contoso.com"),
        ("o'neil$(x)@contoso.com", "has no user"),
        ("a%2F..%2Fme?$select=id#x@contoso.com", "has no user"),
        ("hedda@contoso.onmicrosoft.com", "nobody resets oneself"),
        ("HEDDA@contoso.onmicrosoft.com", "nobody resets oneself"),
        ("glenn@contoso.onmicrosoft.com", "not synchronized"),
        ("../me", "not a user principal name"),
        (CANARY_ID, "not a user principal name"),
    ],
)
async def test_who_may_not_be_the_canary_is_refused_before_anything_is_sent(
    lab: Lab, tenant: EntraTenant, name: str, words: str
) -> None:
    def posts() -> int:
        return sum(n for path, n in lab.state()["requests"].items() if "resetPassword" in path)

    before = posts()
    with pytest.raises(InvalidInput, match=words):
        await tenant.reset_password(name)
    assert posts() == before


async def test_an_account_without_the_role_is_told_which_one_it_takes(lab: Lab, wait: Wait) -> None:
    tenant = await signed_in_for_it(lab, wait, "ulla@contoso.onmicrosoft.com")
    with pytest.raises(TenantDenied, match="may not reset the password") as caught:
        await tenant.reset_password(CANARY)
    assert "Authentication Administrator" in caught.value.hint
    await tenant.close()


async def test_a_sign_in_without_the_permission_does_not_reset(lab: Lab) -> None:
    tenant = tenant_of(lab)
    signing_in, code = await waiting(tenant)
    lab.approve(code.code)
    await signing_in
    before = sent(lab)
    with pytest.raises(SignInRequired, match="does not cover"):
        await tenant.reset_password(CANARY)
    assert sent(lab) == before
    await tenant.close()


@pytest.mark.parametrize("answer", [None, {"status": 400, "message": NEW_PASSWORD}, {"cut": True}])
async def test_the_new_password_shows_nowhere(
    lab: Lab,
    tenant: EntraTenant,
    answer: dict[str, object] | None,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[str] = []
    tenant._announce = told.append
    lab.faults(graph={RESET: [answer]} if answer else {})
    with (
        caplog.at_level("DEBUG"),
        mock.patch.object(module, "_new_password", return_value=Secret(NEW_PASSWORD)),
    ):
        try:
            told.append(repr(await tenant.reset_password(CANARY)))
        except WritebackError as error:
            told.append(f"{error!r} {error.sentence()}")
    seen = json.dumps([told, *capfd.readouterr(), caplog.text, lab.state()])
    assert told
    assert NEW_PASSWORD not in seen
