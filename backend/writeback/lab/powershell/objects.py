"""Values of the simulated PowerShell: .NET objects, enumerations, custom objects, secrets.

Cmdlets deal in plain Python values and in the types of this module. What they look like on the wire is the
business of `clixml`; nothing here knows the protocol.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

PS_CUSTOM_OBJECT = "System.Management.Automation.PSCustomObject"

_DOTNET_NAMES: tuple[tuple[type, str], ...] = (
    (bool, "System.Boolean"),
    (int, "System.Int32"),
    (float, "System.Double"),
    (str, "System.String"),
    (bytes, "System.Byte[]"),
    (datetime, "System.DateTime"),
    (timedelta, "System.TimeSpan"),
    (UUID, "System.Guid"),
    (dict, "System.Collections.Hashtable"),
    (list, "System.Object[]"),
)


@dataclass(frozen=True, slots=True)
class DotNet:
    """One object with its type names (most derived first), adapted properties and added notes."""

    types: tuple[str, ...]
    properties: Mapping[str, object] = field(default_factory=dict)
    notes: Mapping[str, object] = field(default_factory=dict)
    text: str | None = None
    """ToString(); None for custom objects, which have none of their own."""


@dataclass(frozen=True, slots=True)
class EnumValue:
    """One value of a .NET enumeration; it travels as its name and its number."""

    type_name: str
    name: str
    value: int


@dataclass(frozen=True, slots=True)
class Secure:
    """A SecureString after decryption; its text never shows in a repr."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PSCredential:
    """A user name and a password after decryption; the password never shows in a repr."""

    user_name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Noted:
    """A primitive value with added notes, as Get-Date gives: it travels as an object around the value."""

    value: object
    notes: Mapping[str, object]


def dotnet(
    type_name: str,
    properties: Mapping[str, object],
    *,
    to_string: str | None = None,
    bases: tuple[str, ...] = ("System.Object",),
) -> DotNet:
    """A live .NET object: `properties` travel as adapted ones; ToString is the type name unless given."""
    return DotNet((type_name, *bases), dict(properties), text=type_name if to_string is None else to_string)


def enum(type_name: str, name: str, value: int) -> EnumValue:
    """The value `name` (number `value`) of the .NET enumeration `type_name`."""
    return EnumValue(type_name, name, value)


def custom(properties: Mapping[str, object], *, types: tuple[str, ...] = ()) -> DotNet:
    """A PSCustomObject: all members are notes; `types` go before its own type names."""
    return DotNet((*types, PS_CUSTOM_OBJECT, "System.Object"), notes=dict(properties))


def members(value: object) -> dict[str, object]:
    """The properties that PowerShell would show for `value`, in order."""
    if isinstance(value, DotNet):
        return {**value.properties, **value.notes}
    if isinstance(value, Noted):
        return {**members(value.value), **value.notes}
    if isinstance(value, dict):
        return {"Count": len(value)} | {str(key): item for key, item in value.items()}
    if isinstance(value, PSCredential):
        return {"UserName": value.user_name, "Password": Secure(value.password)}
    if isinstance(value, str):
        return {"Length": len(value)}
    return {}


def member(value: object, name: str) -> tuple[str, object] | None:
    """Name (as the type spells it) and value of a property, found without regard to case; None if absent."""
    wanted = name.casefold()
    for spelled, item in members(value).items():
        if spelled.casefold() == wanted:
            return spelled, item
    return None


def type_name(value: object) -> str:
    """The full .NET name of a value's type."""
    if isinstance(value, DotNet):
        return value.types[0]
    if isinstance(value, EnumValue):
        return value.type_name
    if isinstance(value, Noted):
        return type_name(value.value)
    if isinstance(value, Secure):
        return "System.Security.SecureString"
    if isinstance(value, PSCredential):
        return "System.Management.Automation.PSCredential"
    return next((name for kind, name in _DOTNET_NAMES if isinstance(value, kind)), "System.Object")


def to_string(value: object) -> str:
    """What ToString() gives under the invariant culture; '' for $null, as in a string conversion."""
    match value:
        case None:
            return ""
        case DotNet():
            text = _object_text(value)
        case Noted():
            text = to_string(value.value)
        case EnumValue():
            text = value.name
        case datetime():
            text = value.strftime("%m/%d/%Y %H:%M:%S")
        case timedelta():
            text = _time_span_text(value)
        case str() | int() | float() | UUID():
            text = str(value)
        case _:
            text = type_name(value)
    return text


def _object_text(value: DotNet) -> str:
    if value.text is not None:
        return value.text
    return "@{" + "; ".join(f"{name}={to_string(item)}" for name, item in value.notes.items()) + "}"


def _time_span_text(value: timedelta) -> str:
    sign = "-" if value < timedelta() else ""
    seconds, micros = divmod(abs(value) // timedelta(microseconds=1), 1_000_000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    return (
        sign
        + (f"{days}." if days else "")
        + f"{hour:02}:{minute:02}:{second:02}"
        + (f".{micros:06}0" if micros else "")
    )
