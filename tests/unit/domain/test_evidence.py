"""What each observation says, and what all of them add up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders import (
    DISABLED,
    ENABLED,
    NOW,
    enabled_server,
    enabled_tenant,
    event,
    facts_of,
    heartbeat,
    server_facts,
    tenant_facts,
)

from writeback.domain.evidence import Verdict, conclude, gather
from writeback.domain.facts import AuditEntry, Facts, Switches, Unknown

UNREAD = Unknown("not read")
ONE_RELAY = (event(31005, 1), event(31015, 1), heartbeat("ncu", 6), heartbeat("ncu", 7))
STALE = (event(31005, 1), event(31015, 1), heartbeat("ncu", -6), heartbeat("scu", -6))
STOPPED = (event(31005, 1), event(31015, 1), heartbeat("ncu", 6), heartbeat("scu", 6), event(31016, 7))
DISABLED_LATER = AuditEntry(NOW + timedelta(minutes=9), False, "x", "success")
FAILED = AuditEntry(NOW, True, "x", "failure")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (facts_of(enabled_server(), enabled_tenant()), Verdict.PROVEN),
        (facts_of(enabled_server(), enabled_tenant(switches=UNREAD)), Verdict.PROVEN),
        (facts_of(enabled_server(), tenant_facts(switches=UNREAD)), Verdict.NOT_PROVEN),
        (facts_of(enabled_server(), enabled_tenant(audit=(FAILED,))), Verdict.NOT_PROVEN),
        (facts_of(enabled_server(events=()), enabled_tenant()), Verdict.NOT_PROVEN),
        (facts_of(enabled_server(events=ONE_RELAY), enabled_tenant()), Verdict.NOT_PROVEN),
        (facts_of(enabled_server(events=STALE), enabled_tenant()), Verdict.NOT_PROVEN),
        (
            facts_of(enabled_server(writeback=replace(ENABLED, service_status="Stopped")), enabled_tenant()),
            Verdict.NOT_PROVEN,
        ),
        (facts_of(enabled_server(events=STOPPED), enabled_tenant()), Verdict.CONTRADICTED),
        (facts_of(enabled_server(writeback=DISABLED), enabled_tenant()), Verdict.CONTRADICTED),
        (facts_of(server_facts(), tenant_facts()), Verdict.CONTRADICTED),
        (
            facts_of(enabled_server(), enabled_tenant(audit=(*enabled_tenant().audit, DISABLED_LATER))),  # type: ignore[misc]
            Verdict.CONTRADICTED,
        ),
        (facts_of(enabled_server(), enabled_tenant(switches=Switches(False, True))), Verdict.CONTRADICTED),
        (Facts(NOW, UNREAD, UNREAD), Verdict.NOT_PROVEN),
    ],
)
def test_the_verdict_follows_from_independent_evidence(facts: Facts, expected: Verdict) -> None:
    assert conclude(gather(facts)) is expected
