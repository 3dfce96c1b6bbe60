"""What a session configuration leaves of the cmdlets (JEA).

A restricted command is a proxy function of the same name: it has only the parameters that the role names,
with their sets and patterns, and the common ones. Read in the engine's own source: InitialSessionState's
ProcessCommandModifications and CommandMetadata.GetRestrictedSelectObject.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from writeback.lab.powershell.cmdlet import Cmdlet
from writeback.lab.powershell.parameters import Parameter

Entry = str | Mapping[str, Any]
"""A name, or a hashtable with `Name` and `Parameters`."""

_SELECTABLE: Final = (
    "ModuleName",
    "Namespace",
    "OutputType",
    "Count",
    "HelpUri",
    "Name",
    "CommandType",
    "ResolvedCommandName",
    "DefaultParameterSet",
    "CmdletBinding",
    "Parameters",
)
_BY_ITSELF: Final = ("Measure-Object", "Get-Command")
"""Further commands of every restricted session. Theirs are restricted, too; the lab's do little anyway."""
_SELECT: Final = {
    "Name": "Select-Object",
    "Parameters": [{"Name": "Property", "ValidateSet": list(_SELECTABLE)}, {"Name": "InputObject"}],
}


def visible(cmdlets: Mapping[str, Cmdlet], entries: Iterable[Entry]) -> dict[str, Cmdlet]:
    """The commands of a RestrictedRemoteServer session whose role lists `entries`, by lower-case name.

    A name with a module (`Module\\Name`) is that cmdlet and leaves the session's own of the plain name alone.
    """
    listed = list(entries)
    # What the session brings by itself are functions: a plain name in the role does not get past them.
    own = {"select-object", *(name.casefold() for name in _BY_ITSELF)}
    seen: dict[str, Cmdlet] = {}
    for entry in [_SELECT, *_BY_ITSELF, *(one for one in listed if _name(one).casefold() not in own)]:
        name = _name(entry)
        found = cmdlets.get(name.rpartition("\\")[2].casefold())
        if found is not None:
            seen[name.casefold()] = found if isinstance(entry, str) else _proxy(found, entry)
            seen.setdefault(name.rpartition("\\")[2].casefold(), found)
    return seen


def _name(entry: Entry) -> str:
    return entry if isinstance(entry, str) else str(entry["Name"])


def _proxy(cmdlet: Cmdlet, entry: Mapping[str, Any]) -> Cmdlet:
    given = entry["Parameters"]
    rules = {
        str(rule["Name"]).casefold(): rule for rule in ([given] if isinstance(given, Mapping) else given)
    }
    left = [parameter for parameter in cmdlet.parameters if parameter.name.casefold() in rules]
    parameters = tuple(_held_to(one, rules[one.name.casefold()]) for one in left)
    return replace(cmdlet, parameters=parameters, is_proxy=True)


def _held_to(parameter: Parameter, rule: Mapping[str, Any]) -> Parameter:
    return replace(
        parameter,
        choices=_several(rule.get("ValidateSet")) or parameter.choices,
        patterns=_several(rule.get("ValidatePattern")) or parameter.patterns,
    )


def _several(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)
