"""`writeback jea`: the files of a session configuration with the least rights."""

from __future__ import annotations

import argparse
from pathlib import Path

from writeback.cli.console import Console
from writeback.domain.errors import ExitStatus
from writeback.domain.texts import _


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """Writes the files; their paths are the output, what to do next is told."""
    from writeback.service import jea

    folder = Path(options.output)
    written = jea.write(folder, options.group)
    if options.json:
        console.json({"configuration": jea.NAME, "files": [str(path) for path in written]})
    else:
        for path in written:
            console.data(str(path))
    console.tell(
        _("Follow {file} on the server; then save a profile with --configuration {name}.").format(
            file=folder / "README.txt", name=jea.NAME
        )
    )
    return ExitStatus.DONE
