"""`writeback resume [RUN]`: settles a run that was interrupted or is in doubt."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable, Mapping

from writeback.cli.console import Console
from writeback.cli.execution import at_the_server, credential_for, end, needs_tenant, nothing_to_do
from writeback.cli.interruptions import INTERRUPTIONS
from writeback.cli.question import ASKER, can_ask
from writeback.cli.ready import connect, session_of
from writeback.cli.tenant_sign_in import sign_in
from writeback.cli.undo import take_back
from writeback.domain.errors import ExitStatus, InvalidInput, RunUnknown
from writeback.domain.history import PastRun
from writeback.domain.run import StepOutcome
from writeback.domain.steps import Half
from writeback.domain.texts import _
from writeback.service import Session, history
from writeback.service.run_words import MARKS, moment, standing, step_words, whom

Settle = Callable[[PastRun, Session, argparse.Namespace, Console], Awaitable[ExitStatus]]
GO_ON, STOP, UNDO = "go-on", "stop", "undo"


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """Reads first what became of the run and puts back what it had paused; then somebody decides."""
    past = history.find(options.run) if options.run else _only_one(options)
    if past is None:
        return nothing_to_do(_("Nothing to resume: every run is settled."), options, console)
    if not past.is_unsettled:
        raise RunUnknown(
            _("Run {id} cannot be resumed: {state}.").format(id=past.id, state=standing(past)),
            _('"writeback runs" lists what is not settled.'),
        )
    if options.choice is None and not can_ask():
        raise InvalidInput(
            _("Nobody can be asked how to settle the run."),
            _("Give --go-on, --stop or --undo; nothing was changed."),
        )
    async with session_of(options, console, of=past, resumes=True) as session:
        _name(past, console)
        await connect(session, options, console)
        if any(past.steps[index].step.half is Half.TENANT for index in past.open_writes):
            await sign_in(session, options, console)
        with at_the_server(session, console) as tell:
            past = await session.recover(past.id, tell)
        if INTERRUPTIONS.status:
            return ExitStatus.FAILED
        choice = options.choice or await _ask()
        return await SETTLING[choice](past, session, options, console)


def _only_one(options: argparse.Namespace) -> PastRun | None:
    """The run that is not settled, of --profile if given. Raises RunUnknown when there are several."""
    runs = [
        run
        for run in history.runs()
        if isinstance(run, PastRun)
        and run.is_unsettled
        and options.profile in (None, run.target.profile)
        and (options.lab is None or run.target.lab)
    ]
    if len(runs) > 1:
        raise RunUnknown(
            _("Several runs are not settled: {ids}.").format(
                ids=", ".join(f"{run.id} ({run.target.profile})" for run in runs)
            ),
            _('Say which: "writeback resume RUN".'),
        )
    return runs[0] if runs else None


def _name(past: PastRun, console: Console) -> None:
    """Which run it is, whose, and what it had done until it was cut off."""
    console.tell(
        _("Run {id} of {when}, by {whom}, on {server}: {state}.").format(
            id=past.id,
            when=moment(past.started),
            whom=whom(past.operator),
            server=past.plan.server,
            state=standing(past),
        )
    )
    for record in past.steps:
        if record.begun or record.outcome is not None:
            mark = MARKS[record.outcome or StepOutcome.IN_DOUBT]
            console.tell(f"{mark} {record.step.title()}: {record.note or step_words(record.outcome)}")
    if past.torn:
        console.tell(_("The last record of its journal was cut off and is ignored."))


async def _ask() -> str:
    words = {
        "go on": GO_ON,
        "stop": STOP,
        "undo": UNDO,
        _("go on"): GO_ON,
        _("stop"): STOP,
        _("undo"): UNDO,
    }
    answer = await ASKER.ask(_("Go on with what is left, stop here, or undo? Type go on, stop or undo: "))
    choice = words.get(answer.strip().lower())
    if choice is None:
        raise InvalidInput(
            _("Not decided; nothing more was sent."), _('The run is still there for "writeback resume".')
        )
    return choice


async def _go_on(
    past: PastRun, session: Session, options: argparse.Namespace, console: Console
) -> ExitStatus:
    left = tuple(record.step for record in past.steps if not record.is_done)
    kind = past.plan.choices.server_credential
    if needs_tenant(left, kind):
        await sign_in(session, options, console)
    credential = await credential_for(left, kind, session)
    with at_the_server(session, console) as tell:
        report = await session.go_on(past.id, tell, credential)
    return end(report, session, options, console)


async def _stop(past: PastRun, session: Session, options: argparse.Namespace, console: Console) -> ExitStatus:
    report = await session.end_run(past.id)
    console.tell(report.message)
    end(report, session, options, console)
    # It was stopped because that was wanted; only what stays in doubt is no good end.
    return ExitStatus.IN_DOUBT if past.open_writes else ExitStatus.DONE


async def _undo(past: PastRun, session: Session, options: argparse.Namespace, console: Console) -> ExitStatus:
    # The plan has to start from what was put back since the server was read.
    await session.survey()
    status = await take_back(past, session, options, console)
    if status is ExitStatus.DONE and past.id in {run.id for run in session.unsettled()}:
        await session.end_run(past.id)
        session.mark_seen(past.id)
    return status


SETTLING: Mapping[str, Settle] = {GO_ON: _go_on, STOP: _stop, UNDO: _undo}
