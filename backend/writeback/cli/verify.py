"""`writeback verify`: evidence and verdict."""

from __future__ import annotations

import argparse

from writeback.cli.console import Console
from writeback.cli.content import verdict_content
from writeback.cli.ready import connect, session_of, sign_in
from writeback.domain.errors import ExitStatus
from writeback.domain.evidence import Says, Verdict
from writeback.domain.texts import _

MARKS = {Says.SUPPORTS: "[OK]", Says.CONTRADICTS: "[!!]", Says.SILENT: "[??]"}


def verdict_sentence(verdict: Verdict) -> str:
    """The verdict for people."""
    return {
        Verdict.PROVEN: _("Proven: password writeback works."),
        Verdict.NOT_PROVEN: _("Not proven: some evidence is missing."),
        Verdict.CONTRADICTED: _("Contradicted: password writeback does not work."),
    }[verdict]


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """Status 0 when proven, 6 when not."""
    async with session_of(options, console) as session:
        await connect(session, options, console)
        await sign_in(session, console)
        verdict, evidence = await session.verify()
    if options.json:
        console.json(verdict_content(verdict, evidence))
    else:
        for piece in evidence:
            console.data(f"{MARKS[piece.says]} {piece.title}: {piece.text}")
        console.data(verdict_sentence(verdict))
    return ExitStatus.DONE if verdict is Verdict.PROVEN else ExitStatus.NOT_PROVEN
