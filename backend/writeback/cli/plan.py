"""`writeback plan`: what would change, kept for `apply`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from writeback.cli.console import Console
from writeback.cli.desired import answers_of, desired
from writeback.cli.ready import connect, session_of
from writeback.cli.tenant_sign_in import sign_in
from writeback.domain.errors import ExitStatus
from writeback.domain.findings import Finding, blocking
from writeback.domain.plan import Plan
from writeback.domain.texts import _
from writeback.service import Session, plan_file


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """Status 5 when something would change, 0 when there is nothing to do, 3 when a finding blocks it."""
    answers = answers_of(options)
    async with session_of(options, console) as session:
        await connect(session, options, console)
        await sign_in(session, options, console)
        plan = session.plan(desired(options, session, answers))
        blocks = blocking(session.findings())
        _show(plan, session, blocks, options, console)
        if plan.is_empty:
            console.tell(_("Nothing to do: everything is as chosen."))
            return ExitStatus.DONE
        if blocks:
            return ExitStatus.BLOCKED
        if options.output:
            plan_file.save(plan, session.profile.name, Path(options.output))
            console.tell(_("Plan written to {file}.").format(file=options.output))
        if plan.by_hand:
            console.tell(_("Only the switches in the portal are left; they are set by hand."))
            return ExitStatus.DONE
        return ExitStatus.CHANGES_PENDING


def _show(
    plan: Plan, session: Session, blocks: tuple[Finding, ...], options: argparse.Namespace, console: Console
) -> None:
    if options.json:
        content = plan_file.plan_content(plan, session.profile.name)
        console.json(content | {"blocked_by": [finding.id for finding in blocks]})
    else:
        for line in _runbook(plan) if options.runbook else _overview(plan):
            console.data(line)
    for finding in blocks:
        console.tell(f"writeback: {finding.evidence} {finding.remedy}")


def _runbook(plan: Plan) -> Iterator[str]:
    for step in plan.steps:
        yield f"# {step.title()}"
        yield from step.powershell()


def _overview(plan: Plan) -> Iterator[str]:
    for change in plan.changes:
        yield f"{change.what}: {change.before} -> {change.after}"
    yield from numbered_steps(plan)
    if not plan.is_empty:
        yield _("Digest: {digest}").format(digest=plan.digest)


def numbered_steps(plan: Plan) -> Iterator[str]:
    """What will be done, a line each."""
    for number, step in enumerate(plan.steps, 1):
        yield f"{number:3}. {step.title()}"
