"""Each check by a table: facts in, finding out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.builders import SCHEDULER, facts_of, server_facts, tenant_facts

from writeback.domain.checks import run_checks
from writeback.domain.errors import ModuleMissing, ServerUnreachable
from writeback.domain.facts import Account, Domain, Facts, Role, Unknown, Version
from writeback.domain.findings import Severity, blocking

UNREAD = Unknown("not read")
LESSER_ROLE = (Role("fe930be7-5e62-47db-91af-98c3a49a38b1", "User Administrator"),)


def finding_of(facts: Facts, check: str):  # type: ignore[no-untyped-def]
    return next(finding for finding in run_checks(facts) if finding.id == check)


def test_a_healthy_contoso_passes_every_check() -> None:
    assert {finding.severity for finding in run_checks(facts_of())} == {Severity.PASSED}


@pytest.mark.parametrize(
    ("check", "changes", "severity"),
    [
        ("version-floor", {"version": Version.parse("1.0.8641.0")}, Severity.BLOCKS),
        ("version-floor", {"version": Version.parse("2.0.25.1")}, Severity.WARNS),
        ("version-floor", {"version": UNREAD}, Severity.UNKNOWN),
        ("not-staging", {"scheduler": replace(SCHEDULER, staging_mode_enabled=True)}, Severity.BLOCKS),
        ("not-staging", {"scheduler": UNREAD}, Severity.UNKNOWN),
        ("no-sync-running", {"scheduler": replace(SCHEDULER, sync_cycle_in_progress=True)}, Severity.WAITS),
        ("no-sync-running", {"busy_connectors": ("contoso.com",)}, Severity.WAITS),
        ("no-sync-running", {"scheduler": UNREAD}, Severity.UNKNOWN),
        (
            "scheduler-not-suspended",
            {"scheduler": replace(SCHEDULER, scheduler_suspended=True)},
            Severity.BLOCKS,
        ),
        ("scheduler-not-suspended", {"scheduler": UNREAD}, Severity.UNKNOWN),
        ("maintenance-enabled", {"scheduler": replace(SCHEDULER, maintenance_enabled=False)}, Severity.WARNS),
        ("connector-present", {"connector": UNREAD}, Severity.BLOCKS),
        ("directories-reachable", {"directories": UNREAD}, Severity.UNKNOWN),
    ],
)
def test_a_server_check_says_what_it_sees(check: str, changes: dict[str, object], severity: Severity) -> None:
    assert finding_of(facts_of(server_facts(**changes)), check).severity is severity


@pytest.mark.parametrize(
    ("check", "changes", "severity"),
    [
        ("licence", {"premium": False}, Severity.BLOCKS),
        ("licence", {"premium": UNREAD}, Severity.UNKNOWN),
        ("role", {"roles": LESSER_ROLE}, Severity.BLOCKS),
        ("role", {"roles": ()}, Severity.BLOCKS),
        ("role", {"roles": UNREAD}, Severity.UNKNOWN),
        ("account-not-federated", {"account": Account("a@fed.contoso.com", "t")}, Severity.BLOCKS),
        ("sspr-hint", {"sspr_enabled_users": 0}, Severity.HINT),
        ("sspr-hint", {"sspr_enabled_users": UNREAD}, Severity.UNKNOWN),
        ("same-tenant", {"domains": (Domain("fabrikam.onmicrosoft.com", False, True),)}, Severity.BLOCKS),
    ],
)
def test_a_tenant_check_says_what_it_sees(check: str, changes: dict[str, object], severity: Severity) -> None:
    federated = (*tenant_facts().domains, Domain("fed.contoso.com", is_federated=True))
    tenant = tenant_facts(**{"domains": federated, **changes})
    assert finding_of(facts_of(tenant=tenant), check).severity is severity


def test_a_server_that_does_not_answer_blocks_and_says_why() -> None:
    error = ServerUnreachable("sync01 does not answer.", "Check the address.")
    facts = Facts(facts_of().taken, Unknown.because(error), UNREAD)
    (blocks,) = blocking(run_checks(facts))
    assert (blocks.id, blocks.evidence, blocks.remedy) == (
        "reachable",
        "sync01 does not answer.",
        "Check the address.",
    )


def test_a_missing_module_blocks_although_the_server_is_reachable() -> None:
    error = ModuleMissing("There is no ADSync module.", "Install Entra Connect.")
    facts = Facts(facts_of().taken, Unknown.because(error), UNREAD)
    assert [finding.id for finding in blocking(run_checks(facts))] == ["module-present"]


def test_without_a_sign_in_the_tenant_is_unknown_not_healthy() -> None:
    findings = run_checks(Facts(facts_of().taken, server_facts(), UNREAD))
    assert [f.id for f in findings if f.severity is Severity.UNKNOWN] == ["signed-in"]
