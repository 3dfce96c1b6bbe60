"""`writeback verify`: evidence and verdict."""

from __future__ import annotations

import argparse

from writeback.cli.console import Console
from writeback.cli.content import verdict_content
from writeback.cli.execution import is_yes
from writeback.cli.question import ASKER, can_ask
from writeback.cli.ready import connect, session_of
from writeback.cli.tenant_sign_in import sign_in
from writeback.domain.canary import checked_upn
from writeback.domain.errors import ExitStatus, InvalidInput
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
    """Status 0 when proven, 6 when not. A canary is asked about, unless --yes."""
    canary = _canary(options)
    async with session_of(options, console) as session:
        await connect(session, options, console)
        await sign_in(session, options, console, canary=canary is not None)
        if canary is not None:
            await _confirm(canary, options, console)
        verdict, evidence = await session.verify(canary)
    if options.json:
        console.json(verdict_content(verdict, evidence))
    else:
        for piece in evidence:
            console.data(f"{MARKS[piece.says]} {piece.title}: {piece.text}")
        console.data(verdict_sentence(verdict))
    return ExitStatus.DONE if verdict is Verdict.PROVEN else ExitStatus.NOT_PROVEN


def _canary(options: argparse.Namespace) -> str | None:
    """The user to reset. Raises InvalidInput at once where nobody could be asked later."""
    if options.canary is None:
        return None
    if not options.yes and not can_ask():
        raise InvalidInput(
            _("Nobody can be asked whether to reset a password."), _("Give --yes; nothing was changed.")
        )
    return checked_upn(options.canary)


async def _confirm(canary: str, options: argparse.Namespace, console: Console) -> None:
    console.tell(
        _("The password of {user} will be reset to a random one that nobody knows.").format(user=canary)
    )
    if options.yes:
        return
    if not is_yes(await ASKER.ask(_("Reset it? Type yes: "))):
        raise InvalidInput(_("Not confirmed; nothing was changed."))
