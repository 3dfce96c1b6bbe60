"""What Graph's JSON means: the licence rule and its trap, the order of the audit log, roles, domains."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from writeback.cloud.answers import (
    DirectoryAudit,
    Member,
    Organization,
    Page,
    Registration,
    Sku,
    audit_entries,
    has_premium,
    roles_among,
    sspr_count,
    verified_domains_of,
)
from writeback.domain.facts import Domain, Role

P1 = "41781fb2-bc02-4b7c-bd55-b576c07bb09d"
P2 = "eec0eb4f-6444-4f95-aba0-50c24d67f998"
EXCHANGE = "9aaf7827-d63c-4b61-89c3-182f06f82e5c"
ENABLE = "Enable password writeback for directory"
DISABLE = "Disable password writeback for directory"


def sku(name: str, *plans: str, status: str = "Enabled") -> Sku:
    row = {
        "skuPartNumber": name,
        "capabilityStatus": status,
        "servicePlans": [{"servicePlanId": plan, "servicePlanName": "any"} for plan in plans],
    }
    return msgspec.convert(row, Sku)


@pytest.mark.parametrize(
    ("skus", "premium"),
    [
        ([sku("AAD_PREMIUM", P1)], True),
        ([sku("AAD_PREMIUM_P2", P1, P2)], True),
        ([sku("SPB", EXCHANGE, P1)], True),
        ([sku("ANY_NAME_AT_ALL", P2)], True),
        ([sku("O365_BUSINESS_PREMIUM", EXCHANGE)], False),
        ([sku("ENTERPRISEPACK", EXCHANGE)], False),
        ([sku("AAD_PREMIUM", P1, status="Suspended")], False),
        ([sku("AAD_PREMIUM", P1, status="LockedOut"), sku("O365_BUSINESS_PREMIUM", EXCHANGE)], False),
        ([sku("AAD_PREMIUM")], False),
        ([], False),
    ],
)
def test_the_service_plan_of_an_enabled_subscription_decides(skus: list[Sku], premium: bool) -> None:
    assert has_premium(skus) is premium


def audit(activity: str, at: str, **more: object) -> DirectoryAudit:
    return msgspec.convert(
        {"activityDisplayName": activity, "activityDateTime": at, "result": "success", **more}, DirectoryAudit
    )


def test_audit_entries_come_newest_first_whatever_the_order_of_the_answers() -> None:
    rows = [
        audit(ENABLE, "2026-03-01T10:00:00Z"),
        audit(ENABLE, "2026-03-03T10:00:00.1234567Z"),
        audit(DISABLE, "2026-03-02T12:00:00+02:00"),
    ]
    assert [(entry.at.day, entry.enabled) for entry in audit_entries(rows)] == [
        (3, True),
        (2, False),
        (1, True),
    ]


def test_audit_times_are_utc() -> None:
    (entry,) = audit_entries([audit(DISABLE, "2026-03-02T12:00:00+02:00")])
    assert entry.at == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert entry.at.tzinfo is UTC


def test_other_activities_are_left_out() -> None:
    assert audit_entries([audit("Reset password (self-service)", "2026-03-01T10:00:00Z")]) == ()


@pytest.mark.parametrize(
    ("initiated_by", "name"),
    [
        (
            {"user": {"userPrincipalName": "hedda@contoso.com", "displayName": "Hedda"}, "app": None},
            "hedda@contoso.com",
        ),
        ({"user": None, "app": {"displayName": "Sync"}}, "Sync"),
        ({"user": {"userPrincipalName": None}, "app": None}, ""),
        (None, ""),
    ],
)
def test_an_audit_entry_names_the_user_or_the_application(initiated_by: object, name: str) -> None:
    (entry,) = audit_entries([audit(ENABLE, "2026-03-01T10:00:00Z", initiatedBy=initiated_by)])
    assert entry.by == name


def test_without_the_cast_only_directory_roles_count() -> None:
    members = [
        msgspec.convert(row, Member)
        for row in (
            {"@odata.type": "#microsoft.graph.directoryRole", "roleTemplateId": "r1", "displayName": "One"},
            {"@odata.type": "#microsoft.graph.group", "roleTemplateId": "r2", "displayName": "Two"},
            {"@odata.type": "#microsoft.graph.directoryRole", "displayName": "No template"},
        )
    ]
    assert roles_among(members, cast=False) == (Role("r1", "One"),)
    assert roles_among(members[:2], cast=True) == (Role("r1", "One"), Role("r2", "Two"))


def test_the_organization_lists_its_domains_too() -> None:
    row = {
        "id": "t",
        "verifiedDomains": [
            {"name": "contoso.com", "type": "Federated", "isInitial": False},
            {"name": "contoso.onmicrosoft.com", "type": "Managed", "isInitial": True},
        ],
    }
    assert verified_domains_of(msgspec.convert(row, Organization)) == (
        Domain("contoso.com", is_federated=True),
        Domain("contoso.onmicrosoft.com", is_federated=False, is_initial=True),
    )


def test_only_users_with_reset_switched_on_are_counted() -> None:
    rows = [Registration(is_sspr_enabled=value) for value in (True, False, None, True)]
    assert sspr_count(rows) == 2


def test_a_page_knows_its_next_link_and_ignores_what_it_does_not_know() -> None:
    body = (
        b'{"@odata.context": "x", "value": [{"id": "a.example", "new": {}}], "@odata.nextLink": "https://n"}'
    )
    page = msgspec.json.decode(body, type=Page[Organization])
    assert (page.value[0].id, page.next_link) == ("a.example", "https://n")
