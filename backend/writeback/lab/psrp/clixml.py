"""The border between the values of the lab and psrpcore's typed objects (CLIXML)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from psrpcore import types as wire

from writeback.lab.powershell.objects import DotNet, EnumValue, Noted, PSCredential, Secure, custom, to_string
from writeback.lab.psrp.pool import encoded

MAX_INT: Final = 2**31


def to_wire(value: object, *, depth: int = 1) -> Any:
    """A typed psrpcore value; objects nested deeper than `depth` collapse to their ToString."""
    match value:
        case None | bool():
            made: Any = value
        case int():
            made = wire.PSInt(value) if -MAX_INT <= value < MAX_INT else wire.PSInt64(value)
        case DotNet():
            made = _object(value, depth) if depth else wire.PSString(to_string(value))
        case Noted():
            made = _noted(value, depth)
        case list() | tuple():
            made = wire.PSList([to_wire(item, depth=max(depth - 1, 0)) for item in value])
        case dict():
            made = wire.PSDict({to_wire(key): to_wire(item, depth=depth) for key, item in value.items()})
        case _:
            made = _primitive(value)
    return made


def from_wire(value: Any) -> Any:
    """A plain value of the lab from what a client sent; secrets come out decrypted."""
    if value is None or isinstance(value, bool):
        return value
    for kind, convert in _FROM_WIRE:
        if isinstance(value, kind):
            return convert(value)
    return _received_object(value)


def _enumeration(value: EnumValue) -> Any:
    """psrpcore serializes enumerations only as members of a class of their own.

    A new class each time: a second use of one member would travel as a reference to the first, which is not
    what Windows sends.
    """
    meta = type(wire.PSEnumBase)
    namespace = meta.__prepare__("Value", (wire.PSEnumBase,))
    namespace[value.name] = value.value
    kind = meta("Value", (wire.PSEnumBase,), namespace)
    return wire.PSType(type_names=[value.type_name], rehydrate=False)(kind)[value.name]


def _primitive(value: object) -> Any:
    """Raises TypeError for what PowerShell has no type for: a mistake in a cmdlet."""
    convert = _TO_WIRE.get(type(value))
    if convert is None:
        raise TypeError(f"no wire type for {type(value).__name__}")
    return convert(value)


def _object(value: DotNet, depth: int) -> Any:
    made = wire.PSObject()
    made.PSObject.type_names = list(value.types)
    made.PSObject.adapted_properties = _properties(value.properties, depth)
    made.PSObject.extended_properties = _properties(value.notes, depth)
    if value.text is not None:
        made.PSObject.to_string = encoded(value.text)
    return made


def _noted(value: Noted, depth: int) -> Any:
    made = to_wire(value.value, depth=depth)
    if depth:
        made.PSObject.extended_properties = _properties(value.notes, depth)
    return made


def _properties(values: Mapping[str, object], depth: int) -> list[Any]:
    return [wire.PSNoteProperty(name, value=to_wire(item, depth=depth - 1)) for name, item in values.items()]


def _secure(value: Secure) -> Any:
    return wire.PSSecureString(value.text)


def _credential(value: PSCredential) -> Any:
    return wire.PSCredential(UserName=value.user_name, Password=wire.PSSecureString(value.password))


_TO_WIRE: Final[dict[type, Callable[[Any], Any]]] = {
    str: wire.PSString,
    float: wire.PSDouble,
    bytes: wire.PSByteArray,
    datetime: wire.PSDateTime,
    timedelta: wire.PSDuration,
    UUID: lambda value: wire.PSGuid(str(value)),
    EnumValue: _enumeration,
    Secure: _secure,
    PSCredential: _credential,
}


def _received_credential(value: Any) -> PSCredential:
    return PSCredential(str(value.UserName), str(value.Password.decrypt()))


def _received_object(value: Any) -> DotNet:
    meta = value.PSObject
    read = {
        group: {one.name: from_wire(one.get_value(value)) for one in getattr(meta, f"{group}_properties")}
        for group in ("adapted", "extended")
    }
    if not meta.type_names:
        return custom(read["extended"])
    return DotNet(tuple(meta.type_names), read["adapted"], read["extended"], meta.to_string)


def _received_moment(value: Any) -> datetime:
    return datetime(
        value.year,
        value.month,
        value.day,
        value.hour,
        value.minute,
        value.second,
        value.microsecond,
        tzinfo=value.tzinfo,
    )


_FROM_WIRE: Final[tuple[tuple[Any, Callable[[Any], Any]], ...]] = (
    (wire.PSCredential, _received_credential),
    (wire.PSSecureString, lambda value: Secure(str(value.decrypt()))),
    (wire.PSEnumBase, lambda value: EnumValue(value.PSObject.type_names[0], value.name, int(value))),
    (datetime, _received_moment),
    (timedelta, lambda value: timedelta(value.days, value.seconds, value.microseconds)),
    (UUID, lambda value: UUID(str(value))),
    (int, int),
    (float, float),
    (str, str),
    (bytes, bytes),
    (dict, lambda value: {from_wire(key): from_wire(item) for key, item in value.items()}),
    (list, lambda value: [from_wire(item) for item in value]),
)
