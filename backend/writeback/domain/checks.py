"""Checks before the change: pure functions from facts to findings. `run_checks` runs them all."""

from __future__ import annotations

from collections.abc import Callable

from writeback.domain import errors
from writeback.domain.facts import Facts, Scheduler, ServerFacts, TenantFacts, Unknown, Version
from writeback.domain.findings import Finding
from writeback.domain.rights_checks import rights_findings
from writeback.domain.roles import SUFFICIENT
from writeback.domain.texts import _, ngettext

WRITEBACK_FLOOR = Version((1, 0, 8642))
"""Below it password writeback is unsupported (Microsoft Learn, version history)."""
RECOMMENDED = Version((2, 5, 79, 0))
"""Builds below it are announced to stop synchronizing on 2026-09-30 (prerequisites page)."""

ServerCheck = Callable[[ServerFacts], Finding]
TenantCheck = Callable[[TenantFacts], Finding]


def run_checks(facts: Facts) -> tuple[Finding, ...]:
    """All findings, in the order in which they matter. Tenant checks only after a sign-in."""
    findings = [reachable(facts), module_present(facts)]
    if isinstance(facts.server, ServerFacts):
        findings += [check(facts.server) for check in SERVER_CHECKS]
    if isinstance(facts.tenant, TenantFacts):
        findings += [check(facts.tenant) for check in TENANT_CHECKS]
        findings.append(same_tenant(facts))
    else:
        findings.append(Finding.unknown("signed-in", _("Signed in to the tenant"), facts.tenant))
    return tuple(findings + rights_findings(facts))


def reachable(facts: Facts) -> Finding:
    """The server answers, and takes the user's sign-in."""
    title = _("Server reachable")
    if isinstance(facts.server, ServerFacts):
        return Finding.passed("reachable", title, facts.server.computer_name)
    error = facts.server.error
    if isinstance(error, errors.ModuleMissing | errors.CmdletMissing | errors.CmdletFailed):
        return Finding.passed("reachable", title)
    hint = error.hint if error else ""
    return Finding.blocks("reachable", title, error.message if error else facts.server.why, hint)


def module_present(facts: Facts) -> Finding:
    """Entra Connect is installed there."""
    title = _("Entra Connect installed (module ADSync)")
    if isinstance(facts.server, ServerFacts):
        return Finding.passed("module-present", title)
    error = facts.server.error
    if isinstance(error, errors.ModuleMissing | errors.CmdletMissing):
        return Finding.blocks("module-present", title, error.message, error.hint)
    return Finding.unknown("module-present", title, Unknown(_("The server could not be read.")))


def version_floor(server: ServerFacts) -> Finding:
    """The build supports writeback and is not about to stop synchronizing."""
    title = _("Version of Entra Connect")
    if isinstance(server.version, Unknown):
        return Finding.unknown("version-floor", title, server.version)
    if server.version < WRITEBACK_FLOOR:
        return Finding.blocks(
            "version-floor",
            title,
            _("Version {version} does not support password writeback.").format(version=server.version),
            _("Upgrade Entra Connect to a current build."),
        )
    if server.version < RECOMMENDED:
        return Finding.warns(
            "version-floor",
            title,
            _("Version {version} is older than {floor}; Microsoft retires such builds.").format(
                version=server.version, floor=RECOMMENDED
            ),
            _("Writeback works; plan an upgrade of Entra Connect."),
        )
    return Finding.passed("version-floor", title, str(server.version))


def not_staging(server: ServerFacts) -> Finding:
    """A staging server neither synchronizes passwords nor writes them back."""
    title = _("Not a staging server")
    if isinstance(server.scheduler, Unknown):
        return Finding.unknown("not-staging", title, server.scheduler)
    if server.scheduler.staging_mode_enabled:
        return Finding.blocks(
            "not-staging",
            title,
            _("{server} is in staging mode, where password writeback is off.").format(
                server=server.computer_name
            ),
            _("Run this on the active server."),
        )
    return Finding.passed("not-staging", title)


def no_sync_running(server: ServerFacts) -> Finding:
    """A cycle in progress keeps the configuration closed."""
    title = _("No sync cycle in progress")
    if isinstance(server.scheduler, Unknown):
        return Finding.unknown("no-sync-running", title, server.scheduler)
    busy = server.busy_connectors if isinstance(server.busy_connectors, tuple) else ()
    if server.scheduler.sync_cycle_in_progress or busy:
        return Finding.waits(
            "no-sync-running",
            title,
            _("A sync cycle is running on {server}.").format(server=server.computer_name),
            _("Wait until it ends; nothing has to be stopped."),
        )
    return Finding.passed("no-sync-running", title)


def scheduler_not_suspended(server: ServerFacts) -> Finding:
    """A suspended scheduler means that another wizard is open, or an upgrade is half done."""
    title = _("Scheduler not suspended")
    match server.scheduler:
        case Unknown() as why:
            return Finding.unknown("scheduler-not-suspended", title, why)
        case Scheduler(scheduler_suspended=True):
            return Finding.blocks(
                "scheduler-not-suspended",
                title,
                _("The scheduler is suspended: a wizard is open on the server, or an upgrade is half done."),
                _("Close the wizard on the server, or finish the upgrade, and read again."),
            )
    return Finding.passed("scheduler-not-suspended", title)


