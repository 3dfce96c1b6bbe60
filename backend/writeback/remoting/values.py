"""What comes out of a pipeline, as plain Python.

The library's generic objects are recognised by their attributes, so that nothing here needs it imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from queue import Queue
from typing import Any

_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
MOST_VALUES, DEEPEST = 100_000, 100
"""Of one output, unfolded."""
_WORN_PREFIXES = ("Deserialized.", "Selected.")
"""What remoting and Select-Object put before a type's own name."""


class Malformed(Exception):
    """A property is missing, or holds something else than its type promises."""


class Properties(Mapping[str, object]):
    """An object's adapted and extended properties; names are compared without regard to case.

    `types` are its .NET type names, most derived first. The typed getters raise Malformed.
    """

    __slots__ = ("_spelled", "_values", "types")

    def __init__(self, values: Mapping[str, object], types: tuple[str, ...] = ()) -> None:
        self._values = dict(values)
        self._spelled = {name.casefold(): name for name in values}
        self.types = types

    def __getitem__(self, name: str) -> object:
        return self._values[self._spelled[name.casefold()]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Properties({self.type_name or 'untyped'}: {', '.join(self._values)})"

    @property
    def type_name(self) -> str:
        """The object's own type, whatever way it has come."""
        name = self.types[0] if self.types else ""
        for prefix in _WORN_PREFIXES:
            name = name.removeprefix(prefix)
        return name

    def is_a(self, name: str) -> bool:
        """Whether the type is `name`, with or without its namespace."""
        return self.type_name == name or self.type_name.endswith(f".{name}")

    def text(self, name: str) -> str:
        """Text, or the name of an enumeration's value; "" for $null."""
        value = self._value(name)
        if isinstance(value, list | dict | Properties | bool):
            raise Malformed(f"{name} is no text")
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        """A Boolean."""
        value = self._value(name)
        if not isinstance(value, bool):
            raise Malformed(f"{name} is no Boolean")
        return value

    def number(self, name: str) -> int:
        """A whole number."""
        value = self._value(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise Malformed(f"{name} is no number")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; one text counts as a list of one, $null as an empty one."""
        value = self._value(name)
        items = value if isinstance(value, list) else [] if value is None else [value]
        if not all(isinstance(item, str) for item in items):
            raise Malformed(f"{name} is no list of texts")
        return tuple(str(item) for item in items)

    def moment(self, name: str) -> datetime:
        """A DateTime in UTC."""
        moment = self.moment_or_none(name)
        if moment is None:
            raise Malformed(f"{name} is no time")
        return moment

    def moment_or_none(self, name: str) -> datetime | None:
        """A DateTime in UTC; None for $null and for the DateTime that was never set."""
        value = self._value(name)
        if value is None:
            return None
        moment = moment_of(value)
        return moment if moment.year > 1 else None

    def duration(self, name: str) -> timedelta:
        """A TimeSpan."""
        return duration_of(self._value(name))

    def _value(self, name: str) -> object:
        if name not in self:
            raise Malformed(f"{name} is missing")
        return self[name]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.casefold() in self._spelled


def moment_of(value: object) -> datetime:
    """A DateTime as it travels (ISO 8601) in UTC; without an offset its kind is unspecified: taken as UTC.

    Raises Malformed.
    """
    if not isinstance(value, str):
        raise Malformed("no time")
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Malformed("no time") from None


def duration_of(value: object) -> timedelta:
    """A TimeSpan as it travels (ISO 8601 duration, such as PT30M). Raises Malformed."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None or not any(match[part] for part in ("days", "hours", "minutes", "seconds")):
        raise Malformed("no duration")
    try:
        duration = timedelta(
            days=int(match["days"] or 0),
            hours=int(match["hours"] or 0),
            minutes=int(match["minutes"] or 0),
            seconds=float(match["seconds"] or 0),
        )
    except OverflowError:
        raise Malformed("no duration") from None
    return -duration if match["sign"] else duration


def plain(value: Any) -> object:
    """The value without the library's classes: texts, numbers, lists, dicts, UUIDs, Properties.

    Dates and durations stay texts, because only the property's name says which text is one. Raises Malformed
    for too much: an object may refer to others, or to itself, so a short answer can unfold without end.
    """
    return _Unfolding().plain(value, 0)


class _Unfolding:
    """One value being unfolded; counts what it holds."""

    def __init__(self) -> None:
        self._values = 0

    def plain(self, value: Any, depth: int) -> object:
        self._values += 1
        if self._values > MOST_VALUES or depth > DEEPEST:
            raise Malformed("the value does not end")
        if isinstance(value, Queue):
            value = list(value.queue)
        if isinstance(value, list | tuple):
            return [self.plain(item, depth + 1) for item in value]
        if isinstance(value, dict):
            return {str(key): self.plain(item, depth + 1) for key, item in value.items()}
        if hasattr(value, "adapted_properties"):
            return self._object(value, depth + 1)
        return str(value) if type(value).__module__.startswith("pypsrp.") else value

    def _object(self, value: Any, depth: int) -> object:
        if value.property_sets:
            return self._primitive(value, depth)
        properties = {**value.adapted_properties, **value.extended_properties}
        values = {str(name): self.plain(item, depth) for name, item in properties.items()}
        return Properties(values, tuple(str(name) for name in value.types))

    def _primitive(self, value: Any, depth: int) -> object:
        """An enumeration's value by its name; a primitive with added notes (a Get-Date result) by itself."""
        inner = value.property_sets[0]
        named = isinstance(inner, int) and not isinstance(inner, bool) and isinstance(value.to_string, str)
        if named and not value.to_string.lstrip("-").isdigit():
            return value.to_string
        return self.plain(inner, depth)
