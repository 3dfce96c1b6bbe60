"""An unmodified pypsrp against a lab process."""

from __future__ import annotations

from typing import Any

from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan
from tests.lab import Lab

CONNECTOR = "contoso.onmicrosoft.com - AAD"


def wsman(lab: Lab, **changes: Any) -> WSMan:
    """A connection that has not said anything yet."""
    options: dict[str, Any] = {
        "port": lab.https_port,
        "username": lab.username,
        "password": lab.password,
        "auth": "negotiate",
        "cert_validation": lab.ca_file,
        "no_proxy": True,
        "reconnection_backoff": 0.01,
    }
    return WSMan("localhost", **options | changes)


def run(pool: RunspacePool, name: str, **parameters: Any) -> PowerShell:
    """One cmdlet to its end."""
    shell = PowerShell(pool)
    shell.add_cmdlet(name).add_parameters(parameters)
    shell.invoke()
    return shell


def enable(lab: Lab, *, on: bool = True) -> None:
    """Switch password writeback on the server."""
    with wsman(lab) as server, RunspacePool(server) as pool:
        shell = run(pool, "Set-ADSyncAADPasswordResetConfiguration", Connector=CONNECTOR, Enable=on)
        assert not shell.streams.error
