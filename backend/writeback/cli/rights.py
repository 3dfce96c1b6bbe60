"""`writeback rights`: what a profile takes on the server, in Active Directory and in the tenant."""

from __future__ import annotations

import argparse

from writeback.cli.console import Console
from writeback.cli.ready import connect, session_of
from writeback.cli.tenant_sign_in import sign_in
from writeback.domain.errors import ExitStatus, WritebackError
from writeback.domain.facts import Edition
from writeback.domain.findings import Finding, Severity
from writeback.domain.rights import Wanted
from writeback.domain.texts import _
from writeback.service import profiles
from writeback.service import rights as table


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """Asks nobody; with --check it reads server and tenant first and says what is missing."""
    needed = await _checked(options, console) if options.check else _needs(options)
    if options.json:
        console.json(table.content(needed))
    else:
        _print(needed, console, with_states=options.check)
    return ExitStatus.BLOCKED if any(need.state is Severity.BLOCKS for need in needed) else ExitStatus.DONE


def _needs(options: argparse.Namespace) -> tuple[table.Need, ...]:
    edition = Edition(options.edition)
    name = options.profile or (None if options.lab is not None else profiles.default_name())
    if name is None:
        return table.needs(Wanted(edition))
    return table.needs_of(profiles.load(name), edition)


async def _checked(options: argparse.Namespace, console: Console) -> tuple[table.Need, ...]:
    async with session_of(options, console) as session:
        findings: tuple[Finding, ...] = ()
        try:
            await connect(session, options, console)
            await sign_in(session, options, console)
        except WritebackError as error:
            console.error(error)
        findings = session.findings()
        return table.needs_of(session.profile, session.edition, findings, session.facts.server)


def _print(needed: tuple[table.Need, ...], console: Console, *, with_states: bool) -> None:
    for feature, of_it in table.grouped(needed):
        console.data(table.feature_title(feature))
        for need in of_it:
            mark = f"{_mark(need.state)} " if with_states else ""
            console.data(f"  {mark}{need.sentence}")
            if need.right.note:
                console.data(f"  {' ' * len(mark)}  {need.right.note}")
    if not with_states:
        console.tell(_("With --check it reads server and tenant, and says what is missing."))


def _mark(state: Severity | None) -> str:
    return {
        Severity.PASSED: "[OK]",
        Severity.BLOCKS: "[!!]",
        Severity.WARNS: "[! ]",
        Severity.HINT: "[i ]",
        Severity.WAITS: "[..]",
    }.get(state or Severity.UNKNOWN, "[??]")
