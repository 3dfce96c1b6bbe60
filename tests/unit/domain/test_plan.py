"""From facts and choices to steps, changes and digest."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.builders import (
    SCHEDULER,
    enabled_server,
    enabled_tenant,
    facts_of,
    server_facts,
    tenant_facts,
)

from writeback.domain.choices import Choices
from writeback.domain.errors import InvalidInput
from writeback.domain.facts import Facts, SwitchMethod, Unknown
from writeback.domain.plan import make_plan

EVERYTHING = Choices(
    password_writeback=True,
    write_back_passwords=True,
    unlock_without_reset=True,
    switch_method=SwitchMethod.PORTAL_API,
)
ENABLE = Choices(password_writeback=True)
UNREAD = Unknown("not read")


def steps(facts: Facts, choices: Choices) -> list[str]:
    return [step.id for step in make_plan(facts, choices).steps]


SERVER = [
    "export-configuration",
    "wait-for-quiet-window",
    "set-password-writeback",
    "read-back",
    "await-events",
    "await-events",
    "export-configuration",
    "start-sync-cycle",
]


@pytest.mark.parametrize(
    ("facts", "choices", "expected"),
    [
        (facts_of(), ENABLE, SERVER),
        (facts_of(), replace(ENABLE, start_sync=False), SERVER[:-1]),
        (facts_of(), EVERYTHING, [*SERVER, "save-switch", "save-switch"]),
        (facts_of(), Choices(), []),
        (facts_of(), Choices(password_writeback=False), []),
        (facts_of(enabled_server(), enabled_tenant()), EVERYTHING, []),
        (
            facts_of(enabled_server()),
            Choices(password_writeback=False),
            [*SERVER[:4], "await-events", "export-configuration", "start-sync-cycle"],
        ),
        (
            facts_of(),
            replace(ENABLE, pause_scheduler=True),
            [*SERVER[:2], "set-sync-cycle-enabled", *SERVER[2:6], "set-sync-cycle-enabled", *SERVER[6:]],
        ),
        (
            facts_of(server_facts(scheduler=replace(SCHEDULER, sync_cycle_enabled=False))),
            replace(ENABLE, pause_scheduler=True),
            SERVER,
        ),
        (
            facts_of(enabled_server(), tenant_facts(switches=UNREAD)),
            replace(EVERYTHING, switch_method=SwitchMethod.ASSISTED),
            ["switches-by-hand"],
        ),
    ],
)
def test_the_steps_lead_from_the_facts_to_the_choices(
    facts: Facts, choices: Choices, expected: list[str]
) -> None:
    assert steps(facts, choices) == expected


def test_the_digest_is_the_same_for_the_same_state_and_choices() -> None:
    assert make_plan(facts_of(), EVERYTHING).digest == make_plan(facts_of(), EVERYTHING).digest


@pytest.mark.parametrize(
    ("facts", "choices"),
    [
        (facts_of(server_facts(computer_name="SYNC02")), EVERYTHING),
        (facts_of(server_facts(scheduler=replace(SCHEDULER, sync_cycle_enabled=False))), EVERYTHING),
        (facts_of(tenant=tenant_facts(tenant_id="other")), EVERYTHING),
        (facts_of(), replace(EVERYTHING, ticket="CHG1")),
        (facts_of(), replace(EVERYTHING, start_sync=False)),
        (facts_of(), replace(EVERYTHING, unlock_without_reset=False)),
    ],
)
def test_the_digest_moves_with_the_state_and_with_the_choices(facts: Facts, choices: Choices) -> None:
    assert make_plan(facts, choices).digest != make_plan(facts_of(), EVERYTHING).digest


def test_what_moved_is_named_with_old_and_new_value() -> None:
    old = make_plan(facts_of(), EVERYTHING)
    new = make_plan(facts_of(enabled_server()), EVERYTHING)
    assert "writeback.enabled: False -> True" in new.moved_since(old.before)


def test_a_change_is_told_with_before_and_after() -> None:
    (change,) = make_plan(facts_of(), ENABLE).changes
    assert (change.what, change.before, change.after) == ("Password writeback", "disabled", "enabled")


@pytest.mark.parametrize(
    "facts",
    [
        Facts(facts_of().taken, UNREAD, tenant_facts()),
        facts_of(server_facts(writeback=UNREAD)),
        facts_of(server_facts(connector=UNREAD)),
        Facts(facts_of().taken, server_facts(), UNREAD),
    ],
)
def test_there_is_no_plan_from_what_was_not_read(facts: Facts) -> None:
    with pytest.raises(InvalidInput):
        make_plan(facts, EVERYTHING)


def test_a_runbook_quotes_every_kind_of_quote() -> None:
    tricky = enabled_server(connector="a'b\u2019c - AAD")
    plan = make_plan(facts_of(tricky), Choices(password_writeback=False))
    lines = [line for step in plan.steps for line in step.powershell()]
    assert any("-Connector 'a''b\u2019\u2019c - AAD' -Enable $false" in line for line in lines)
