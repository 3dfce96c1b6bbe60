"""`writeback apply FILE`: runs exactly that plan."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys
from pathlib import Path

from writeback.cli.console import Console
from writeback.cli.content import run_content
from writeback.cli.ready import connect, session_of, sign_in
from writeback.domain.choices import ServerCredential
from writeback.domain.errors import ExitStatus, InvalidInput, PlanStale
from writeback.domain.facts import Account, TenantFacts
from writeback.domain.plan import Plan
from writeback.domain.ports import CloudCredential
from writeback.domain.run import (
    RunEnded,
    RunEvent,
    RunOutcome,
    StepEnded,
    StepNews,
    StepOutcome,
    StepStarted,
    Tell,
)
from writeback.domain.secret import Secret
from writeback.domain.texts import _
from writeback.domain.windows_events import name_of
from writeback.service import Session, plan_file

STATUS = {
    RunOutcome.DONE: ExitStatus.DONE,
    RunOutcome.FAILED: ExitStatus.FAILED,
    RunOutcome.STOPPED: ExitStatus.FAILED,
    RunOutcome.IN_DOUBT: ExitStatus.IN_DOUBT,
}
MARKS = {
    StepOutcome.DONE: "[OK]",
    StepOutcome.NOT_SEEN: "[??]",
    StepOutcome.BY_HAND: "[i ]",
    StepOutcome.FAILED: "[!!]",
    StepOutcome.IN_DOUBT: "[??]",
    StepOutcome.SKIPPED: "[--]",
}


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """Refuses a plan that is edited, stale, or for another state; asks unless --yes."""
    saved = plan_file.load(Path(options.file))
    async with session_of(options, console) as session:
        await connect(session, options, console)
        await sign_in(session, console)
        plan = session.plan(saved.choices)
        if plan.is_empty:
            console.tell(_("Nothing to do: everything is as chosen."))
            return ExitStatus.DONE
        if plan.digest != saved.digest:
            moved = "; ".join(plan.moved_since(saved.before)) or _("the plan was made for another state")
            raise PlanStale(
                _("The state has moved since the plan was made: {moved}.").format(moved=moved),
                _("Make a new plan; nothing was changed."),
            )
        await _confirm(plan, options, console)
        report = await session.apply(plan, _teller(console), await _credential(plan, session))
    return _end(report, options, console)


async def _confirm(plan: Plan, options: argparse.Namespace, console: Console) -> None:
    for change in plan.changes:
        console.tell(f"{change.what}: {change.before} -> {change.after}")
    if options.yes:
        return
    if not sys.stdin.isatty():
        raise InvalidInput(_("Nobody can be asked whether to go on."), _("Give --yes; nothing was changed."))
    answer = await asyncio.to_thread(input, _("Make this change? Type yes: "))
    if answer.strip().lower() not in {"yes", _("yes")}:
        raise InvalidInput(_("Not confirmed; nothing was changed."))


async def _credential(plan: Plan, session: Session) -> CloudCredential | None:
    """The cloud administrator's password where the plan needs one: the lab's, or asked on a terminal."""
    if plan.choices.server_credential is not ServerCredential.PASSWORD:
        return None
    tenant = session.facts.tenant
    account: Account | None = tenant.account if isinstance(tenant, TenantFacts) else None
    if account is None:
        return None
    if session.lab:
        secret = session.lab.cloud_password()
    elif sys.stdin.isatty():
        prompt = _("Password of {user} for the server: ").format(user=account.user_principal_name)
        secret = Secret(await asyncio.to_thread(getpass.getpass, prompt))
    else:
        return None
    return CloudCredential(ServerCredential.PASSWORD, account.user_principal_name, secret)


def _teller(console: Console) -> Tell:
    titles: dict[int, str] = {}

    def tell(event: RunEvent) -> None:
        match event:
            case StepStarted(index, title):
                titles[index] = title
                console.tell(f"[..] {title}")
            case StepNews(_index, text, events):
                if text:
                    console.tell(f"     {text}")
                for entry in events:
                    console.tell(f"     {entry.at:%H:%M:%SZ} {entry.id} {name_of(entry.id)}")
            case StepEnded(index, outcome, note) if index in titles:
                console.tell(f"{MARKS[outcome]} {titles[index]}{f': {note}' if note else ''}")

    return tell


def _end(report: RunEnded, options: argparse.Namespace, console: Console) -> ExitStatus:
    if options.json:
        console.json(run_content(report))
    console.tell(report.message)
    console.tell(_("Journal: {path}").format(path=report.journal))
    return STATUS[report.outcome]
