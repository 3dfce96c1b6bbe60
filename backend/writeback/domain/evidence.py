"""Independent observations that support or contradict "writeback works", and the verdict they add up to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from writeback.domain.canary import CanaryReset, ResetStatus
from writeback.domain.facts import Facts, LogEvent, ServerFacts, TenantFacts, Unknown
from writeback.domain.plan import RELAYS
from writeback.domain.texts import _
from writeback.domain.windows_events import (
    ADMIN_RESET_REFUSED,
    ADMIN_RESET_START,
    ADMIN_RESET_SUCCESS,
    HEARTBEAT,
    OFFBOARDING_SUCCESS,
    ONBOARDING_SUCCESS,
    SERVICE_STARTED,
    SERVICE_STOPPED,
    name_of,
    namespace_of,
    newest,
)

FRESH = timedelta(minutes=10)
"""A heartbeat older than two periods of five minutes proves nothing any more."""
SWITCHES = "switches"
"""The id of what the portal says."""


class Says(Enum):
    """What one piece of evidence says about "writeback works"."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    SILENT = "silent"


class Verdict(Enum):
    """What all evidence adds up to."""

    PROVEN = "proven"
    NOT_PROVEN = "not-proven"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation: where it comes from, what it says, in one sentence."""

    id: str
    title: str
    says: Says
    text: str
    needed: bool = True
    """Whether a proof needs it; a known contradiction counts either way."""


def gather(facts: Facts) -> tuple[Evidence, ...]:
    """All evidence that the facts hold."""
    if isinstance(facts.server, ServerFacts):
        found = [server_record(facts.server), server_events(facts.server)]
    else:
        found = [
            Evidence("server-record", _("Record on the server"), Says.SILENT, facts.server.why),
            Evidence("events", _("Events on the server"), Says.SILENT, facts.server.why),
        ]
    if isinstance(facts.tenant, TenantFacts):
        return (*found, audit_entry(facts.tenant), portal_switch(facts.tenant))
    return (*found, Evidence("audit", _("Audit log of the tenant"), Says.SILENT, facts.tenant.why))


def conclude(evidence: tuple[Evidence, ...]) -> Verdict:
    """Proven needs every needed piece; one contradiction outweighs all."""
    if any(piece.says is Says.CONTRADICTS for piece in evidence):
        return Verdict.CONTRADICTED
    if all(piece.says is Says.SUPPORTS for piece in evidence if piece.needed):
        return Verdict.PROVEN
    return Verdict.NOT_PROVEN


def server_record(server: ServerFacts) -> Evidence:
    """`Get-ADSyncAADPasswordResetConfiguration`: Enabled, Started, NotRequired."""
    title = _("Record on the server")
    record = server.writeback
    if isinstance(record, Unknown):
        return Evidence("server-record", title, Says.SILENT, record.why)
    text = (
        f"{_('Enabled') if record.enabled else _('Disabled')} / {record.service_status}"
        f" / {record.onboarding_required}"
    )
    if not record.enabled:
        return Evidence("server-record", title, Says.CONTRADICTS, text)
    return Evidence("server-record", title, Says.SUPPORTS if record.is_healthy else Says.SILENT, text)


def server_events(server: ServerFacts) -> Evidence:
    """31005 and 31015 newer than any end of the service, and a fresh 31019 of both relays."""
    title = _("Events on the server")
    if isinstance(server.events, Unknown):
        return Evidence("events", title, Says.SILENT, server.events.why)
    onboarded = _newer(server.events, ONBOARDING_SUCCESS, OFFBOARDING_SUCCESS)
    started = _newer(server.events, SERVICE_STARTED, SERVICE_STOPPED)
    stopped = newest(server.events, SERVICE_STOPPED)
    if started is None and stopped is not None:
        text = _("31016 WriteBackServiceStopped at {time}").format(time=_clock(stopped))
        return Evidence("events", title, Says.CONTRADICTS, text)
    beats = [e for e in server.events if e.id == HEARTBEAT and server.clock - e.at <= FRESH]
    relays = {namespace_of(event) for event in beats}
    if onboarded and started and len(relays) >= RELAYS:
        text = _("31005 {a}  31015 {b}  31019 {c}, both relays").format(
            a=_clock(onboarded), b=_clock(started), c=_clock(max(beats, key=lambda e: e.at))
        )
        return Evidence("events", title, Says.SUPPORTS, text)
    missing = [
        name
        for name, there in (("31005", onboarded), ("31015", started), ("31019", len(relays) >= RELAYS))
        if not there
    ]
    return Evidence("events", title, Says.SILENT, _("not seen: {ids}").format(ids=", ".join(missing)))


def audit_entry(tenant: TenantFacts) -> Evidence:
    """The newest of the tenant's Enable and Disable entries; 30 days are kept at most."""
    title = _("Audit log of the tenant")
    if isinstance(tenant.audit, Unknown):
        return Evidence("audit", title, Says.SILENT, tenant.audit.why)
    entries = [entry for entry in tenant.audit if entry.result == "success"]
    last = max(entries, key=lambda entry: entry.at, default=None)
    if last is None:
        return Evidence("audit", title, Says.SILENT, _("no entry in the days that are kept"))
    when = last.at.strftime("%Y-%m-%d %H:%MZ")
    if not last.enabled:
        return Evidence("audit", title, Says.CONTRADICTS, _("disabled {when}").format(when=when))
    text = _("enabled {when} by {who}").format(when=when, who=last.by)
    return Evidence("audit", title, Says.SUPPORTS, text)


