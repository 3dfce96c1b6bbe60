"""Runs one command and turns its end into an exit status."""

from __future__ import annotations

import argparse
import asyncio

from writeback.cli import apply as apply_command
from writeback.cli import (
    check,
    choices,
    help,
    jea,
    lab,
    plan,
    profile,
    report,
    resume,
    rights,
    runs,
    schema,
    settings,
    undo,
    vault,
    verify,
)
from writeback.cli.console import Console
from writeback.cli.content import error_content
from writeback.cli.interruptions import INTERRUPTIONS
from writeback.cli.question import ASKER
from writeback.domain.errors import ExitStatus, InvalidInput, WritebackError
from writeback.domain.system_words import in_words
from writeback.domain.texts import _
from writeback.hardening import kind_and_place, report_defects, report_defects_of_loop

COMMANDS = {
    "check": check.run,
    "plan": plan.run,
    "apply": apply_command.run,
    "verify": verify.run,
    "runs": runs.run,
    "resume": resume.run,
    "undo": undo.run,
    "report": report.run,
    "profile": profile.run,
    "rights": rights.run,
    "vault": vault.run,
    "jea": jea.run,
    "choices": choices.run,
    "schema": schema.run,
    "settings": settings.run,
    "lab": lab.run,
    "help": help.run,
}
TAKING_CHOICES = frozenset({"plan", "apply"})
CHANGING = frozenset({"apply", "resume", "undo"})
"""Their status is the run's, whatever becomes of the output."""


def run_command(options: argparse.Namespace) -> int:
    """Every failure ends in one sentence on stderr and a status; with --json in a document on stdout, too."""
    console = Console()
    INTERRUPTIONS.give_back, INTERRUPTIONS.take = ASKER.give_back, ASKER.take
    report_defects(lambda what: _tell_defect(what, console))
    status = _status(options, console)
    console.finish()
    if INTERRUPTIONS.status:
        INTERRUPTIONS.leave()
    if console.output_lost is not None and options.command not in CHANGING:
        if not isinstance(console.output_lost, BrokenPipeError):
            console.tell(
                _("The output could not be written: {why}.").format(why=in_words(console.output_lost))
            )
        return status or int(ExitStatus.FAILED)
    return status


def _status(options: argparse.Namespace, console: Console) -> int:
    as_json = getattr(options, "json", False)
    try:
        return int(asyncio.run(_command(options, console)))
    except WritebackError as error:
        console.error(error)
        if as_json:
            console.json(error_content(error))
        return int(error.exit_status)
    except asyncio.CancelledError:
        console.tell(_("Stopped."))
    except Exception as error:  # a defect: its text and its variables may hold a secret, its place does not
        _tell_defect(kind_and_place(error), console)
        if as_json:
            console.json({"error": "internal-error", "message": kind_and_place(error)})
    return int(ExitStatus.FAILED)


async def _command(options: argparse.Namespace, console: Console) -> ExitStatus:
    task = asyncio.current_task()
    if task is not None:
        INTERRUPTIONS.attach(task, console.tell)
    if options.choices is not None and options.command not in TAKING_CHOICES:
        raise InvalidInput(
            _("{command} takes no file of choices.").format(command=options.command),
            _("--choices goes with plan, with apply and with the wizard."),
        )
    report_defects_of_loop(asyncio.get_running_loop(), lambda what: _tell_defect(what, console))
    return await COMMANDS[options.command](options, console)


def _tell_defect(what: str, console: Console) -> None:
    text = _("Internal error {kind}; nothing more is shown here, because it could hold a secret.")
    console.tell(f"writeback: {text.format(kind=what)}")
