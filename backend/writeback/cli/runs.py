"""`writeback runs`: what was run, newest first."""

from __future__ import annotations

import argparse

from writeback.cli.console import Console
from writeback.cli.content import past_run_content
from writeback.domain.errors import ExitStatus
from writeback.domain.history import DamagedRun, PastRun
from writeback.domain.texts import _
from writeback.service import history
from writeback.service.run_words import mark, moment, standing


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """All runs that are recorded here, or those of --profile. Reads journals only, and sends nothing."""
    found = [run for run in history.runs() if _is_wanted(run, options)]
    if options.json:
        console.json([past_run_content(run) for run in found])
        return ExitStatus.DONE
    for one in found:
        for line in _lines(one):
            console.data(line)
    if not found:
        console.tell(_("No run is recorded here."))
    unsettled = [run for run in found if isinstance(run, PastRun) and run.is_unsettled]
    for one in unsettled:
        console.tell(_('Run {id} is not settled: "writeback resume {id}".').format(id=one.id))
    return ExitStatus.DONE


def _is_wanted(run: PastRun | DamagedRun, options: argparse.Namespace) -> bool:
    if isinstance(run, DamagedRun) or options.profile is None:
        return True
    return run.target.profile == str(options.profile)


def _lines(run: PastRun | DamagedRun) -> list[str]:
    if isinstance(run, DamagedRun):
        return [f"[!!] {run.id}  {_('damaged journal')}: {run.why}"]
    who = f"{run.operator.user}@{run.operator.host}"
    first = f"{mark(run)} {run.id}  {moment(run.started)}  {run.plan.server}  {standing(run)}  {who}"
    lines = [first]
    if run.undoes:
        lines.append("     " + _("takes back {id}").format(id=run.undoes))
    if run.message and run.outcome is not None:
        lines.append(f"     {run.message}")
    if run.torn:
        lines.append("     " + _("The last record of its journal was cut off and is ignored."))
    return lines
