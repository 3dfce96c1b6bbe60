"""`writeback undo RUN`: back to the state that the run recorded before it changed anything."""

from __future__ import annotations

import argparse

from writeback.cli.console import Console
from writeback.cli.execution import at_the_server, confirm, credential_for, end, nothing_to_do
from writeback.cli.ready import connect, session_of
from writeback.cli.tenant_sign_in import sign_in
from writeback.domain.choices import ServerCredential
from writeback.domain.errors import ExitStatus
from writeback.domain.history import PastRun
from writeback.domain.texts import _
from writeback.service import Session, history
from writeback.service.refusals import refuse_unsettled
from writeback.service.run_words import moment, whom


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """Through the same engine as `apply`, with a journal of its own."""
    past = history.find(options.run)
    async with session_of(options, console, of=past, resumes=True) as session:
        refuse_unsettled(session.unsettled(), past.id)
        await connect(session, options, console)
        return await take_back(past, session, options, console)


async def take_back(
    past: PastRun, session: Session, options: argparse.Namespace, console: Console
) -> ExitStatus:
    """Shows the changes, asks, and applies them. Needs a connection."""
    choices = session.undo_choices(past)
    if choices.wants_switches or (
        choices.wants_server_change and choices.server_credential is not ServerCredential.NONE
    ):
        await sign_in(session, options, console)
    plan = session.plan(choices)
    if plan.is_empty:
        sentence = _("Nothing to undo: everything is as it was before run {id}.").format(id=past.id)
        return nothing_to_do(sentence, options, console)
    console.tell(
        _("Taking back run {id} of {when}, by {whom}:").format(
            id=past.id, when=moment(past.started), whom=whom(past.operator)
        )
    )
    await confirm(plan, options, console)
    credential = await credential_for(plan.steps, choices.server_credential, session)
    with at_the_server(session, console) as tell:
        report = await session.apply(plan, tell, credential, undoes=past.id)
    return end(report, session, options, console)
