"""Select-Object, as far as remote readings need it: properties, one level of digging, the first few."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import Annotated, Final

from writeback.lab.powershell.call import Call
from writeback.lab.powershell.cmdlet import cmdlet
from writeback.lab.powershell.errors import AUTOMATION, Category, CmdletError
from writeback.lab.powershell.objects import DotNet, custom, member, members, type_name
from writeback.lab.powershell.parameters import FromPipeline, Position, Switch

_CLASS: Final = "Microsoft.PowerShell.Commands.SelectObjectCommand"


@cmdlet("Select-Object", class_name=_CLASS, collects=True)
async def select_object(
    call: Call,
    *,
    Property: Annotated[list[str] | None, Position(0)] = None,
    ExcludeProperty: list[str] | None = None,
    ExpandProperty: str | None = None,
    First: int | None = None,
    Last: int | None = None,
    Skip: int = 0,
    Unique: Switch = False,
    InputObject: Annotated[object, FromPipeline] = None,
) -> None:
    """Results of -Property are of the type `Selected.<Type>` with notes; -ExpandProperty digs one level."""
    chosen = call.input if InputObject is None else [InputObject]
    chosen = (_unique(chosen) if Unique else chosen)[Skip:]
    if Last is not None:
        chosen = chosen[-Last:] if Last else []
    for value in chosen[:First]:
        if ExpandProperty is not None:
            _expand(call, value, ExpandProperty, Property)
        elif Property is not None:
            call.output(selected(value, Property, ExcludeProperty or []))
        else:
            call.output(value)


def selected(value: object, names: list[str], excluded: list[str] | None = None) -> DotNet:
    """An object with only the named properties; names may hold wildcards, absent ones become $null."""
    notes: dict[str, object] = {}
    for name in names:
        if "*" in name or "?" in name:
            matches = {key: item for key, item in members(value).items() if _like(key, name)}
        else:
            spelled, item = member(value, name) or (name, None)
            # A property that exists keeps its own spelling, whatever the caller wrote.
            matches = {spelled: item}
        notes.update(matches)
    kept = {key: item for key, item in notes.items() if not any(_like(key, one) for one in excluded or [])}
    return custom(kept, types=(f"Selected.{type_name(value)}",))


def _like(name: str, pattern: str) -> bool:
    return fnmatch(name.casefold(), pattern.casefold())


def _expand(call: Call, value: object, name: str, also: list[str] | None) -> None:
    found = member(value, name)
    if found is None:
        call.write_error(
            CmdletError(
                f'Property "{name}" cannot be found.',
                "ExpandPropertyNotFound",
                Category.InvalidArgument,
                AUTOMATION + "PSArgumentException",
                value,
            )
        )
        return
    item = found[1]
    for one in item if isinstance(item, list) else [item]:
        if one is not None:
            call.output(_with_notes(one, selected(value, also)) if also else one)


def _with_notes(value: object, notes: DotNet) -> object:
    """-Property beside -ExpandProperty adds notes to each result; plain values stay plain here."""
    if not isinstance(value, DotNet):
        return value
    return DotNet(value.types, value.properties, {**value.notes, **notes.notes}, value.text)


def _unique(values: list[object]) -> list[object]:
    kept: list[object] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept
