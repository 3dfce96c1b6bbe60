"""Saving the two switches of the tenant: what is read, planned and run when Save is pressed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from writeback.domain.choices import Choices
from writeback.domain.errors import PlanStale
from writeback.domain.facts import Switches, SwitchMethod, TenantFacts
from writeback.domain.run import RunEnded, RunEvent

if TYPE_CHECKING:
    from writeback.service import Session


@dataclass(frozen=True, slots=True)
class Saved:
    """A run, or none because nothing was left to do; `differs` is what the portal says instead."""

    run: RunEnded | None = None
    differs: Switches | None = None


async def save_switches(session: Session, choices: Choices) -> Saved:
    """Reads first where the admin may just have saved in the portal, so that it is no surprise to the plan.

    Raises what `Session.apply` raises. By hand, a portal that can be read must say what was asked for.
    """
    choices = replace(choices, password_writeback=None)
    is_by_hand = choices.switch_method is SwitchMethod.ASSISTED
    if is_by_hand or session.plan(choices).is_empty:
        await session.survey()
        if session.plan(choices).is_empty:
            return Saved()
    tenant = session.facts.tenant
    state = tenant.switches if isinstance(tenant, TenantFacts) else None
    if is_by_hand and isinstance(state, Switches):
        return Saved(differs=state)
    try:
        return Saved(await session.apply(session.plan(choices), _unheard))
    except PlanStale:
        # Nothing was sent, and everything has been read again by now.
        plan = session.plan(choices)
        return Saved() if plan.is_empty else Saved(await session.apply(plan, _unheard))


def _unheard(event: RunEvent) -> None:
    """A run of two steps ends before its news could be read; the journal has them."""
