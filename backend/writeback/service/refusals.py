"""What keeps a run from beginning or from being gone on with; nothing has been sent then."""

from __future__ import annotations

from writeback.domain.errors import Blocked, PlanStale, RunUnsettled, SignInRequired, TenantMismatch
from writeback.domain.facts import Facts, ServerFacts, TenantFacts
from writeback.domain.findings import Finding, blocking
from writeback.domain.history import PastRun
from writeback.domain.plan import state_of
from writeback.domain.steps import Half, Step
from writeback.domain.texts import _
from writeback.engine.remaining import moved_apart_from

TENANT_CHECKS_ONLY = {"licence", "role", "account-not-federated", "same-tenant", "signed-in"}


def refuse_unsettled(unsettled: tuple[PastRun, ...], undoes: str) -> None:
    """Only a run that is being taken back, and of which nothing is open, may still be there."""
    for run in unsettled:
        if run.id != undoes or run.left_paused or run.open_writes:
            raise RunUnsettled(
                _("Run {id} on {server} was interrupted, or is in doubt, and is not settled yet.").format(
                    id=run.id, server=run.plan.server
                ),
                _('Settle it first with "writeback resume {id}"; nothing was changed.').format(id=run.id),
            )


def refuse_blocked(findings: tuple[Finding, ...], steps: tuple[Step, ...]) -> None:
    """What stands in the way of the steps; on the tenant alone, only what concerns the tenant."""
    relevant = findings
    if not any(step.half is Half.SERVER for step in steps):
        relevant = tuple(f for f in relevant if f.id in TENANT_CHECKS_ONLY)
    if found := blocking(relevant):
        raise Blocked(found[0].evidence, f"{found[0].remedy} {_('Nothing was changed.')}")


def refuse_moved(past: PastRun, facts: Facts, steps: tuple[Step, ...]) -> None:
    """Another server, another tenant, or a state that is not the one the run was planned on."""
    server, tenant = facts.server, facts.tenant
    signed_in = tenant if isinstance(tenant, TenantFacts) else None
    if signed_in is None and any(step.half is Half.TENANT for step in steps):
        raise SignInRequired(_("What is left of the run needs a sign-in to the tenant."), _("Sign in first."))
    if signed_in and past.plan.tenant_id not in ("", signed_in.tenant_id):
        raise TenantMismatch(
            _("The run belongs to another tenant than {account}.").format(
                account=signed_in.account.user_principal_name
            ),
            _("Sign in with an account of that tenant; nothing was sent."),
        )
    if isinstance(server, ServerFacts):
        moved = moved_apart_from(past, dict(state_of(server, signed_in)))
        if server.computer_name != past.plan.server:
            moved = (f"server: {past.plan.server} -> {server.computer_name}",)
        if moved:
            raise stale(moved)


def stale(moved: tuple[str, ...]) -> PlanStale:
    """The error for a state that is not the one the plan was made from."""
    return PlanStale(
        _("The state has moved since the plan was made: {moved}.").format(
            moved="; ".join(moved) or _("the steps are different now")
        ),
        _("Make a new plan; nothing was changed."),
    )
