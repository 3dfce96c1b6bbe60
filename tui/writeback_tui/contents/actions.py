"""Ready to configure in words: the wizard's own bullets, before, after and effects of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from writeback.domain.plan import Plan, changes_in_words, steps_of
from writeback.domain.steps import Half, SetPasswordWriteback, Step
from writeback.domain.texts import _
from writeback_tui.contents import switches


def bullets(plan: Plan) -> tuple[str, ...]:
    """What the Windows wizard lists, in its order; all steps are in the full plan."""
    return (
        *(step.title() for step in plan.steps if isinstance(step, SetPasswordWriteback)),
        *((_("Configure synchronization services on this computer"),) if steps_of(plan, Half.SERVER) else ()),
        *(step.title() for step in plan.steps if step.half is Half.TENANT),
    )


def before_and_after(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Rows for the page: what is, what will be, what else follows, and the plan's digest.

    The labels are short, because the values stand in the column that they leave.
    """
    digest = (_("plan"), _("sha256 {digest} ...").format(digest=plan.short_digest))
    if not steps_of(plan, Half.SERVER):
        return (*switches.before_and_after(plan), digest)
    read = dict(plan.before)
    now = _("{state} / {service} / {onboarding}").format(
        state=_("Enabled") if read.get("writeback.enabled") == "True" else _("Disabled"),
        service=read.get("writeback.service", "-"),
        onboarding=read.get("writeback.onboarding", "-"),
    )
    enables = _enables(plan.steps)
    return (
        (_("before"), now),
        (_("after"), _("Enabled / Started / NotRequired") if enables else _("Disabled / Stopped")),
        (_("effects"), _effects(enables)),
        digest,
    )


def full_plan(plan: Plan) -> tuple[str, ...]:
    """The whole plan with its runbook, as lines to read and to copy."""
    return (
        _("Server     {server}").format(server=plan.server),
        _("Connector  {connector}").format(connector=plan.connector),
        _("Tenant     {tenant}").format(tenant=plan.tenant_id or _("not signed in")),
        _("Ticket     {ticket}").format(ticket=plan.choices.ticket or "-"),
        _("SHA-256    {digest}").format(digest=plan.digest[:32]),
        f"           {plan.digest[32:]}",
        "",
        _("CHANGES"),
        *_changes(plan),
        "",
        _("STEPS (those marked * change something)"),
        *(line for number, step in enumerate(plan.steps, 1) for line in _step(number, step)),
        "",
        _("READ BEFORE, AND READ AGAIN AT THE START"),
        *(f"  {name} = {value}" for name, value in plan.before),
    )


def _changes(plan: Plan) -> Sequence[str]:
    changes = changes_in_words(plan)
    return [f"  {change.what}: {change.before} -> {change.after}" for change in changes] or [_("  none")]


def _step(number: int, step: Step) -> Iterable[str]:
    yield f"{'*' if step.writes else ' '} {number:2}. {step.title()}"
    yield from (f"      {line}" for line in step.powershell())


def _enables(steps: Sequence[Step]) -> bool:
    return any(isinstance(step, SetPasswordWriteback) and step.enable for step in steps)


def _effects(enables: bool) -> str:
    if enables:
        return _("new key pair, event 31005, audit log entry: security monitoring may alert")
    return _("event 31013, audit log entry: security monitoring may alert")
