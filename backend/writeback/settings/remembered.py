"""What the window was like the last time: never needed, so that nothing here can fail."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable

from writeback.settings.model import THEMES
from writeback.settings.places import remembered_file

KNOWN: dict[str, Callable[[object], bool]] = {"theme": lambda value: value in THEMES}
LARGEST = 4096
"""Bytes; what is longer was not written here."""


def remembered() -> dict[str, str]:
    """By name, what is known and makes sense; empty where there is nothing, or nothing that can be read."""
    try:
        with open(remembered_file(), "rb") as file:
            content = file.read(LARGEST)
    except OSError:
        return {}
    import json

    try:
        values = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(values, dict):
        return {}
    return {name: value for name, value in values.items() if name in KNOWN and KNOWN[name](value)}


def remember(name: str, value: str) -> None:
    """Keeps it for the next time, where that is possible. Names that nobody asks for are not kept."""
    values = {**remembered(), name: value}
    path = remembered_file()
    import json

    with contextlib.suppress(OSError):
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        _replace(path, json.dumps({name: values[name] for name in KNOWN if name in values}))


def _replace(path: str, text: str) -> None:
    """Whole or not at all; two programs at once leave one of the two files."""
    beside = f"{path}.{os.getpid()}.new"
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{text}\n")
        os.replace(beside, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
