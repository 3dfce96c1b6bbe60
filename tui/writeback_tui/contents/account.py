"""Who signed in, as the rows of the page say it."""

from __future__ import annotations

from writeback.domain.facts import TenantFacts, Unknown
from writeback.domain.findings import Finding, Severity
from writeback.domain.texts import _


def shown_as_row(finding: Finding) -> bool:
    """A role that suffices has its own row."""
    return finding.id == "role" and finding.severity is Severity.PASSED


def account_rows(tenant: TenantFacts) -> tuple[tuple[str, str], ...]:
    """Who signed in, as what; the tenant's id stands beside its name, which anybody can choose."""
    roles = tenant.roles
    names = roles.why if isinstance(roles, Unknown) else ", ".join(role.display_name for role in roles)
    return (
        (_("Account"), tenant.account.user_principal_name),
        (_("Role"), names or _("none")),
        (_("Tenant"), f"{tenant.display_name} ({tenant.initial_domain or '?'})"),
        ("", tenant.tenant_id),
    )
