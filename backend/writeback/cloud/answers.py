"""Graph's JSON as far as it is used, and what it means. Names are the v1.0 schema's in camel case.

Everything that the schema lets be absent has a default; what else arrives is ignored (open types).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Generic, TypeVar

import msgspec

from writeback.domain import facts
from writeback.domain.errors import TenantFailed
from writeback.domain.texts import _

ENABLE_ACTIVITY = "Enable password writeback for directory"
DISABLE_ACTIVITY = "Disable password writeback for directory"
"""Names in the audit log (Microsoft Learn, audit activity reference); the logging service's name varies."""

PREMIUM_PLANS = frozenset(
    {
        "41781fb2-bc02-4b7c-bd55-b576c07bb09d",  # AAD_PREMIUM, Entra ID P1
        "eec0eb4f-6444-4f95-aba0-50c24d67f998",  # AAD_PREMIUM_P2
    }
)
DIRECTORY_ROLE = "#microsoft.graph.directoryRole"

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T]):
    """One page of a collection."""

    value: list[T]
    next_link: str | None = msgspec.field(name="@odata.nextLink", default=None)


class VerifiedDomain(msgspec.Struct, rename="camel"):
    """A domain as the organization lists it: enough where /domains is denied."""

    name: str
    type: str | None = None
    is_initial: bool | None = None


class Organization(msgspec.Struct, rename="camel"):
    """`GET /organization`, a collection of one."""

    id: str
    display_name: str | None = None
    on_premises_sync_enabled: bool | None = None
    on_premises_last_sync_date_time: datetime | None = None
    verified_domains: list[VerifiedDomain] = []


class Domain(msgspec.Struct, rename="camel"):
    """One row of `GET /domains`; the id is the name."""

    id: str
    authentication_type: str | None = None
    is_initial: bool | None = None


class Member(msgspec.Struct, rename="camel"):
    """One row of `GET /me/transitiveMemberOf`: a role or something else."""

    role_template_id: str | None = None
    display_name: str | None = None
    type: str | None = msgspec.field(name="@odata.type", default=None)


class ServicePlan(msgspec.Struct, rename="camel"):
    """A plan inside a SKU."""

    service_plan_id: str | None = None


class Sku(msgspec.Struct, rename="camel"):
    """One row of `GET /subscribedSkus`."""

    capability_status: str | None = None
    service_plans: list[ServicePlan] = []


class Registration(msgspec.Struct, rename="camel"):
    """One row of `GET /reports/authenticationMethods/userRegistrationDetails`."""

    is_sspr_enabled: bool | None = None


class Initiator(msgspec.Struct, rename="camel"):
    """A user or an application."""

    user_principal_name: str | None = None
    display_name: str | None = None

    @property
    def name(self) -> str:
        return self.user_principal_name or self.display_name or ""


class InitiatedBy(msgspec.Struct):
    """Who caused an audit entry; one of the two is null."""

    user: Initiator | None = None
    app: Initiator | None = None


class DirectoryAudit(msgspec.Struct, rename="camel"):
    """One row of `GET /auditLogs/directoryAudits`."""

    activity_date_time: datetime
    activity_display_name: str
    id: str = ""
    result: str | None = None
    initiated_by: InitiatedBy | None = None


def has_premium(skus: Iterable[Sku]) -> bool:
    """Whether an enabled SKU holds P1 or P2. The plan decides: O365_BUSINESS_PREMIUM has neither."""
    return any(
        plan.service_plan_id in PREMIUM_PLANS
        for sku in skus
        if sku.capability_status == "Enabled"
        for plan in sku.service_plans
    )


def roles_among(members: Iterable[Member], *, cast: bool) -> tuple[facts.Role, ...]:
    """The directory roles. `cast`: the request asked for nothing else, so the rows need no type."""
    return tuple(
        facts.Role(member.role_template_id, member.display_name or member.role_template_id)
        for member in members
        if member.role_template_id and (cast or member.type == DIRECTORY_ROLE)
    )


def domains_of(rows: Iterable[Domain]) -> tuple[facts.Domain, ...]:
    """Rows of /domains as facts."""
    return tuple(
        facts.Domain(row.id, row.authentication_type == "Federated", bool(row.is_initial)) for row in rows
    )


def verified_domains_of(organization: Organization) -> tuple[facts.Domain, ...]:
    """The organization's own list as facts."""
    return tuple(
        facts.Domain(domain.name, domain.type == "Federated", bool(domain.is_initial))
        for domain in organization.verified_domains
    )


def audit_entries(rows: Iterable[DirectoryAudit]) -> tuple[facts.AuditEntry, ...]:
    """The rows about password writeback, newest first, whatever order the service gives."""
    wanted = (row for row in rows if row.activity_display_name in (ENABLE_ACTIVITY, DISABLE_ACTIVITY))
    return tuple(sorted((_entry(row) for row in wanted), key=lambda entry: entry.at, reverse=True))


def sspr_count(rows: Iterable[Registration]) -> int:
    """Users for whom self-service password reset is on."""
    return sum(row.is_sspr_enabled is True for row in rows)


def moment(value: datetime) -> datetime:
    """In UTC; without an offset it is taken as UTC. Raises TenantFailed at the ends of the calendar."""
    try:
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    except OverflowError:
        raise TenantFailed(_("Graph names a time that cannot be one.")) from None


def _entry(row: DirectoryAudit) -> facts.AuditEntry:
    by = row.initiated_by or InitiatedBy()
    who = by.user or by.app or Initiator()
    return facts.AuditEntry(
        at=moment(row.activity_date_time),
        enabled=row.activity_display_name == ENABLE_ACTIVITY,
        by=who.name,
        result=row.result or "",
        id=row.id,
    )
