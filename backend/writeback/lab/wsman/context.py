"""What the WSMan actions share: shells, limits, session configurations, the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from writeback.lab.httpd import Connection
from writeback.lab.powershell.call import Runspace
from writeback.lab.powershell.cmdlet import Registry
from writeback.lab.powershell.ledger import Ledger
from writeback.lab.wsman import fault
from writeback.lab.wsman.report import Report
from writeback.lab.wsman.shells import Shell, ShellTable
from writeback.lab.wsman.soap import POWERSHELL, Request

DEFAULT_CONFIGURATION: Final = "Microsoft.PowerShell"


@dataclass(slots=True)
class Context:
    """State of the service beyond its connections."""

    world: Any
    registry: Registry
    shells: ShellTable
    report: Report
    max_commands: int
    """MaxConcurrentCommandsPerShell."""
    ledger: Ledger = field(default_factory=Ledger)

    def shell(self, connection: Connection, request: Request) -> Shell:
        """The shell that the request selects. Raises Fault if the user has no such shell."""
        return self.shells.find(connection.user or "", request.selectors)

    def runspace(self, resource_uri: str, user: str) -> Runspace:
        """A fresh runspace under the session configuration that the resource URI names.

        Raises:
            Fault: no such configuration, or it is not for this user.
        """
        prefix, _, name = resource_uri.rpartition("/")
        configurations: Mapping[str, Mapping[str, Any]] = {
            DEFAULT_CONFIGURATION: {},
            **self.world.server.configurations,
        }
        found = next((key for key in configurations if key.casefold() == name.casefold()), None)
        if prefix != POWERSHELL or found is None:
            raise fault.unknown_configuration(name)
        configuration = configurations[found]
        allowed = configuration.get("users")
        if allowed is not None and user not in {str(one).casefold() for one in allowed}:
            raise fault.access_denied()
        runspace = Runspace(
            self.world,
            self.registry.visible(configuration),
            user=user,
            configuration=found,
            groups=tuple(configuration.get("groups") or ()),
            ledger=self.ledger,
        )
        if self.world.server.module_present:
            for module in configuration.get("modules") or ():
                runspace.import_module(str(module))
        return runspace
