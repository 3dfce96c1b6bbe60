"""The machine itself: clock, services, registry."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import Annotated

from writeback.lab.powershell import (
    Call,
    Category,
    CmdletError,
    DotNet,
    Mandatory,
    Noted,
    Position,
    Switch,
    cmdlet,
    custom,
    enum,
)
from writeback.lab.world import World, endpoint
from writeback.lab.world.server import Service

_COMMANDS = "Microsoft.PowerShell.Commands"
_STATUS = {"Stopped": 1, "StartPending": 2, "StopPending": 3, "Running": 4}
_START_TYPE = {"Automatic": 2, "Manual": 3, "Disabled": 4}


@cmdlet("Get-Date", class_name=f"{_COMMANDS}.GetDateCommand")
def get_date(call: Call) -> None:
    """The machine's clock, with its error; its time zone is UTC."""
    world: World = call.world
    hint = enum(f"{_COMMANDS}.DisplayHintType", "DateTime", 2)
    call.output(Noted(world.moment + world.server.clock_skew, {"DisplayHint": hint}))


@cmdlet("Get-Service", class_name=f"{_COMMANDS}.GetServiceCommand")
def get_service(call: Call, *, Name: Annotated[list[str] | None, Position(0)] = None) -> None:
    """By name, wildcards allowed."""
    services = _services(call.world)
    for pattern in Name or ["*"]:
        found = [one for one in services if fnmatch(one.name.lower(), pattern.lower())]
        if not found and "*" not in pattern:
            call.write_error(_no_service(pattern))
        for one in found:
            call.output(_service(one))


@cmdlet("Restart-Service", class_name=f"{_COMMANDS}.RestartServiceCommand", confirm=True)
def restart_service(
    call: Call, *, Name: Annotated[list[str], Mandatory, Position(0)], Force: Switch = False
) -> None:
    """A restart of ADSync brings the writeback endpoint of an enabled server back."""
    known = {one.name.lower(): one for one in _services(call.world)}
    for name in Name:
        if name.lower() not in known:
            call.write_error(_no_service(name))
        elif name.lower() == "adsync":
            endpoint.stop(call.world)
            if call.world.server.writeback.enabled:
                endpoint.start(call.world)


@cmdlet("Get-ItemProperty", class_name=f"{_COMMANDS}.GetItemPropertyCommand")
def get_item_property(
    call: Call,
    *,
    Path: Annotated[list[str] | None, Position(0)] = None,
    Name: Annotated[list[str] | None, Position(1)] = None,
    LiteralPath: list[str] | None = None,
) -> None:
    """Values of registry keys; the last part of a path may be `*`."""
    keys = call.world.server.registry
    for path in (Path or []) + (LiteralPath or []):
        found = [key for key in keys if fnmatch(key.lower(), path.replace("/", "\\").lower())]
        if not found and "*" not in path:
            call.write_error(_no_path(path))
        for key in found:
            values = {k: v for k, v in keys[key].items() if Name is None or k.lower() in map(str.lower, Name)}
            call.output(_key(key, values))


def _services(world: World) -> list[Service]:
    """Without the product, its service is not there either."""
    server = world.server
    return [one for one in server.services.values() if server.module_present or one.name != "ADSync"]


def _service(service: Service) -> DotNet:
    status = enum("System.ServiceProcess.ServiceControllerStatus", service.status, _STATUS[service.status])
    start_type = enum(
        "System.ServiceProcess.ServiceStartMode", service.start_type, _START_TYPE[service.start_type]
    )
    return DotNet(
        (
            "System.ServiceProcess.ServiceController",
            "System.ComponentModel.Component",
            "System.MarshalByRefObject",
            "System.Object",
        ),
        {
            "ServiceName": service.name,
            "DisplayName": service.display_name,
            "Status": status,
            "StartType": start_type,
            "MachineName": ".",
        },
        # Name is an alias property that PowerShell adds to the class.
        {"Name": service.name},
        service.name,
    )


def _key(path: str, values: dict[str, str | int]) -> DotNet:
    parent, _, child = path.rpartition("\\")
    provider = "Microsoft.PowerShell.Core\\Registry::"
    return custom(
        {
            **values,
            "PSPath": provider + path.replace("HKLM:", "HKEY_LOCAL_MACHINE"),
            "PSParentPath": provider + parent.replace("HKLM:", "HKEY_LOCAL_MACHINE"),
            "PSChildName": child,
        }
    )


def _no_service(name: str) -> CmdletError:
    return CmdletError(
        f"Cannot find any service with service name '{name}'.",
        "NoServiceFoundForGivenName",
        Category.ObjectNotFound,
        f"{_COMMANDS}.ServiceCommandException",
        name,
    )


def _no_path(path: str) -> CmdletError:
    return CmdletError(
        f"Cannot find path '{path}' because it does not exist.",
        "PathNotFound",
        Category.ObjectNotFound,
        "System.Management.Automation.ItemNotFoundException",
        path,
    )
