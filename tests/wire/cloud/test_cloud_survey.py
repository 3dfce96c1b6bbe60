"""What a survey of the lab's tenant tells, compared with the lab's world."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from tests.lab import Lab
from tests.wire.cloud.conftest import EAGER, signed_in, tenant_of

from writeback.cloud import EntraTenant
from writeback.domain.errors import SignInRequired, TenantDenied, TenantFailed
from writeback.domain.facts import Domain, Unknown
from writeback.domain.roles import GLOBAL_ADMINISTRATOR, HYBRID_IDENTITY_ADMINISTRATOR

GLENN = "glenn@contoso.onmicrosoft.com"
ULLA = "ulla@contoso.onmicrosoft.com"

TOKEN, CODE = (f"POST /organizations/oauth2/v2.0/{name}" for name in ("token", "devicecode"))


async def test_the_facts_equal_the_world(lab: Lab) -> None:
    tenant = await signed_in(lab, tenant_of(lab), GLENN)
    facts = await tenant.survey()
    assert facts.account.user_principal_name == GLENN
    assert (facts.tenant_id, facts.display_name) == (lab.tenant_id, "Contoso")
    assert facts.domains == (
        Domain("contoso.com", is_federated=False),
        Domain("contoso.onmicrosoft.com", is_federated=False, is_initial=True),
    )
    assert isinstance(facts.roles, tuple)
    assert [role.template_id for role in facts.roles] == [GLOBAL_ADMINISTRATOR]
    assert facts.premium is True
    assert facts.sspr_enabled_users == 6
    assert facts.audit == ()
    assert facts.sync_enabled is True
    assert facts.account_is_federated is False
    assert facts.last_sync is not None
    await tenant.close()


async def test_the_clock_is_the_tenants_own(lab: Lab, tenant: EntraTenant) -> None:
    lab.faults(clock_skew_seconds=7200)
    facts = await tenant.survey()
    assert abs((facts.clock - datetime.fromisoformat(lab.state()["now"])).total_seconds() - 7200) < 3600


async def test_switches_by_hand_are_never_read(tenant: EntraTenant) -> None:
    switches = (await tenant.survey()).switches
    assert isinstance(switches, Unknown)
    assert "portal" in switches.why


async def test_a_report_that_the_role_does_not_show_is_unknown_with_the_reason(tenant: EntraTenant) -> None:
    facts = await tenant.survey()
    assert isinstance(facts.sspr_enabled_users, Unknown)
    assert isinstance(facts.sspr_enabled_users.error, TenantDenied)
    assert "report of registration" in facts.sspr_enabled_users.why
    assert isinstance(facts.roles, tuple)
    assert HYBRID_IDENTITY_ADMINISTRATOR in {role.template_id for role in facts.roles}


async def test_a_small_role_leaves_the_audit_log_unknown(lab: Lab) -> None:
    tenant = await signed_in(lab, tenant_of(lab), ULLA)
    facts = await tenant.survey()
    assert isinstance(facts.audit, Unknown)
    assert "may not read the audit log" in facts.audit.why
    assert facts.premium is True
    await tenant.close()


async def test_a_federated_account_is_seen_as_such(start_lab: Callable[..., Lab]) -> None:
    lab = start_lab("federated", *EAGER)
    tenant = await signed_in(lab, tenant_of(lab))
    facts = await tenant.survey()
    assert facts.account_is_federated is True
    assert Domain("contoso.com", is_federated=True) in facts.domains
    await tenant.close()


async def test_business_standard_is_no_premium_and_says_why_the_report_is_missing(
    start_lab: Callable[..., Lab],
) -> None:
    lab = start_lab("no-licence", *EAGER)
    tenant = await signed_in(lab, tenant_of(lab), GLENN)
    facts = await tenant.survey()
    assert facts.premium is False
    assert isinstance(facts.sspr_enabled_users, Unknown)
    assert "only to tenants with Entra ID P1 or P2" in facts.sspr_enabled_users.why
    await tenant.close()


async def test_the_audit_entry_of_an_enabling_is_read(start_lab: Callable[..., Lab]) -> None:
    lab = start_lab("contoso", *EAGER)
    now = datetime.fromisoformat(lab.state()["now"])
    lab.set(
        "tenant.audit",
        [_audit("a", "Enable", now, 3), _audit("b", "Disable", now, 1), _audit("c", "Enable", now, 2)],
    )
    tenant = await signed_in(lab, tenant_of(lab))
    entries = await tenant.audit()
    assert [(entry.id, entry.enabled) for entry in entries] == [("b", False), ("c", True), ("a", True)]
    assert entries[0].by == "hedda@contoso.onmicrosoft.com"
    await tenant.close()


async def test_domains_that_may_not_be_listed_come_from_the_organization(
    lab: Lab, tenant: EntraTenant
) -> None:
    lab.faults(graph={"/domains": [{"status": 403}]})
    assert (await tenant.survey()).initial_domain == "contoso.onmicrosoft.com"


async def test_roles_come_from_all_memberships_where_the_cast_is_refused(
    lab: Lab, tenant: EntraTenant
) -> None:
    cast = "/me/transitiveMemberOf/graph.directoryRole"
    lab.faults(graph={cast: [{"status": 400, "code": "Request_UnsupportedQuery"}]})
    roles = (await tenant.survey()).roles
    assert isinstance(roles, tuple)
    assert HYBRID_IDENTITY_ADMINISTRATOR in {role.template_id for role in roles}


async def test_one_broken_part_leaves_the_others_known(lab: Lab, tenant: EntraTenant) -> None:
    lab.faults(graph={"/subscribedSkus": [{"status": 200, "body": {"value": 7}}]})
    facts = await tenant.survey()
    assert isinstance(facts.premium, Unknown)
    assert isinstance(facts.premium.error, TenantFailed)
    assert isinstance(facts.roles, tuple)


async def test_a_refused_token_is_replaced_without_a_prompt(lab: Lab, tenant: EntraTenant) -> None:
    await tenant.survey()
    before = lab.state()["requests"]
    lab.faults(graph={"/auditLogs/directoryAudits": [{"status": 401}]})
    assert isinstance((await tenant.survey()).audit, tuple)
    after = lab.state()["requests"]
    assert after[TOKEN] - before[TOKEN] == 1
    assert after[CODE] == before[CODE]


async def test_a_new_token_that_is_refused_too_is_the_end_of_the_sign_in(
    lab: Lab, tenant: EntraTenant
) -> None:
    lab.faults(graph={"/organization": [{"status": 401}] * 2})
    with pytest.raises(SignInRequired) as caught:
        await tenant.survey()
    assert type(caught.value) is SignInRequired


def _audit(name: str, verb: str, now: datetime, days_ago: int) -> dict[str, object]:
    return {
        "id": name,
        "at": (now - timedelta(days=days_ago)).isoformat(),
        "activity": f"{verb} password writeback for directory",
        "initiated_by": {"id": "1", "display_name": "Hedda", "upn": "hedda@contoso.onmicrosoft.com"},
    }
