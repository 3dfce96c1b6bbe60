"""The table of least rights: it follows the profile, and agrees with what the code asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders import NOW, facts_of, server_facts, tenant_facts

from writeback.domain.checks import run_checks
from writeback.domain.errors import AccessDenied, TenantDenied
from writeback.domain.facts import Edition, LogEvent, SwitchMethod, Unknown
from writeback.domain.findings import Finding, Severity, blocking
from writeback.domain.rights import Feature, Holder, Kind, Wanted, rights
from writeback.domain.target import Authentication, SignInMethod
from writeback.domain.windows_events import ADMIN_RESET_SUCCESS, PROVIDER, RESET_DENIED

DENIED = Unknown.because(AccessDenied("It is not in the server's ADSync groups.", "Add it to ADSyncAdmins."))
NOT_ALLOWED = Unknown.because(TenantDenied("The account may not read the audit log.", "Ask."))


def names(wanted: Wanted, feature: Feature, kind: Kind) -> list[tuple[str, ...]]:
    return [right.names for right in rights(wanted, frozenset({feature})) if right.kind is kind]


def finding(facts_findings: tuple[Finding, ...], id: str) -> Finding:
    return next(one for one in facts_findings if one.id == id)


def test_every_feature_takes_something() -> None:
    assert {right.feature for right in rights(Wanted())} == set(Feature)


def test_the_documents_of_2021_know_one_role_for_the_change() -> None:
    assert names(Wanted(Edition.AZURE_AD_CONNECT), Feature.CHANGE, Kind.ROLE) == [("Global Administrator",)]
    now = ("Hybrid Identity Administrator", "Global Administrator")
    assert names(Wanted(), Feature.CHANGE, Kind.ROLE) == [now]


def test_a_restricted_session_takes_nothing_of_the_account_but_its_own_group() -> None:
    found = rights(Wanted(configuration="WritebackOperator"))
    of_account = [right for right in found if right.holder is Holder.ACCOUNT]
    assert [right.kind for right in of_account] == [Kind.SESSION]
    groups = {right.names[0] for right in found if right.holder is Holder.VIRTUAL}
    assert {"ADSyncAdmins", "Event Log Readers"} <= groups


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (Authentication.BASIC, "local account"),
        (Authentication.CERTIFICATE, "maps the client certificate"),
        (Authentication.KERBEROS, "domain"),
        (Authentication.CREDSSP, "Protected Users"),
    ],
)
def test_the_way_to_sign_in_decides_what_kind_of_account_it_takes(way: Authentication, words: str) -> None:
    ((name,),) = names(Wanted(authentication=way), Feature.READ, Kind.ACCOUNT_KIND)
    assert words in name


def test_the_portals_api_takes_a_permission_of_its_own() -> None:
    assert not names(Wanted(), Feature.SWITCHES, Kind.API)
    assert names(Wanted(switches=SwitchMethod.PORTAL_API), Feature.SWITCHES, Kind.API)


def test_an_application_that_signs_in_needs_no_role_to_read() -> None:
    unattended = Wanted(own_client=True, sign_in=SignInMethod.CERTIFICATE)
    found = [right for right in rights(unattended) if right.feature in (Feature.TENANT, Feature.AUDIT)]
    assert {right.holder for right in found} == {Holder.READER}
    assert ("User.Read",) not in [right.names for right in found]


def test_where_the_cloud_cannot_reset_there_is_no_right_for_it() -> None:
    assert not [right for right in rights(Wanted(can_reset=False)) if right.feature is Feature.CANARY]


def test_a_refused_reading_blocks_and_names_the_group() -> None:
    findings = run_checks(facts_of(server_facts(scheduler=DENIED, connector=DENIED, settings=DENIED)))
    assert finding(findings, "server-rights").severity is Severity.BLOCKS
    assert "ADSyncAdmins" in finding(findings, "server-rights").remedy
    assert [one.id for one in blocking(findings)] == ["server-rights"]


def test_an_event_log_that_may_not_be_read_takes_a_proof_away() -> None:
    found = finding(run_checks(facts_of(server_facts(events=DENIED))), "event-log")
    assert (found.severity, "Event Log Readers" in found.remedy) == (Severity.WARNS, True)
    unread = run_checks(facts_of(server_facts(events=Unknown("not read"))))
    assert finding(unread, "event-log").severity is Severity.UNKNOWN


def test_an_audit_log_that_may_not_be_read_takes_a_proof_away() -> None:
    found = finding(run_checks(facts_of(tenant=tenant_facts(audit=NOT_ALLOWED))), "audit-log")
    assert (found.severity, "AuditLog.Read.All" in found.remedy) == (Severity.WARNS, True)


def test_a_reset_that_active_directory_refused_names_the_missing_rights() -> None:
    denied = LogEvent(RESET_DENIED, NOW, PROVIDER)
    server = server_facts(events=(denied,))
    found = finding(run_checks(facts_of(server)), "ad-rights")
    assert found.severity is Severity.WARNS
    assert all(right in found.evidence for right in ("Reset Password", "lockoutTime", "pwdLastSet", "MSOL_"))
    done = LogEvent(ADMIN_RESET_SUCCESS, NOW + timedelta(minutes=5), PROVIDER)
    later = replace(server, events=(done, denied))
    assert finding(run_checks(facts_of(later)), "ad-rights").severity is Severity.PASSED