def portal_switch(tenant: TenantFacts) -> Evidence:
    """The switch of the portal, where it can be read at all; off means SSPR_0010 for users."""
    title = _("Switches of the tenant")
    state = tenant.switches
    if isinstance(state, Unknown):
        return Evidence(SWITCHES, title, Says.SILENT, state.why, needed=False)
    yes, no = _("yes"), _("no")
    text = _("write back passwords: {a}, unlock without reset: {b}").format(
        a=yes if state.write_back_passwords else no, b=yes if state.unlock_without_reset else no
    )
    says = Says.SUPPORTS if state.write_back_passwords else Says.CONTRADICTS
    return Evidence(SWITCHES, title, says, text, needed=False)


def canary_reset(
    reset: CanaryReset, before: tuple[LogEvent, ...], after: tuple[LogEvent, ...] | Unknown
) -> Evidence:
    """A real reset: the tenant says that it succeeded, and the server's log has it arrive (31009, 31010).

    `before` and `after` are the server's events as read around it; what is new came after its start, without
    comparing two clocks.
    """
    new = () if isinstance(after, Unknown) else tuple(set(after) - set(before))
    arrived = _arrived(new)
    refusals = [f"{one} {name_of(one)}" for one in ADMIN_RESET_REFUSED if newest(new, one)]
    match reset.status:
        case ResetStatus.FAILED:
            says, text = Says.CONTRADICTS, " ".join([reset.reason, *refusals[:1]])
        case ResetStatus.SUCCEEDED if arrived:
            says, text = Says.SUPPORTS, _("succeeded, 31009 and 31010 {time}").format(time=_clock(arrived))
        case _ if refusals:
            says, text = Says.CONTRADICTS, refusals[0]
        case ResetStatus.SUCCEEDED if isinstance(after, Unknown):
            says, text = Says.SILENT, after.why
        case ResetStatus.SUCCEEDED:
            says, text = Says.SILENT, _("succeeded in the tenant, but not seen: 31009 and 31010")
        case _:
            says, text = Says.SILENT, _("no outcome in the time that it was followed")
    return Evidence("canary", _("Reset of a test user"), says, f"{reset.user_principal_name}: {text}")


def _arrived(new: tuple[LogEvent, ...]) -> LogEvent | None:
    """The newest 31010, if a 31009 came before it."""
    start = min((event.at for event in new if event.id == ADMIN_RESET_START), default=None)
    success = newest(new, ADMIN_RESET_SUCCESS)
    return success if success and start and start <= success.at else None


def _newer(events: tuple[LogEvent, ...], wanted: int, ended: int) -> LogEvent | None:
    """The newest `wanted` event, unless an `ended` event came after it."""
    found, end = newest(events, wanted), newest(events, ended)
    return found if found and (end is None or found.at >= end.at) else None


def _clock(event: LogEvent) -> str:
    return event.at.strftime("%H:%M:%SZ")
