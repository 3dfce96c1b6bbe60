"""Converting arguments to a parameter's type, as far as PowerShell would."""

from __future__ import annotations

import re
import typing
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final
from uuid import UUID

from writeback.lab.powershell import binding_errors
from writeback.lab.powershell.objects import EnumValue, PSCredential, Secure, to_string
from writeback.lab.powershell.parameters import Parameter

TICKS_PER_SECOND: Final = 10_000_000
_TIME_SPAN: Final = re.compile(r"(-)?(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?")
_BAD_NUMBER: Final = "Input string was not in a correct format."

_WANTED: Final[dict[Any, str]] = {
    str: "System.String",
    int: "System.Int32",
    float: "System.Double",
    datetime: "System.DateTime",
    timedelta: "System.TimeSpan",
    UUID: "System.Guid",
    dict: "System.Collections.Hashtable",
    bytes: "System.Byte[]",
    Secure: "System.Security.SecureString",
    PSCredential: "System.Management.Automation.PSCredential",
}


def convert(parameter: Parameter, value: object) -> Any:
    """The value a cmdlet function gets for `parameter`.

    Raises:
        CmdletError: the value does not fit, with the id PowerShell gives for it.
    """
    converted = _switch(parameter, value) if parameter.switch else _to_kind(parameter, parameter.kind, value)
    _validate(parameter, converted)
    return _canonical(parameter, converted)


def _switch(parameter: Parameter, value: object) -> bool:
    if isinstance(value, bool | None):
        return value is not False
    wanted = "System.Management.Automation.SwitchParameter"
    raise binding_errors.not_convertible(parameter.name, value, wanted)


def _to_kind(parameter: Parameter, kind: Any, value: object) -> Any:
    if kind in (object, Any):
        return value
    if typing.get_origin(kind) is list:
        (item,) = typing.get_args(kind)
        return [_to_kind(parameter, item, one) for one in (value if isinstance(value, list) else [value])]
    if kind is bool:
        return _boolean(parameter, value)
    if value is None:
        return _null(parameter, kind)
    return _to_class(parameter, typing.get_origin(kind) or kind, value)


def _to_class(parameter: Parameter, kind: type, value: object) -> Any:
    if issubclass(kind, Enum):
        return _enumeration(parameter, kind, value)
    if kind in _CONVERTERS:
        return _CONVERTERS[kind](parameter, value)
    if isinstance(value, kind):
        return value
    raise binding_errors.not_convertible(parameter.name, value, _WANTED.get(kind, "System.Object"))


def _boolean(parameter: Parameter, value: object) -> bool:
    if isinstance(value, bool | int | float):
        return bool(value)
    raise binding_errors.not_a_boolean(parameter.name, value)


def _null(parameter: Parameter, kind: Any) -> Any:
    """$null becomes an empty string, stays $null for classes, and does not fit value types."""
    if parameter.mandatory:
        raise binding_errors.null_value(parameter.name)
    if kind is str:
        return ""
    if kind in (int, float, datetime, timedelta, UUID):
        raise binding_errors.not_convertible(parameter.name, None, _WANTED[kind])
    return None


def _text(parameter: Parameter, value: object) -> str:
    if isinstance(value, list):
        raise binding_errors.not_convertible(parameter.name, value, "System.String")
    return to_string(value)


def _integer(parameter: Parameter, value: object) -> int:
    if isinstance(value, int | float):
        return round(value)
    if isinstance(value, EnumValue):
        return value.value
    if not isinstance(value, str):
        raise binding_errors.not_convertible(parameter.name, value, "System.Int32")
    try:
        return int(value or "0", 0)
    except ValueError:
        raise binding_errors.not_parsable(parameter.name, value, "System.Int32", _BAD_NUMBER) from None


def _real(parameter: Parameter, value: object) -> float:
    try:
        return float(to_string(value))
    except ValueError:
        raise binding_errors.not_parsable(parameter.name, value, "System.Double", _BAD_NUMBER) from None


def _moment(parameter: Parameter, value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(to_string(value))
    except ValueError:
        why = "The string was not recognized as a valid DateTime."
        raise binding_errors.not_parsable(parameter.name, value, "System.DateTime", why) from None


def _time_span(parameter: Parameter, value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if isinstance(value, int):
        return timedelta(seconds=value / TICKS_PER_SECOND)
    match = _TIME_SPAN.fullmatch(to_string(value).strip())
    if match is None:
        why = "String was not recognized as a valid TimeSpan."
        raise binding_errors.not_parsable(parameter.name, value, "System.TimeSpan", why)
    sign, days, hours, minutes, seconds, fraction = match.groups()
    ticks = int((fraction or "").ljust(7, "0"))
    span = timedelta(
        days=int(days or 0),
        hours=int(hours),
        minutes=int(minutes),
        seconds=int(seconds or 0),
        microseconds=ticks // 10,
    )
    return -span if sign else span


def _guid(parameter: Parameter, value: object) -> UUID:
    if isinstance(value, UUID):
        return value
    try:
        return UUID(to_string(value))
    except ValueError:
        why = "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx)."
        raise binding_errors.not_parsable(parameter.name, value, "System.Guid", why) from None


def _enumeration(parameter: Parameter, kind: type[Enum], value: object) -> Enum:
    """By name without regard to case, or by number."""
    wanted = to_string(value).casefold()
    for one in kind:
        if wanted in (one.name.casefold(), str(one.value).casefold()):
            return one
    names = ", ".join(one.name for one in kind)
    why = (
        f"Unable to match the identifier name {to_string(value)} to a valid enumerator name. Specify one of "
        f"the following enumerator names and try again: {names}"
    )
    raise binding_errors.not_parsable(parameter.name, value, kind.__name__, why)


_CONVERTERS: Final[dict[Any, Callable[[Parameter, object], Any]]] = {
    str: _text,
    int: _integer,
    float: _real,
    datetime: _moment,
    timedelta: _time_span,
    UUID: _guid,
}


def _validate(parameter: Parameter, value: object) -> None:
    if parameter.mandatory and not parameter.allow_empty:
        if value == "" or (isinstance(value, list) and "" in value):
            raise binding_errors.empty_string(parameter.name)
        if value == []:
            raise binding_errors.empty_array(parameter.name)
        if value is None:
            raise binding_errors.null_value(parameter.name)
    for one in value if isinstance(value, list) else [value]:
        if parameter.choices and _choice(parameter, one) is None:
            raise binding_errors.not_in_set(parameter.name, one, parameter.choices)
        if parameter.patterns and not _fits(parameter, one):
            raise binding_errors.not_of_pattern(parameter.name, one, f"^({'|'.join(parameter.patterns)})$")


def _canonical(parameter: Parameter, value: object) -> object:
    """A ValidateSet compares without regard to case; cmdlets get the declared spelling."""
    if not parameter.choices or isinstance(value, list) or not isinstance(value, str):
        return value
    return _choice(parameter, value)


def _fits(parameter: Parameter, value: object) -> bool:
    """Of the expressions of .NET only what Python reads in the same way is expected here."""
    whole = "|".join(parameter.patterns)
    return re.fullmatch(f"({whole})", to_string(value), re.IGNORECASE) is not None


def _choice(parameter: Parameter, value: object) -> str | None:
    wanted = to_string(value).casefold()
    return next((choice for choice in parameter.choices if choice.casefold() == wanted), None)
