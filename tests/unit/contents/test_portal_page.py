"""What On-premises integration only shows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests import builders

from writeback.domain.checks import run_checks
from writeback.domain.clouds import CLOUDS, portal_link
from writeback.domain.facts import Facts, Role, SwitchMethod, Unknown
from writeback.domain.roles import HYBRID_IDENTITY_ADMINISTRATOR
from writeback.domain.steps import UNLOCK, WRITE_BACK
from writeback.domain.target import Cloud
from writeback_tui.contents.portal_page import (
    agent_rows,
    link_lines,
    right_rows,
    switch_text,
    switches_now,
    was,
)

HYBRID = Role(HYBRID_IDENTITY_ADMINISTRATOR, "Hybrid Identity Administrator")
OTHER = Role("other", "Reports Reader")
READER = builders.tenant_facts(roles=(OTHER,))
MANY = builders.tenant_facts(roles=(OTHER, HYBRID), sspr_enabled_users=Unknown("no right"))
NOBODY = builders.tenant_facts(sspr_enabled_users=0)


def rights(facts: Facts) -> dict[str, str]:
    return dict(right_rows(facts, run_checks(facts)))


@pytest.mark.parametrize(
    ("facts", "role", "scope"),
    [
        (builders.facts_of(), "[OK] Hybrid Identity Administrator", "[OK] 12 users enabled"),
        (builders.facts_of(tenant=MANY), "[OK] Hybrid Identity Administrator", "[??] not known"),
        (builders.facts_of(tenant=READER), "[!!] does not suffice", "[OK] 12 users enabled"),
        (
            builders.facts_of(tenant=NOBODY),
            "[OK] Hybrid Identity Administrator",
            "[i ] no user is enabled for self-service password reset",
        ),
    ],
)
def test_role_and_scope_take_a_row_each(facts: Facts, role: str, scope: str) -> None:
    assert rights(facts) == {"Role": role, "Scope": scope}


def test_without_a_sign_in_there_is_neither_role_nor_scope() -> None:
    assert rights(replace(builders.facts_of(), tenant=Unknown("nobody"))) == {}


def test_the_agent_is_set_up_once_the_server_is_onboarded() -> None:
    rows = agent_rows(builders.facts_of(builders.enabled_server()), old_names=False)
    assert rows[0] == ("Microsoft Entra Connect Sync agent", "Set up complete")
    assert agent_rows(builders.facts_of(), old_names=True) == (("Azure AD Connect sync agent", "not set up"),)


def test_agents_of_cloud_sync_are_never_guessed() -> None:
    assert ("Cloud sync agent", "not read") in agent_rows(builders.facts_of(), old_names=False)


@pytest.mark.parametrize("switch", [WRITE_BACK, UNLOCK])
def test_in_2021_the_switches_were_questions(switch: str) -> None:
    assert switch_text(switch, old_names=True) == f"{switch_text(switch, old_names=False)}?"


@pytest.mark.parametrize(
    ("tenant", "words"),
    [
        (builders.tenant_facts(), "was: off"),
        (builders.enabled_tenant(), "was: on"),
        (builders.tenant_facts(switches=Unknown(SwitchMethod.ASSISTED.value)), "was: unknown"),
    ],
)
def test_the_state_of_a_switch_is_read_or_unknown(tenant: object, words: str) -> None:
    assert was(WRITE_BACK, switches_now(builders.facts_of(tenant=tenant))) == words


@pytest.mark.parametrize("cloud", CLOUDS.values(), ids=lambda cloud: cloud.name)
def test_the_pieces_of_every_clouds_address_fit_a_page_and_stand_alone(cloud: Cloud) -> None:
    link = portal_link(cloud)
    lines = link_lines(builders.facts_of(), link, write_back=True, unlock=False)
    assert all(piece in lines for piece in link)
    assert max(map(len, link)) <= 53
