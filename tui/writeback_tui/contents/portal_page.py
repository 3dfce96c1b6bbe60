"""What On-premises integration only shows: agents, role and scope, and the portal's address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from writeback.domain.facts import Facts, ServerFacts, Switches, TenantFacts, Unknown
from writeback.domain.findings import Finding, Severity
from writeback.domain.roles import SUFFICIENT
from writeback.domain.steps import UNLOCK, WRITE_BACK, switch_label
from writeback.domain.steps.switches import value_of
from writeback.domain.texts import _
from writeback_tui.catalogue import is_2021, portal
from writeback_tui.contents.portal_status import client_state
from writeback_tui.widgets.findings import MARKS


def agent_rows(facts: Facts, old_names: bool) -> tuple[tuple[str, str], ...]:
    """The portal's agent table. Agents of cloud sync are not read: no public interface names them."""
    if old_names:
        return ((_("Azure AD Connect sync agent"), _agent_state(facts)),)
    name = _("Microsoft Entra Connect Sync agent")
    return (name, _agent_state(facts)), (_("Cloud sync agent"), _("not read"))


def switch_text(switch: str, old_names: bool) -> str:
    """The portal's words: a question in 2021, a statement now."""
    if not old_names:
        return switch_label(switch)
    if switch == WRITE_BACK:
        return _("Write back passwords to your on-premises directory?")
    return _("Allow users to unlock accounts without resetting their password?")


def switches_now(facts: Facts | None) -> Switches | None:
    """What the tenant has now; None where it cannot be read."""
    tenant = facts.tenant if facts else None
    switches = tenant.switches if isinstance(tenant, TenantFacts) else None
    return switches if isinstance(switches, Switches) else None


def was(switch: str, before: Switches | None) -> str:
    """`was: off`, `was: on` or `was: unknown`, as it was read before anything was changed; never guessed."""
    if before is None:
        return _("was: unknown")
    return _("was: on") if value_of(switch, before) else _("was: off")


def right_rows(facts: Facts, findings: Iterable[Finding]) -> tuple[tuple[str, str], ...]:
    """Role of the account and scope of self-service password reset: a mark and a few words each."""
    found = {finding.id: finding for finding in findings}
    rows = ((_("Role"), found.get("role"), _role(facts)), (_("Scope"), found.get("sspr-hint"), ""))
    return tuple(
        (label, f"{MARKS[finding.severity]} {_in_short(finding, words)}")
        for label, finding, words in rows
        if finding is not None
    )


def link_lines(facts: Facts, link: Sequence[str], write_back: bool, unlock: bool) -> tuple[str, ...]:
    """What to open, and what to set there."""
    server = facts.server
    answer = {True: _("yes"), False: _("no")}
    edition = server.edition if isinstance(server, ServerFacts) else None
    old_names = edition is not None and is_2021(edition)
    return (
        _("Open this address in a browser (one line, no blanks):"),
        "",
        *link,
        "",
        *([_("Or go there: {path}").format(path=portal(edition)), ""] if edition else []),
        _("Set, then press Save there:"),
        f"  {switch_text(WRITE_BACK, old_names)}: {answer[write_back]}",
        f"  {switch_text(UNLOCK, old_names)}: {answer[unlock]}",
        "",
        _('Come back here and tick "I have saved it in the portal".'),
    )


def _agent_state(facts: Facts) -> str:
    server = facts.server
    if isinstance(server, Unknown) or isinstance(server.writeback, Unknown):
        return _("not read")
    return _("Set up complete") if client_state(facts).is_set_up else _("not set up")


def _role(facts: Facts) -> str:
    """The role that suffices, without the others that the account may have."""
    tenant = facts.tenant
    if not isinstance(tenant, TenantFacts) or isinstance(tenant.roles, Unknown):
        return ""
    return next((role.display_name for role in tenant.roles if role.template_id in SUFFICIENT), "")


def _in_short(finding: Finding, words: str) -> str:
    """The pages before have said it at length, and there is one row for it here."""
    short = {
        Severity.UNKNOWN: _("not known"),
        Severity.BLOCKS: _("does not suffice"),
        Severity.HINT: _("no user is enabled for self-service password reset"),
    }
    return short.get(finding.severity, words or finding.evidence)
