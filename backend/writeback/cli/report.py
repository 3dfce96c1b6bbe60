"""`writeback report`: the evidence of a run for a ticket, or a bundle for support."""

from __future__ import annotations

import argparse
import locale
import os
import shutil
import sys
from pathlib import Path

from writeback.cli.console import Console
from writeback.cli.ready import connect, session_of
from writeback.cli.tenant_sign_in import sign_in
from writeback.domain.errors import ExitStatus, InvalidInput, WritebackError
from writeback.domain.findings import Finding
from writeback.domain.texts import _
from writeback.service import history


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """A report of one run on stdout or into a new file, or a bundle into a new file."""
    if options.bundle is not None and options.run is None and options.output is None:
        return await _bundle(options, console)
    if options.bundle is None and options.run is not None and not options.check:
        return _report(options, console)
    raise InvalidInput(
        _("Say which run to report, or where to put a bundle."),
        _('As in "writeback report RUN [-o FILE]" or "writeback report --bundle FILE [--check]".'),
    )


def _report(options: argparse.Namespace, console: Console) -> ExitStatus:
    from writeback.service.report import report_of, write_new

    text = report_of(history.find(options.run))
    if options.output is None:
        for line in text.splitlines():
            console.data(line)
        return ExitStatus.DONE
    write_new(Path(options.output), text.encode(errors="replace"))
    console.tell(_("Report written to {file}.").format(file=options.output))
    return ExitStatus.DONE


async def _bundle(options: argparse.Namespace, console: Console) -> ExitStatus:
    from writeback.service.bundle import write_bundle

    findings = await _findings(options, console) if options.check else None
    write_bundle(Path(options.bundle), _terminal(), findings)
    console.tell(
        _("Bundle written to {file}, without names and secrets; README.txt in it says what it holds.").format(
            file=options.bundle
        )
    )
    return ExitStatus.DONE


async def _findings(options: argparse.Namespace, console: Console) -> tuple[Finding, ...] | None:
    """What cannot be read is a finding, too; a bundle is wanted most when things do not work."""
    found: tuple[Finding, ...] | None = None
    try:
        async with session_of(options, console) as session:
            found = session.findings()
            await connect(session, options, console)
            found = session.findings()
            await sign_in(session, options, console)
            return session.findings()
    except WritebackError as error:
        console.error(error)
    return found


def _terminal() -> dict[str, object]:
    """No environment but TERM."""
    columns, lines = shutil.get_terminal_size((0, 0))
    return {
        "term": os.environ.get("TERM", ""),
        "columns": columns,
        "lines": lines,
        "stdin": sys.stdin is not None and sys.stdin.isatty(),
        "stdout": sys.stdout.isatty(),
        "stderr": sys.stderr.isatty(),
        "locale": locale.setlocale(locale.LC_CTYPE),
        "encoding": sys.stdout.encoding,
    }
