"""`writeback check`: survey and findings."""

from __future__ import annotations

import argparse

from writeback.cli.console import Console
from writeback.cli.content import facts_content, findings_content
from writeback.cli.ready import connect, session_of
from writeback.cli.tenant_sign_in import sign_in
from writeback.domain.errors import ExitStatus, PasswordNeeded, WritebackError
from writeback.domain.findings import blocking
from writeback.domain.texts import _


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """A server or tenant that can't be read is a finding, too."""
    async with session_of(options, console) as session:
        problem: WritebackError | None = None
        try:
            await connect(session, options, console)
            await sign_in(session, options, console)
        except PasswordNeeded:
            raise
        except WritebackError as error:
            console.error(error)
            problem = error
        findings = session.findings()
        if options.json:
            console.json(facts_content(session.facts) | {"findings": findings_content(findings)})
        else:
            for finding in findings:
                console.finding(finding)
        if blocking(findings):
            console.tell(_("Something stands in the way of the change; see [!!]."))
            return ExitStatus.BLOCKED
        return problem.exit_status if problem else ExitStatus.DONE
