"""`writeback choices`: what is now, or what a plan or a run wanted, as a file for `--choices`."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from writeback.cli.console import Console
from writeback.cli.execution import is_yes
from writeback.cli.question import ASKER, can_ask
from writeback.cli.ready import connect, session_of
from writeback.cli.tenant_sign_in import sign_in
from writeback.domain.charset import UTF_8, in_use, is_everywhere
from writeback.domain.errors import ExitStatus, InvalidInput
from writeback.domain.facts import ServerFacts
from writeback.domain.texts import _
from writeback.service import Session

if TYPE_CHECKING:
    from writeback.service.choices import Given

SWITCHES = ("write_back_passwords", "unlock_without_reset")


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """Prints it, or writes it into a file; an existing one is overwritten only when somebody says so."""
    from writeback.service import choices

    overwrite = await _may_overwrite(options)
    given, origin = await _wanted(options, console)
    _tell_left_out(given, console)
    text = choices.to_toml(given, origin)
    if options.output is None:
        for line in (text if _takes_utf_8() else choices.in_ascii(text)).splitlines():
            console.data(line)
        return ExitStatus.DONE
    choices.write(options.output, text, overwrite=overwrite)
    console.tell(_("Choices written to {file}.").format(file=options.output))
    return ExitStatus.DONE


def _takes_utf_8() -> bool:
    """Whether standard output gets the text as it is: in another charset it would be another file."""
    encoding = (sys.stdout.encoding or "").lower().replace("_", "-")
    return encoding == in_use() == UTF_8 and not is_everywhere()


async def _may_overwrite(options: argparse.Namespace) -> bool:
    """Asked before anything is read. Raises InvalidInput without a yes."""
    if options.output is None or options.yes or not _is_there(options.output):
        return options.output is not None and options.yes
    there = _("{file} exists already; it was not touched.").format(file=options.output)
    if not can_ask():
        raise InvalidInput(there, _("Choose another name, or give --yes."))
    if not is_yes(await ASKER.ask(_("{file} exists. Overwrite it? Type yes: ").format(file=options.output))):
        raise InvalidInput(there)
    return True


def _is_there(path: str) -> bool:
    return os.path.lexists(path)


async def _wanted(options: argparse.Namespace, console: Console) -> tuple[Given, str]:
    """The choices, and where they come from."""
    from writeback.service import choices

    if options.from_plan is not None:
        origin = _("This is what the plan {file} wants.").format(file=options.from_plan)
        return choices.of_plan(options.from_plan), origin
    if options.run is not None:
        return choices.of_run(options.run), _("This is what run {id} wanted.").format(id=options.run)
    async with session_of(options, console) as session:
        await connect(session, options, console)
        await sign_in(session, options, console)
        given = choices.now(session)
        if not any(name in given for name in SWITCHES):
            console.tell(_("The tenant's switches could not be read; they are left out."))
        return given, _origin(session)


def _origin(session: Session) -> str:
    server = session.facts.server
    return _("This is how {server} and its tenant were set on {date}.").format(
        server=server.computer_name if isinstance(server, ServerFacts) else session.profile.server.host,
        date=f"{session.facts.taken:%Y-%m-%d %H:%MZ}",
    )


def _tell_left_out(given: Given, console: Console) -> None:
    from writeback.service.choices import without_contradictions

    if without_contradictions(given)[1]:
        console.tell(
            _("Writeback is off on the server but on in the tenant; the latter is there as a remark only.")
        )
