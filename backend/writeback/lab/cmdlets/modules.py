"""Import-Module, Get-Module and Get-Command."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import Annotated

from writeback.lab.cmdlets.adsync import exists
from writeback.lab.powershell import (
    Call,
    Category,
    Cmdlet,
    CmdletError,
    DotNet,
    Mandatory,
    Position,
    Switch,
    cmdlet,
    dotnet,
    enum,
)

_ENGINE = "Microsoft.PowerShell.Commands"
_FOLDERS = {
    "adsync": r"C:\Program Files\Microsoft Azure AD Sync\Bin\ADSync",
    "adsyncconfig": r"C:\Program Files\Microsoft Azure Active Directory Connect\AdSyncConfig",
}
_NAMES = {"adsync": "ADSync", "adsyncconfig": "AdSyncConfig"}
_BUILT_IN = ("microsoft.powershell.management", "microsoft.powershell.utility", "microsoft.powershell.core")


@cmdlet("Import-Module", class_name=f"{_ENGINE}.ImportModuleCommand")
def import_module(
    call: Call,
    *,
    Name: Annotated[list[str], Mandatory, Position(0)],
    PassThru: Switch = False,
    Force: Switch = False,
    DisableNameChecking: Switch = False,
    Global: Switch = False,
) -> None:
    """By name or by full path; an absent module is a non-terminating error."""
    for name in Name:
        key = _key(name)
        if key in _BUILT_IN:
            continue
        if key not in _NAMES or not call.world.server.module_present:
            call.write_error(_not_found(name))
            continue
        call.runspace.import_module(_NAMES[key])
        if PassThru:
            call.output(_module(key))


@cmdlet("Get-Module", class_name=f"{_ENGINE}.GetModuleCommand")
def get_module(
    call: Call,
    *,
    Name: Annotated[list[str] | None, Position(0)] = None,
    ListAvailable: Switch = False,
) -> None:
    """What is imported, or with -ListAvailable what is installed."""
    present = call.world.server.module_present
    for key, spelled in _NAMES.items():
        there = present if ListAvailable else call.runspace.has_module(spelled)
        if there and _wanted(spelled, Name):
            call.output(_module(key))


@cmdlet("Get-Command", class_name=f"{_ENGINE}.GetCommandCommand")
def get_command(
    call: Call,
    *,
    Name: Annotated[list[str] | None, Position(0)] = None,
    Module: list[str] | None = None,
) -> None:
    """Commands that this session can reach; expand `Parameters` for their names."""
    reachable = [one for one in call.commands.values() if _reachable(call, one)]
    for pattern in Name or ["*"]:
        found = [
            one
            for one in reachable
            if fnmatch(one.name.lower(), pattern.lower()) and _wanted(one.module or "", Module)
        ]
        if not found and "*" not in pattern:
            call.write_error(_no_command(pattern))
        for one in found:
            call.output(_command(one))


def _wanted(name: str, patterns: list[str] | None) -> bool:
    return patterns is None or any(fnmatch(name.lower(), pattern.lower()) for pattern in patterns)


def _reachable(call: Call, command: Cmdlet) -> bool:
    if command.module is None or call.runspace.has_module(command.module):
        there = True
    else:
        server = call.world.server
        there = command.autoload and server.module_autoload and server.module_present
    return there and exists(call.world, command.name)


def _command(command: Cmdlet) -> DotNet:
    # The values are objects of their own on a server; at this depth only their type names travel.
    parameters = {
        one.name: "System.Management.Automation.ParameterMetadata" for one in command.all_parameters
    }
    return dotnet(
        "System.Management.Automation.CmdletInfo",
        {
            "Name": command.name,
            "CommandType": enum("System.Management.Automation.CommandTypes", "Cmdlet", 8),
            "ModuleName": command.module or "Microsoft.PowerShell.Core",
            "Source": command.module or "Microsoft.PowerShell.Core",
            "Parameters": parameters,
        },
        to_string=command.name,
        bases=("System.Management.Automation.CommandInfo", "System.Object"),
    )


def _key(name: str) -> str:
    """`adsync` for ADSync, its manifest's path, or its folder."""
    last = name.replace("/", "\\").rstrip("\\").rpartition("\\")[2].lower()
    return last.removesuffix(".psd1").removesuffix(".psm1").removesuffix(".dll")


def _module(key: str) -> DotNet:
    name, folder = _NAMES[key], _FOLDERS[key]
    binary = key == "adsync"
    return dotnet(
        "System.Management.Automation.PSModuleInfo",
        {
            "Name": name,
            "Version": "1.0.0.0",
            "Path": rf"{folder}\{name}.{'psd1' if binary else 'psm1'}",
            "ModuleBase": folder,
            "ModuleType": enum(
                "System.Management.Automation.ModuleType", "Binary" if binary else "Script", int(binary)
            ),
        },
        to_string=name,
    )


def _not_found(name: str) -> CmdletError:
    return CmdletError(
        f"The specified module '{name}' was not loaded because no valid module file was found in any module "
        "directory.",
        "Modules_ModuleNotFound",
        Category.ResourceUnavailable,
        "System.IO.FileNotFoundException",
        name,
    )


def _no_command(name: str) -> CmdletError:
    return CmdletError(
        f"The term '{name}' is not recognized as the name of a cmdlet, function, script file, or operable "
        "program. Check the spelling of the name, or if a path was included, verify that the path is correct "
        "and try again.",
        "CommandNotFoundException",
        Category.ObjectNotFound,
        "System.Management.Automation.CommandNotFoundException",
        name,
    )
