"""A small PowerShell: cmdlets written in Python, bound and run as PowerShell would."""

from __future__ import annotations

from writeback.lab.powershell.call import Call, Runspace
from writeback.lab.powershell.cmdlet import Cmdlet, Registry, cmdlet
from writeback.lab.powershell.errors import Category, CmdletError, thrown
from writeback.lab.powershell.objects import (
    DotNet,
    EnumValue,
    Noted,
    PSCredential,
    Secure,
    custom,
    dotnet,
    enum,
)
from writeback.lab.powershell.parameters import (
    Alias,
    AllowEmpty,
    FromPipeline,
    Mandatory,
    Parameter,
    Position,
    Switch,
)

__all__ = [
    "Alias",
    "AllowEmpty",
    "Call",
    "Category",
    "Cmdlet",
    "CmdletError",
    "DotNet",
    "EnumValue",
    "FromPipeline",
    "Mandatory",
    "Noted",
    "PSCredential",
    "Parameter",
    "Position",
    "Registry",
    "Runspace",
    "Secure",
    "Switch",
    "cmdlet",
    "custom",
    "dotnet",
    "enum",
    "thrown",
]
