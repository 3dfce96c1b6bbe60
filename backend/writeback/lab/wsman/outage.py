"""The server's machine in trouble as a whole: shells lost, nobody listening, a reboot."""

from __future__ import annotations

from collections.abc import Sequence

from writeback.lab.httpd import HttpServer
from writeback.lab.wsman.shells import ShellTable
from writeback.lab.wsman.trouble import Faults


async def strike(faults: Faults, shells: ShellTable, ports: Sequence[HttpServer]) -> None:
    """Carry out what the faults order at once, and use it up.

    The connections are cut last, because that may end whoever called.
    """
    reboot, refuse = faults.reboot_seconds, max(faults.reboot_seconds, faults.refuse_seconds)
    lost = faults.shells_vanish or reboot > 0
    faults.reboot_seconds, faults.refuse_seconds, faults.shells_vanish = 0.0, 0.0, False
    if lost:
        await shells.vanish()
    for port in ports:
        if refuse > 0:
            port.refuse_for(refuse)
        if reboot > 0:
            port.cut_all()
