"""Runs one command and turns its end into an exit status."""

from __future__ import annotations

import argparse
import asyncio
import signal

from writeback.cli import apply as apply_command
from writeback.cli import check, lab, plan, profile, verify
from writeback.cli.console import Console
from writeback.cli.content import error_content
from writeback.domain.errors import ExitStatus, WritebackError
from writeback.domain.texts import _

COMMANDS = {
    "check": check.run,
    "plan": plan.run,
    "apply": apply_command.run,
    "verify": verify.run,
    "profile": profile.run,
    "lab": lab.run,
}


def run_command(options: argparse.Namespace) -> int:
    """Every failure ends in one sentence on stderr and a status; with --json in a document on stdout, too."""
    console = Console()
    try:
        return int(asyncio.run(COMMANDS[options.command](options, console)))
    except WritebackError as error:
        console.error(error)
        if getattr(options, "json", False):
            console.json(error_content(error))
        return int(error.exit_status)
    except KeyboardInterrupt:
        console.tell(_("Stopped."))
        return 128 + signal.SIGINT
    except BrokenPipeError:
        return int(ExitStatus.FAILED)
