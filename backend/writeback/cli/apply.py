"""`writeback apply FILE` runs exactly that plan; with `--choices FILE` it is made and shown first."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from writeback.cli.console import Console
from writeback.cli.desired import answers_of, desired
from writeback.cli.execution import at_the_server, confirm, credential_for, end, nothing_to_do
from writeback.cli.plan import numbered_steps
from writeback.cli.question import can_ask
from writeback.cli.ready import connect, session_of
from writeback.cli.tenant_sign_in import sign_in
from writeback.domain.errors import ExitStatus, InvalidInput, PlanStale
from writeback.domain.plan import Plan
from writeback.domain.texts import _
from writeback.service import Session, plan_file
from writeback.service.refusals import refuse_blocked, refuse_unsettled

if TYPE_CHECKING:
    from writeback.engine.plan_file import SavedPlan
    from writeback.service.choices import Answers


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """Refuses a plan that is edited, stale, or for another state; asks unless --yes."""
    wanted = _wanted(options)
    async with session_of(options, console, resumes=True) as session:
        refuse_unsettled(session.unsettled(), "")
        await connect(session, options, console)
        await sign_in(session, options, console)
        plan = _plan(wanted, session, options)
        if plan.is_empty:
            return nothing_to_do(_("Nothing to do: everything is as chosen."), options, console)
        if isinstance(wanted, plan_file.SavedPlan):
            _refuse_moved(plan, wanted)
        else:
            refuse_blocked(session.findings(), plan.steps)
            for line in numbered_steps(plan):
                console.tell(line)
        await confirm(plan, options, console)
        credential = await credential_for(plan.steps, plan.choices.server_credential, session)
        with at_the_server(session, console) as tell:
            report = await session.apply(plan, tell, credential)
        return end(report, session, options, console)


def _wanted(options: argparse.Namespace) -> SavedPlan | Answers:
    """What is to be done, read before anybody is asked for anything."""
    answers = answers_of(options)
    if (answers is None) == (options.file is None):
        raise InvalidInput(
            _("Say what to carry out: a plan, or a file of choices, and not both."),
            _('As in "writeback apply FILE" or "writeback apply --choices FILE".'),
        )
    if answers is None:
        return plan_file.load(Path(options.file))
    if not options.yes and not can_ask():
        raise InvalidInput(_("Nobody can be asked whether to go on."), _("Give --yes; nothing was changed."))
    return answers


def _plan(wanted: SavedPlan | Answers, session: Session, options: argparse.Namespace) -> Plan:
    if isinstance(wanted, plan_file.SavedPlan):
        return session.plan(wanted.choices)
    return session.plan(desired(options, session, wanted))


def _refuse_moved(plan: Plan, saved: SavedPlan) -> None:
    if plan.digest != saved.digest:
        moved = "; ".join(plan.moved_since(saved.before)) or _("the plan was made for another state")
        raise PlanStale(
            _("The state has moved since the plan was made: {moved}.").format(moved=moved),
            _("Make a new plan; nothing was changed."),
        )
