"""Which missing rights the facts show: refused readings, and resets that Active Directory refused."""

from __future__ import annotations

from dataclasses import fields

from writeback.domain.errors import AccessDenied, TenantDenied, WritebackError
from writeback.domain.facts import Facts, LogEvent, ServerFacts, TenantFacts, Unknown
from writeback.domain.findings import Finding
from writeback.domain.texts import _
from writeback.domain.windows_events import ADMIN_RESET_SUCCESS, RESET_DENIED, RESET_SUCCESS, newest


def rights_findings(facts: Facts) -> list[Finding]:
    """One for each half that was read, and one for each proof that a missing right would take away."""
    found: list[Finding] = []
    if isinstance(facts.server, ServerFacts):
        found += [server_rights(facts.server), event_log(facts.server)]
        if not isinstance(facts.server.events, Unknown):
            found.append(reset_rights(facts.server, facts.server.events))
    if isinstance(facts.tenant, TenantFacts):
        found.append(audit_log(facts.tenant))
    return found


def server_rights(server: ServerFacts) -> Finding:
    """A command that is refused stands for the account's place outside of the module's groups."""
    title = _("Rights on the server")
    refused = next((why for why in _unread(server) if isinstance(why, AccessDenied)), None)
    if refused is None:
        return Finding.passed("server-rights", title, server.user)
    return Finding.blocks("server-rights", title, refused.message, refused.hint)


def event_log(server: ServerFacts) -> Finding:
    """Without the events one of the three proofs is missing; the change itself goes without."""
    title = _("Application log readable")
    if not isinstance(server.events, Unknown):
        return Finding.passed("event-log", title)
    if not isinstance(server.events.error, AccessDenied):
        return Finding.unknown("event-log", title, server.events)
    return Finding.warns(
        "event-log",
        title,
        _("{user} may not read the server's Application log, so one of the three proofs is missing.").format(
            user=server.user
        ),
        _("Add the account to Event Log Readers on the server."),
    )


def reset_rights(server: ServerFacts, events: tuple[LogEvent, ...]) -> Finding:
    """Event 33004 after the last reset that worked: the connector's account lacks a right (D01)."""
    title = _("No reset refused by Active Directory")
    denied = newest(events, RESET_DENIED)
    done = [event for id in (RESET_SUCCESS, ADMIN_RESET_SUCCESS) if (event := newest(events, id))]
    if denied is None or any(event.at > denied.at for event in done):
        return Finding.passed("ad-rights", title)
    return Finding.warns(
        "ad-rights",
        title,
        _(
            "Active Directory refused a reset at {time} UTC (event 33004): {account} lacks Reset Password, "
            "Write lockoutTime or Write pwdLastSet there, or the user is protected."
        ).format(time=f"{denied.at:%Y-%m-%d %H:%M}", account=_connector_account(server)),
        _(
            "Run Set-ADSyncPasswordWritebackPermissions for that account as a Domain Admin; it may take an "
            "hour to arrive."
        ),
    )


def audit_log(tenant: TenantFacts) -> Finding:
    """Without the audit log one of the three proofs is missing."""
    title = _("Audit log readable")
    if not isinstance(tenant.audit, Unknown):
        return Finding.passed("audit-log", title)
    if not isinstance(tenant.audit.error, TenantDenied):
        return Finding.unknown("audit-log", title, tenant.audit)
    return Finding.warns(
        "audit-log",
        title,
        _("{account} may not read the audit log, so one of the three proofs is missing.").format(
            account=tenant.account.user_principal_name
        ),
        _("It takes AuditLog.Read.All and Directory.Read.All, and a role such as Reports Reader."),
    )


def _unread(server: ServerFacts) -> list[WritebackError]:
    """Why parts of the reading are missing; the events have a finding of their own."""
    parts = [getattr(server, field.name) for field in fields(server) if field.name != "events"]
    return [part.error for part in parts if isinstance(part, Unknown) and part.error]


def _connector_account(server: ServerFacts) -> str:
    accounts = [] if isinstance(server.directories, Unknown) else [one.account for one in server.directories]
    return ", ".join(name for name in accounts if isinstance(name, str)) or _("the connector's account")
