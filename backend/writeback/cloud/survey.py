"""One survey of the tenant: everything at the same time, each part known or unknown with the reason."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from writeback.cloud.answers import Organization, moment, verified_domains_of
from writeback.cloud.graph_errors import NoPremium
from writeback.domain.errors import (
    ReadOnlySignIn,
    SignInRequired,
    TenantDenied,
    TenantMismatch,
    WritebackError,
)
from writeback.domain.facts import Account, Domain, Role, TenantFacts, Unknown
from writeback.domain.ports import TenantSwitches
from writeback.domain.safe import safe_str
from writeback.domain.texts import _

if TYPE_CHECKING:
    from writeback.cloud.readings import Readings

T = TypeVar("T")


async def survey(account: Account, readings: Readings, switches: TenantSwitches) -> TenantFacts:
    """The facts. `clock` is Graph's own time, or this machine's where Graph does not tell it.

    Raises SignInRequired when the sign-in is used up, TenantMismatch when Graph answers for another tenant
    than the account's, and what keeps the organization from being read.
    """
    parts, switches_now = await asyncio.gather(
        asyncio.gather(
            _part(readings.organization()),
            _part(readings.domains()),
            _part(_no_roles() if account.is_application else readings.roles(), _roles_denied),
            _part(readings.premium(), _licence_denied),
            _part(readings.sspr_enabled_users(), _report_denied),
            _part(readings.audit(), _audit_denied),
        ),
        switches.read(),
    )
    _raise_if_signed_out(parts)
    organization, domains, roles, premium, sspr_enabled_users, audit = parts
    tenant = _known(organization)
    _refuse_other(account, tenant)
    return TenantFacts(
        account=account,
        clock=readings.clock or datetime.now(UTC),
        tenant_id=tenant.id,
        display_name=tenant.display_name or tenant.id,
        domains=_domains(domains, tenant),
        roles=roles,
        premium=premium,
        sspr_enabled_users=sspr_enabled_users,
        audit=audit,
        switches=switches_now,
        sync_enabled=tenant.on_premises_sync_enabled,
        last_sync=_last_sync(tenant),
    )


async def _part(reading: Awaitable[T], denied: Callable[[], TenantDenied] | None = None) -> T | Unknown:
    """The reading, or why there is none; `denied` says what a missing right means for this part."""
    try:
        return await reading
    except NoPremium as error:
        return Unknown.because(error)
    except TenantDenied as error:
        return Unknown.because(denied() if denied else error)
    except WritebackError as error:
        return Unknown.because(error)


def _raise_if_signed_out(parts: tuple[object, ...]) -> None:
    for part in parts:
        if isinstance(part, Unknown) and isinstance(part.error, SignInRequired):
            raise part.error


def _known(organization: Organization | Unknown) -> Organization:
    if isinstance(organization, Unknown):
        raise organization.error or WritebackError(organization.why)
    return organization


def _refuse_other(account: Account, tenant: Organization) -> None:
    if tenant.id.casefold() != account.tenant_id.casefold():
        raise TenantMismatch(
            _("{account} has signed in to tenant {expected}, but Graph answers for {found}.").format(
                account=account.user_principal_name,
                expected=account.tenant_id,
                found=safe_str(tenant.id, 64),
            ),
            _("Sign in again; nothing was changed."),
        )


def _last_sync(tenant: Organization) -> datetime | None:
    last = tenant.on_premises_last_sync_date_time
    return None if last is None else moment(last)


def _domains(domains: tuple[Domain, ...] | Unknown, tenant: Organization) -> tuple[Domain, ...]:
    """The organization lists its domains too, to accounts that may not read them one by one."""
    return verified_domains_of(tenant) if isinstance(domains, Unknown) else domains


async def _no_roles() -> tuple[Role, ...]:
    raise ReadOnlySignIn(
        _("An application has signed in: it has no person's role and changes nothing."),
        _("For a change sign in as a person."),
    )


def _roles_denied() -> TenantDenied:
    return TenantDenied(
        _("The account may not read its own roles."), _("Ask an administrator which roles it has.")
    )


def _licence_denied() -> TenantDenied:
    return TenantDenied(
        _("The account may not read the licences of the tenant."),
        _("Look at Billing > Licenses in the portal."),
    )


def _report_denied() -> TenantDenied:
    return TenantDenied(
        _("The account may not read the report of registration for password reset."),
        _("It takes the role Reports Reader, Security Reader or Global Reader."),
    )


def _audit_denied() -> TenantDenied:
    return TenantDenied(
        _("The account may not read the audit log of the tenant."),
        _("It takes the role Reports Reader, Security Reader or Global Reader."),
    )
