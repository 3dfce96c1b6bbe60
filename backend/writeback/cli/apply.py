"""`writeback apply FILE`: runs exactly that plan."""

from __future__ import annotations

import argparse
from pathlib import Path

from writeback.cli.console import Console
from writeback.cli.execution import at_the_server, confirm, credential_for, end, nothing_to_do
from writeback.cli.ready import connect, session_of
from writeback.cli.tenant_sign_in import sign_in
from writeback.domain.errors import ExitStatus, PlanStale
from writeback.domain.texts import _
from writeback.service import plan_file
from writeback.service.refusals import refuse_unsettled


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """Refuses a plan that is edited, stale, or for another state; asks unless --yes."""
    saved = plan_file.load(Path(options.file))
    async with session_of(options, console, resumes=True) as session:
        refuse_unsettled(session.unsettled(), "")
        await connect(session, options, console)
        await sign_in(session, options, console)
        plan = session.plan(saved.choices)
        if plan.is_empty:
            return nothing_to_do(_("Nothing to do: everything is as chosen."), options, console)
        if plan.digest != saved.digest:
            moved = "; ".join(plan.moved_since(saved.before)) or _("the plan was made for another state")
            raise PlanStale(
                _("The state has moved since the plan was made: {moved}.").format(moved=moved),
                _("Make a new plan; nothing was changed."),
            )
        await confirm(plan, options, console)
        credential = await credential_for(plan.steps, plan.choices.server_credential, session)
        with at_the_server(session, console) as tell:
            report = await session.apply(plan, tell, credential)
        return end(report, session, options, console)
