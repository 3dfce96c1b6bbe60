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

from writeback.domain.canary import CanaryReset, ResetStatus, checked_upn
from writeback.domain.errors import InvalidInput
from writeback.domain.evidence import Says, Verdict, canary_reset, conclude, gather
from writeback.domain.facts import AuditEntry, Facts, LogEvent, Switches, Unknown

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


EARLIER = (event(31009, -9), event(31010, -8), event(31011, -7), event(33004, -7))
"""Somebody else's resets, before ours."""
ARRIVED = (event(31009, 1), event(31010, 2))
REFUSED = (event(31009, 1), event(31011, 2), event(33004, 2))


@pytest.mark.parametrize(
    ("status", "detail", "new", "says", "words"),
    [
        (ResetStatus.SUCCEEDED, "", ARRIVED, Says.SUPPORTS, "31009 and 31010 09:42:00Z"),
        (ResetStatus.SUCCEEDED, "", (*ARRIVED, event(31009, 3)), Says.SUPPORTS, "31010"),
        (ResetStatus.SUCCEEDED, "", (*ARRIVED, event(31011, 3)), Says.SUPPORTS, "31010"),
        (ResetStatus.SUCCEEDED, "", (), Says.SILENT, "not seen: 31009 and 31010"),
        (ResetStatus.SUCCEEDED, "", (event(31010, 1),), Says.SILENT, "not seen"),
        (ResetStatus.SUCCEEDED, "", (event(31010, 1), event(31009, 2)), Says.SILENT, "not seen"),
        (ResetStatus.SUCCEEDED, "", REFUSED, Says.CONTRADICTS, "33004 ADPermissionsError"),
        (ResetStatus.SUCCEEDED, "", UNREAD, Says.SILENT, "not read"),
        (ResetStatus.FAILED, "WritebackNotEnabled", (), Says.CONTRADICTS, "does not write passwords back"),
        (ResetStatus.FAILED, "OnPremisesAdminActionRequired", REFUSED, Says.CONTRADICTS, "33004"),
        (ResetStatus.FAILED, "OnPremisesPolicyViolation", (event(33008, 1),), Says.CONTRADICTS, "33008"),
        (ResetStatus.FAILED, "OnPremisesConnectivityError", UNREAD, Says.CONTRADICTS, "did not reach"),
        (ResetStatus.FAILED, "Some\x1b[31mthing", ARRIVED, Says.CONTRADICTS, 'says "Some\ufffd[31mthing"'),
        (ResetStatus.FAILED, "", (), Says.CONTRADICTS, "gives no reason"),
        (ResetStatus.RUNNING, "", ARRIVED, Says.SILENT, "no outcome"),
        (ResetStatus.RUNNING, "", (event(31011, 1),), Says.CONTRADICTS, "31011"),
        (ResetStatus.RUNNING, "", UNREAD, Says.SILENT, "no outcome"),
    ],
)
def test_a_canary_proves_only_what_both_ends_have_seen(
    status: ResetStatus, detail: str, new: tuple[LogEvent, ...] | Unknown, says: Says, words: str
) -> None:
    after = new if isinstance(new, Unknown) else (*EARLIER, *new)
    piece = canary_reset(CanaryReset("test.user@contoso.com", status, detail), EARLIER, after)
    assert (piece.id, piece.says, piece.needed) == ("canary", says, True)
    assert piece.text.startswith("test.user@contoso.com: ")
    assert words in piece.text


def test_a_proof_with_a_canary_needs_the_canary() -> None:
    silent = canary_reset(CanaryReset("a@b.c", ResetStatus.RUNNING), (), ())
    assert conclude((*gather(facts_of(enabled_server(), enabled_tenant())), silent)) is Verdict.NOT_PROVEN


@pytest.mark.parametrize("name", ["", "a", "@", "a@", "@b", "a@b@c", "a/b@c", "a b@c", "a@b\nc", "../a@b"])
def test_what_is_no_user_principal_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        checked_upn(name)
