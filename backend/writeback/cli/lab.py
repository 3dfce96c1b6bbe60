"""`writeback lab`: the scenarios, and a lab without the wizard."""

from __future__ import annotations

import argparse
import os

from writeback.cli.console import Console
from writeback.domain.errors import ExitStatus
from writeback.service import lab_command, scenarios


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """`serve` becomes the lab's own process and does not return."""
    if options.action == "serve":
        command = lab_command("serve", options.scenario, "--announce")
        if options.speed:
            command += ["--speed", str(options.speed)]
        os.execv(command[0], command)  # noqa: S606 - our own interpreter, no shell
    found = await scenarios()
    if options.json:
        console.json(found)
        return ExitStatus.DONE
    width = max(len(str(entry["name"])) for entry in found)
    for entry in found:
        diagnoses = ",".join(entry.get("diagnoses", []))
        console.data(f"{entry['name']:{width}}  {diagnoses:8}  {entry['title']}")
    return ExitStatus.DONE
