"""The portal's interface: read strictly, written one key at a time, never twice."""

from __future__ import annotations

import pytest
from tests.lab import Lab
from tests.wire.cloud.conftest import portal_tenant_of, signed_in, tenant_of

from writeback.cloud import EntraTenant, switches
from writeback.domain.clouds import portal_link
from writeback.domain.errors import (
    ExitStatus,
    SignInRefused,
    SignInRequired,
    TenantBusy,
    TenantDenied,
    TenantFailed,
    WritebackError,
)
from writeback.domain.facts import Switches, SwitchMethod, Unknown
from writeback.domain.target import PUBLIC

PATH = "/api/PasswordReset/OnPremisesPasswordResetPolicies"
PORTAL = SwitchMethod.PORTAL_API
GOOD = {
    "objectId": "0a1b2c3d-1111-4222-8333-444444444444",
    "passwordWritebackSupported": False,
    "accountUnlockSupported": True,
    "accountUnlockEnabled": False,
    "enablementForTenant": True,
    "cloudProvisioningEnablementForTenant": False,
}


def sent(lab: Lab, verb: str) -> int:
    return int(lab.state()["requests"].get(f"{verb} {PATH}", 0))


async def test_both_switches_are_saved_by_two_requests(portal_lab: Lab, portal_tenant: EntraTenant) -> None:
    before = sent(portal_lab, "PUT")
    adapter = switches(PORTAL, portal_tenant)
    await adapter.write(write_back_passwords=True, unlock_without_reset=True)
    assert sent(portal_lab, "PUT") - before == 2
    assert await adapter.read() == Switches(write_back_passwords=True, unlock_without_reset=True)


@pytest.mark.parametrize("right", ["write_back_passwords", "account_unlock"])
async def test_a_switch_that_is_right_already_is_not_sent(
    portal_lab: Lab, portal_tenant: EntraTenant, right: str
) -> None:
    portal_lab.portal(**{right: True})
    before = sent(portal_lab, "PUT")
    await switches(PORTAL, portal_tenant).write(write_back_passwords=True, unlock_without_reset=True)
    assert sent(portal_lab, "PUT") - before == 1


async def test_a_survey_reads_the_switches_when_the_profile_says_so(
    portal_lab: Lab, portal_tenant: EntraTenant
) -> None:
    portal_lab.portal(write_back_passwords=True)
    facts = await portal_tenant.survey()
    assert facts.switches == Switches(write_back_passwords=True, unlock_without_reset=False)


@pytest.mark.parametrize("answer", [{"status": 503}, {"status": 503, "after_effect": True}, {"cut": True}])
async def test_a_lost_answer_is_in_doubt_and_nothing_is_sent_again(
    portal_lab: Lab, portal_tenant: EntraTenant, answer: dict[str, object]
) -> None:
    before = sent(portal_lab, "PUT")
    adapter = switches(PORTAL, portal_tenant)
    good = {"status": 200, "body": GOOD}
    portal_lab.faults(graph={PATH: [good, answer]})
    with pytest.raises(WritebackError) as caught:
        await adapter.write(write_back_passwords=True, unlock_without_reset=True)
    assert caught.value.in_doubt
    assert caught.value.exit_status is ExitStatus.IN_DOUBT
    assert sent(portal_lab, "PUT") - before == 1
    assert isinstance(await adapter.read(), Switches)


@pytest.mark.parametrize(
    ("status", "kind"), [(400, TenantFailed), (403, TenantDenied), (429, TenantBusy), (401, SignInRequired)]
)
async def test_a_clear_refusal_is_not_in_doubt(
    portal_lab: Lab, portal_tenant: EntraTenant, status: int, kind: type[WritebackError]
) -> None:
    before = sent(portal_lab, "PUT")
    portal_lab.faults(graph={PATH: [{"status": 200, "body": GOOD}, {"status": status, "retry_after": 0}]})
    with pytest.raises(kind) as caught:
        await switches(PORTAL, portal_tenant).write(write_back_passwords=True)
    assert not caught.value.in_doubt
    assert sent(portal_lab, "PUT") - before == 1


@pytest.mark.parametrize(
    "body",
    [
        {**GOOD, "newKey": 1},
        {key: value for key, value in GOOD.items() if key != "enablementForTenant"},
        {**GOOD, "passwordWritebackSupported": "true"},
        {**GOOD, "accountUnlockEnabled": 1},
        {**GOOD, "objectId": 5},
        "<html>sign in</html>",
        "",
    ],
)
async def test_an_answer_of_another_form_refuses_reading_and_writing(
    portal_lab: Lab, portal_tenant: EntraTenant, body: object
) -> None:
    before = sent(portal_lab, "PUT")
    adapter = switches(PORTAL, portal_tenant)
    portal_lab.faults(graph={PATH: [{"status": 200, "body": body}] * 2})
    state = await adapter.read()
    assert isinstance(state, Unknown)
    assert "not the form" in state.why
    with pytest.raises(TenantFailed):
        await adapter.write(write_back_passwords=True)
    assert sent(portal_lab, "PUT") == before


async def test_a_tenant_that_was_never_onboarded_says_so(lab: Lab) -> None:
    tenant = await signed_in(lab, portal_tenant_of(lab))
    state = await switches(PORTAL, tenant).read()
    assert isinstance(state, Switches)
    assert not state.onboarded
    await tenant.close()


async def test_a_client_that_may_not_call_the_portal_is_told_so(lab: Lab, tenant: EntraTenant) -> None:
    state = await switches(PORTAL, tenant).read()
    assert isinstance(state, Unknown)
    assert isinstance(state.error, SignInRefused)
    assert "may not call that service" in state.why


async def test_what_the_portal_has_refused_is_not_asked_again(lab: Lab, tenant: EntraTenant) -> None:
    """The library drops the sign-in at the first refusal, and would have it expired at the second."""
    before = (await switches(PORTAL, tenant).read(), lab.state()["requests"])
    assert (await switches(PORTAL, tenant).read(), lab.state()["requests"]) == before


async def test_by_hand_nothing_is_read_or_written(lab: Lab) -> None:
    adapter = switches(SwitchMethod.ASSISTED, tenant_of(lab))
    assert isinstance(await adapter.read(), Unknown)
    with pytest.raises(WritebackError) as caught:
        await adapter.write(write_back_passwords=True)
    assert "".join(portal_link(PUBLIC)) in caught.value.hint


def test_the_portal_without_a_sign_in_is_refused() -> None:
    with pytest.raises(SignInRequired):
        switches(PORTAL, None)
