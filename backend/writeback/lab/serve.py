"""Runs a lab: everything up, one line on stdout, until a signal, the control API or the parent's end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from writeback.lab.announcement import AlreadyRunningError, Announcement, UnsafeFolderError, alive
from writeback.lab.assembly import Lab
from writeback.lab.lifeline import tied_to
from writeback.lab.options import ServeOptions

PREFIX = "writeback-lab-"
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def serve(options: ServeOptions) -> int:
    """Run until stopped. Returns the exit status; the lab's private folder is gone then."""
    os.umask(0o077)
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    try:
        asyncio.run(_serve(options, folder))
    except (AlreadyRunningError, UnsafeFolderError, OSError) as error:
        print(f"The lab cannot run: {error}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _sweep() -> None:
    """Remove the folders of labs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdecimal() and not alive(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


async def _serve(options: ServeOptions, folder: Path) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        loop.add_signal_handler(number, stopped.set)
    lab = Lab(options, folder, stop=stopped.set)
    async with tied_to(options.parent, stopped.set), lab.running():
        ready = lab.ready_line()
        with Announcement(ready) if options.announce else contextlib.nullcontext():
            print(json.dumps(ready), flush=True)
            await stopped.wait()
