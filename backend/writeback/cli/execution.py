"""What `apply`, `resume` and `undo` have in common: the question before, the news during, the end."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from writeback.cli.console import Console
from writeback.cli.content import no_run_content, run_content
from writeback.cli.interruptions import INTERRUPTIONS
from writeback.cli.question import ASKER, can_ask
from writeback.domain.choices import ServerCredential
from writeback.domain.errors import ExitStatus, InvalidInput
from writeback.domain.facts import TenantFacts
from writeback.domain.plan import Plan
from writeback.domain.ports import CloudCredential
from writeback.domain.run import (
    RunEnded,
    RunEvent,
    RunNote,
    RunOutcome,
    RunStarted,
    StepEnded,
    StepNews,
    StepStarted,
    Tell,
)
from writeback.domain.steps import Half, SetPasswordWriteback, Step
from writeback.domain.texts import _
from writeback.domain.windows_events import name_of
from writeback.service import Session
from writeback.service.run_words import MARKS

STATUS = {
    RunOutcome.DONE: ExitStatus.DONE,
    RunOutcome.FAILED: ExitStatus.FAILED,
    RunOutcome.STOPPED: ExitStatus.FAILED,
    RunOutcome.IN_DOUBT: ExitStatus.IN_DOUBT,
}


async def confirm(plan: Plan, options: argparse.Namespace, console: Console) -> None:
    """Shows the changes and asks, unless --yes. Raises InvalidInput without a yes."""
    for change in plan.changes:
        console.tell(f"{change.what}: {change.before} -> {change.after}")
    if options.yes:
        return
    if not can_ask():
        raise InvalidInput(_("Nobody can be asked whether to go on."), _("Give --yes; nothing was changed."))
    if not is_yes(await ASKER.ask(_("Make this change? Type yes: "))):
        raise InvalidInput(_("Not confirmed; nothing was changed."))


def is_yes(answer: str) -> bool:
    """Only the whole word counts, in English or in the language of the texts."""
    return answer.strip().lower() in {"yes", _("yes")}


def needs_tenant(steps: tuple[Step, ...], credential: ServerCredential) -> bool:
    """Whether somebody has to sign in for these steps."""
    return any(
        step.half is Half.TENANT
        or (isinstance(step, SetPasswordWriteback) and credential is not ServerCredential.NONE)
        for step in steps
    )


async def credential_for(
    steps: tuple[Step, ...], kind: ServerCredential, session: Session
) -> CloudCredential | None:
    """The cloud administrator's password where the steps need one: the lab's, or asked on a terminal."""
    tenant = session.facts.tenant
    is_needed = kind is ServerCredential.PASSWORD and any(isinstance(s, SetPasswordWriteback) for s in steps)
    if not is_needed or not isinstance(tenant, TenantFacts):
        return None
    name = tenant.account.user_principal_name
    if session.lab:
        secret = session.lab.cloud_password()
    elif can_ask():
        secret = await ASKER.ask_secret(_("Password of {user} for the server: ").format(user=name))
    else:
        return None
    return CloudCredential(ServerCredential.PASSWORD, name, secret)


@contextmanager
def at_the_server(session: Session, console: Console) -> Iterator[Tell]:
    """Gives who tells the news of a run. From its start on, signals stop the run instead of the command, and
    the run never waits for the terminal."""
    titles: tuple[str, ...] = ()
    with INTERRUPTIONS.changing(session.stop_after_step) as begin, console.never_waiting():

        def tell(event: RunEvent) -> None:
            nonlocal titles
            if isinstance(event, RunStarted):
                titles = event.titles
                begin()
            _tell_news(event, titles, console)

        yield tell


def _tell_news(event: RunEvent, titles: tuple[str, ...], console: Console) -> None:
    match event:
        case RunNote(text):
            console.tell(text)
        case StepStarted(_index, title):
            console.tell(f"[..] {title}")
        case StepNews(_index, text, events):
            if text:
                console.tell(f"     {text}")
            for entry in events:
                console.tell(f"     {entry.at:%H:%M:%SZ} {entry.id} {name_of(entry.id)}")
        case StepEnded(index, outcome, note):
            console.tell(f"{MARKS[outcome]} {titles[index]}{f': {note}' if note else ''}")
        case RunEnded(message=message):
            console.tell(message)


def nothing_to_do(sentence: str, options: argparse.Namespace, console: Console) -> ExitStatus:
    """There was no run, and none was needed."""
    console.tell(sentence)
    if options.json:
        console.json(no_run_content(sentence))
    return ExitStatus.DONE


def end(report: RunEnded, session: Session, options: argparse.Namespace, console: Console) -> ExitStatus:
    """Prints the end of a run whose message was told already, and records that it was shown."""
    if options.json:
        console.json(run_content(report))
    console.tell(_("Journal: {path}").format(path=report.journal))
    if not (INTERRUPTIONS.is_hung_up or console.narration_lost):
        session.mark_seen(report.run_id)
    return STATUS[report.outcome]
