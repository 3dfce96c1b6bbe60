"""Tokens that end in the middle of something: renewed in silence, or by a person, and then it goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from tests.lab import Lab
from tests.wire.cloud.conftest import portal_tenant_of, signed_in, tenant_of

from writeback.cloud import EntraTenant, switches
from writeback.domain.errors import SignInRequired, TenantMismatch
from writeback.domain.facts import Switches, SwitchMethod
from writeback.domain.ports import DeviceCode

OTHER_TENANT = "99999999-2222-3333-4444-555555555555"


def codes_given(lab: Lab) -> int:
    return int(lab.state()["requests"].get("POST /organizations/oauth2/v2.0/devicecode", 0))


class Person:
    """Sits in front of the screen: is told why, and uses each code that is shown."""

    def __init__(self, lab: Lab, answer: Callable[[str], Any] | None = None) -> None:
        self.whys: list[str] = []
        self._answer = answer or lab.approve
        self._loop = asyncio.get_running_loop()
        self.shown = asyncio.Event()

    def ask(self, why: SignInRequired) -> Callable[[DeviceCode], None]:
        self.whys.append(why.message)
        return self._show

    def _show(self, code: DeviceCode) -> None:
        self.shown.set()
        self._loop.run_in_executor(None, self._answer, code.code)


async def test_a_reading_goes_on_once_somebody_has_signed_in_again(lab: Lab, tenant: EntraTenant) -> None:
    await tenant.survey()
    person = Person(lab)
    tenant.ask_again = person.ask
    lab.revoke()
    assert (await tenant.survey()).display_name == "Contoso"
    assert (await tenant.audit()) is not None
    assert len(person.whys) == 1


async def test_the_new_sign_in_satisfies_the_claims_of_the_challenge(lab: Lab, tenant: EntraTenant) -> None:
    await tenant.survey()
    tenant.ask_again = Person(lab).ask
    lab.revoke(access=True, refresh=False)
    lab.faults(oauth={"token": ["mfa"]})
    await tenant.survey()
    claims = lab.state()["sign_in"]["claims"][-1]["access_token"]
    assert claims["xms_cc"] == {"values": ["CP1"]}
    assert claims["capolids"]["values"] == ["policy-1"]


async def test_a_challenge_that_no_refresh_answers_is_passed_on_itself(lab: Lab, tenant: EntraTenant) -> None:
    await tenant.survey()
    lab.revoke()
    with pytest.raises(SignInRequired):
        await tenant.survey()
    assert "nbf" in tenant.wanted_claims


async def test_many_readings_at_once_ask_one_person_once(portal_lab: Lab) -> None:
    tenant = await signed_in(portal_lab, portal_tenant_of(portal_lab))
    person = Person(portal_lab)
    tenant.ask_again = person.ask
    portal_lab.revoke()
    facts = await tenant.survey()
    assert isinstance(facts.switches, Switches)
    assert len(person.whys) == 1
    await tenant.close()


async def test_a_switch_is_set_once_after_somebody_has_signed_in_again(portal_lab: Lab) -> None:
    tenant = await signed_in(portal_lab, portal_tenant_of(portal_lab))
    tenant.ask_again = Person(portal_lab).ask
    adapter = switches(SwitchMethod.PORTAL_API, tenant)
    await adapter.read()
    before = len(portal_lab.state()["tenant_writes"])
    portal_lab.revoke()
    await adapter.write(write_back_passwords=True)
    assert len(portal_lab.state()["tenant_writes"]) == before + 1
    assert await adapter.read() == Switches(True, False, True)
    await tenant.close()


async def test_a_revoked_token_for_the_portal_is_renewed_without_a_prompt(portal_lab: Lab) -> None:
    tenant = await signed_in(portal_lab, portal_tenant_of(portal_lab))
    adapter = switches(SwitchMethod.PORTAL_API, tenant)
    await adapter.read()
    before = codes_given(portal_lab)
    portal_lab.revoke(access=True, refresh=False)
    assert await adapter.read() == Switches(False, False, True)
    assert codes_given(portal_lab) == before
    await tenant.close()


async def test_a_token_for_the_server_is_renewed_by_a_person(
    portal_lab: Lab, portal_tenant: EntraTenant
) -> None:
    portal_tenant.ask_again = Person(portal_lab).ask
    portal_lab.set("tenant.token_lifetime", 0)
    try:
        tenant = await signed_in(portal_lab, portal_tenant_of(portal_lab))
    finally:
        portal_lab.set("tenant.token_lifetime", 3600)
    tenant.ask_again = Person(portal_lab).ask
    portal_lab.revoke()
    assert (await tenant.access_token()).reveal().count(".") == 2
    await tenant.close()


async def test_without_anybody_to_ask_it_ends_with_what_is_missing(lab: Lab, tenant: EntraTenant) -> None:
    tenant.ask_again = lambda _why: None
    lab.revoke()
    before = codes_given(lab)
    with pytest.raises(SignInRequired):
        await tenant.survey()
    assert codes_given(lab) == before


async def test_a_declined_code_ends_it_and_says_so(lab: Lab) -> None:
    said: list[str] = []
    tenant = await signed_in(lab, tenant_of(lab, announce=said.append))
    tenant.ask_again = Person(lab, lab.decline).ask
    lab.revoke()
    with pytest.raises(SignInRequired):
        await tenant.survey()
    assert any("declined" in sentence for sentence in said)
    await tenant.close()


async def test_giving_up_ends_the_wait_and_not_whoever_waited(lab: Lab, tenant: EntraTenant) -> None:
    person = Person(lab, lambda _code: None)
    tenant.ask_again = person.ask
    lab.revoke()
    reading = asyncio.create_task(tenant.survey())
    await person.shown.wait()
    tenant.give_up_asking()
    with pytest.raises(SignInRequired):
        await reading


async def test_cancelling_who_waits_ends_the_asking(lab: Lab, tenant: EntraTenant) -> None:
    person = Person(lab, lambda _code: None)
    tenant.ask_again = person.ask
    lab.revoke()
    reading = asyncio.create_task(tenant.survey())
    await person.shown.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading


async def test_somebody_of_another_tenant_is_a_hard_stop(lab: Lab, tenant: EntraTenant) -> None:
    tenant.ask_again = Person(lab).ask
    tenant._tenant_id = OTHER_TENANT
    lab.revoke()
    with pytest.raises(TenantMismatch):
        await tenant.survey()