def maintenance_enabled(server: ServerFacts) -> Finding:
    """The maintenance task renews the keys of password writeback."""
    title = _("Scheduler maintenance enabled")
    match server.scheduler:
        case Unknown() as why:
            return Finding.unknown("maintenance-enabled", title, why)
        case Scheduler(maintenance_enabled=False):
            return Finding.warns(
                "maintenance-enabled",
                title,
                _("Maintenance is off, so the keys of password writeback are not renewed."),
                _("Turn it on with Set-ADSyncScheduler -MaintenanceEnabled $true."),
            )
    return Finding.passed("maintenance-enabled", title)


def connector_present(server: ServerFacts) -> Finding:
    """There is a connector to the tenant to configure."""
    title = _("Connector to the tenant")
    if isinstance(server.connector, Unknown) and isinstance(server.connector.error, errors.AccessDenied):
        return Finding.unknown("connector-present", title, server.connector)
    if isinstance(server.connector, Unknown):
        return Finding.blocks(
            "connector-present", title, server.connector.why, _("Finish the setup of Entra Connect first.")
        )
    return Finding.passed("connector-present", title, server.connector)


def directories_reachable(server: ServerFacts) -> Finding:
    """Passwords can only be written to a forest that the server reaches."""
    title = _("Directories reachable")
    if isinstance(server.directories, Unknown):
        return Finding.unknown("directories-reachable", title, server.directories)
    lost = [directory.name for directory in server.directories if directory.reachable is False]
    if lost:
        return Finding.warns(
            "directories-reachable",
            title,
            ngettext("{names} cannot be reached.", "{names} cannot be reached.", len(lost)).format(
                names=", ".join(lost)
            ),
            _("Check name resolution and the ports to the domain controllers, 445 included."),
        )
    return Finding.passed("directories-reachable", title)


def licence(tenant: TenantFacts) -> Finding:
    """Writeback needs Entra ID P1 or P2: judged by the service plan, names of products mislead."""
    title = _("Licence Entra ID P1 or P2")
    if isinstance(tenant.premium, Unknown):
        return Finding.unknown("licence", title, tenant.premium)
    if not tenant.premium:
        return Finding.blocks(
            "licence",
            title,
            _("{tenant} has no licence with Entra ID P1 or P2.").format(tenant=tenant.display_name),
            _("Add Entra ID P1 or P2, or a suite that contains it; Business Standard does not."),
        )
    return Finding.passed("licence", title)


def role(tenant: TenantFacts) -> Finding:
    """The account's own role; one that waits for activation does not count."""
    title = _("Role of the account")
    if isinstance(tenant.roles, Unknown):
        return Finding.unknown("role", title, tenant.roles)
    names = ", ".join(role.display_name for role in tenant.roles) or _("no role")
    if not any(role.template_id in SUFFICIENT for role in tenant.roles):
        return Finding.blocks(
            "role",
            title,
            _("{account} has {roles}, which does not suffice.").format(
                account=tenant.account.user_principal_name, roles=names
            ),
            _("Sign in as Hybrid Identity Administrator or Global Administrator; activate the role first."),
        )
    return Finding.passed("role", title, names)


def account_not_federated(tenant: TenantFacts) -> Finding:
    """The wizard's account must be managed: a federated one fails at onboarding (event 32009)."""
    title = _("Account not federated")
    if tenant.account_is_federated:
        return Finding.blocks(
            "account-not-federated",
            title,
            _("{account} belongs to a federated domain.").format(account=tenant.account.user_principal_name),
            _("Sign in with a managed account, such as one of {domain}.").format(
                domain=tenant.initial_domain or "*.onmicrosoft.com"
            ),
        )
    return Finding.passed("account-not-federated", title)


def same_tenant(facts: Facts) -> Finding:
    """The server's connector and the sign-in must mean the same tenant."""
    title = _("Server and sign-in in the same tenant")
    if not (isinstance(facts.server, ServerFacts) and isinstance(facts.tenant, TenantFacts)):
        return Finding.unknown("same-tenant", title, Unknown(_("The server has not been read.")))
    expected = facts.server.tenant_domain
    if expected is None:
        return Finding.unknown("same-tenant", title, Unknown(_("The server names no tenant.")))
    if expected not in {domain.name.lower() for domain in facts.tenant.domains}:
        return Finding.blocks(
            "same-tenant",
            title,
            _("The server synchronizes with {server}, but the sign-in is for {tenant}.").format(
                server=expected, tenant=facts.tenant.initial_domain or facts.tenant.tenant_id
            ),
            _("Sign in with an account of {server}.").format(server=expected),
        )
    return Finding.passed("same-tenant", title, expected)


def sspr_hint(tenant: TenantFacts) -> Finding:
    """Self-service password reset must be on for users; the registration report is the public hint."""
    title = _("Self-service password reset in use")
    if isinstance(tenant.sspr_enabled_users, Unknown):
        return Finding.unknown("sspr-hint", title, tenant.sspr_enabled_users)
    if tenant.sspr_enabled_users == 0:
        return Finding.hint(
            "sspr-hint",
            title,
            _("No user is reported as enabled for self-service password reset."),
            _("Turn it on for some or all users: Password reset > Properties."),
        )
    return Finding.passed(
        "sspr-hint",
        title,
        ngettext("{count} user enabled", "{count} users enabled", tenant.sspr_enabled_users).format(
            count=tenant.sspr_enabled_users
        ),
    )


SERVER_CHECKS: tuple[ServerCheck, ...] = (
    version_floor,
    not_staging,
    no_sync_running,
    scheduler_not_suspended,
    maintenance_enabled,
    connector_present,
    directories_reachable,
)
TENANT_CHECKS: tuple[TenantCheck, ...] = (licence, role, account_not_federated, sspr_hint)
