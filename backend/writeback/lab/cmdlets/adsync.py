"""What all cmdlets of the module ADSync have in common: type names, rights, editions."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from writeback.lab.powershell import Call, Category, CmdletError, cmdlet
from writeback.lab.powershell.errors import command_not_found
from writeback.lab.world import Server, World
from writeback.lab.world.server import may_configure, may_operate, may_read

MODULE = "ADSync"
OBJECT_MODEL = "Microsoft.IdentityManagement.PowerShell.ObjectModel"
CMDLETS = "Microsoft.IdentityManagement.PowerShell.Cmdlet"

SINCE = {"get-adsyncentraconnectorcredential": (2, 5, 3, 0)}
"""Cmdlets that came with a later build of the product, by lower-case name."""

_CLSID = "{835BEE60-8731-4159-8BFF-941301D76D05}"
Function = TypeVar("Function", bound=Callable[..., Any])


def adsync_cmdlet(
    name: str, *, confirm: bool = False, class_name: str | None = None
) -> Callable[[Function], Function]:
    """Declare a compiled cmdlet of the module."""
    return cmdlet(
        name,
        module=MODULE,
        confirm=confirm,
        class_name=f"{CMDLETS}.{class_name or name.replace('-', '') + 'Cmdlet'}",
    )


def server_for_reading(call: Call) -> Server:
    """The server, for members of any ADSync group. CmdletError for everybody else."""
    return _allowed(call, may_read)


def server_for_operating(call: Call) -> Server:
    """The server, for those who may start and stop cycles."""
    return _allowed(call, may_operate)


def server_for_configuring(call: Call) -> Server:
    """The server, for ADSyncAdmins."""
    return _allowed(call, may_configure)


def require_edition(call: Call) -> None:
    """A cmdlet that this build of the product does not have yet is not found."""
    if not exists(call.world, call.name):
        raise command_not_found(call.name)


def exists(world: World, name: str) -> bool:
    """Whether the installed build has a cmdlet of that name, if it is one of the module's."""
    return world.server.version_tuple >= SINCE.get(name.lower(), (0,))


def unknown_connector(name: object) -> CmdletError:
    """No connector of that name or identifier."""
    return CmdletError(
        f"The connector '{name}' could not be found.",
        "ConnectorNotFound",
        Category.ObjectNotFound,
        "System.Management.Automation.ItemNotFoundException",
        name,
    )


def _allowed(call: Call, may: Callable[[Collection[str]], bool]) -> Server:
    server: Server = call.world.server
    # A session configuration with a virtual account works with that account's groups, whoever has come in.
    if not may(call.runspace.groups or server.admin_groups):
        name = server.computer_name
        raise CmdletError(
            f"Retrieving the COM class factory for remote component with CLSID {_CLSID} from machine {name} "
            f"failed due to the following error: 80070005 {name}.",
            "System.UnauthorizedAccessException",
            Category.PermissionDenied,
            "System.UnauthorizedAccessException",
        )
    return server
