"""Changes one attribute of the world by its path, as a trainer or a test does from outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, get_args, get_type_hints

ROOTS = frozenset({"server", "tenant", "forest", "timing", "clock"})
"""What of the world can be reached."""


class BadPathError(Exception):
    """There is no such attribute, or it cannot be set."""


class BadValueError(Exception):
    """The value is not of the attribute's type."""


def set_value(world: object, path: str | Sequence[str], value: object) -> None:
    """Set `server.scheduler.staging_mode_enabled` and the like.

    A path given as a list can hold keys with dots. Moments and durations are ISO 8601, durations also
    seconds.
    Raises BadPathError, BadValueError.
    """
    names = path.split(".") if isinstance(path, str) else list(path)
    if len(names) < 2 or names[0] not in ROOTS or any(name.startswith("_") for name in names):
        raise BadPathError(".".join(names))
    owner: Any = world
    for name in names[:-1]:
        owner = _step(owner, name)
    _assign(owner, names[-1], value)


def _step(owner: Any, name: str) -> Any:
    try:
        if isinstance(owner, dict):
            return owner[name]
        if isinstance(owner, list):
            return owner[int(name)]
        return getattr(owner, name)
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise BadPathError(name) from error


def _assign(owner: Any, name: str, value: object) -> None:
    current = _step(owner, name)
    if isinstance(owner, dict):
        owner[name] = _converted(value, type(current))
    elif isinstance(owner, list):
        owner[int(name)] = _converted(value, type(current))
    else:
        try:
            setattr(owner, name, _converted(value, _hint(owner, name, current)))
        except AttributeError as error:
            raise BadPathError(name) from error


def _hint(owner: object, name: str, current: object) -> Any:
    """The declared type, which also allows None where the present value hides it."""
    try:
        return get_type_hints(type(owner)).get(name, type(current))
    except NameError:
        # A class that imports a type for the checker only.
        return type(current)


def _converted(value: object, kind: Any) -> Any:
    import msgspec

    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and timedelta in {kind, *get_args(kind)}:
        return timedelta(seconds=float(str(value)))
    try:
        return msgspec.convert(value, kind)
    except (msgspec.ValidationError, TypeError) as error:
        raise BadValueError(str(error)) from error
