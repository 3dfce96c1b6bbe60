"""Where in a TOML file its keys are: the standard library's reader gives values without lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

Key = tuple[str, ...]
"""The tables from the outermost one, and the key."""
TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|[][{}\n]', re.DOTALL
)
"""What can hide the end of a line, in text that is known to be TOML: strings, remarks, brackets."""
OPENING, CLOSING = frozenset("[{"), frozenset("]}")


def lines_of(text: str) -> dict[Key, int]:
    """The first line, counted from 1, of every key and of every table that has a header.

    `text` has been read by `tomllib` without an error. A statement that stands alone is TOML, too, so each is
    read alone: quoted keys, dotted ones, inline tables and strings of several lines are what they are.
    """
    lines: dict[Key, int] = {}
    table: Key = ()
    for number, statement in _statements(text):
        keys = list(_keys(tomllib.loads(statement)))
        if keys and statement.lstrip().startswith("["):
            table = max(keys, key=len, default=())
            lines.setdefault(table, number)
        else:
            for key in keys:
                lines.setdefault(table + key, number)
    return lines


def line_of(text: str, *key: str) -> int | None:
    """The line of the key, or else of the innermost table around it that has one."""
    lines = lines_of(text)
    return next((lines[key[:end]] for end in range(len(key), 0, -1) if key[:end] in lines), None)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Headers and keys with their values, remarks and blank lines too, each with its first line."""
    begun, number, line, depth = 0, 1, 1, 0
    text = f"{text}\n"
    for token in TOKEN.finditer(text):
        line += token[0].count("\n")
        depth += (token[0] in OPENING) - (token[0] in CLOSING)
        if token[0] == "\n" and depth == 0:
            yield number, text[begun : token.end()]
            begun, number = token.end(), line


def _keys(values: Mapping[str, Any], within: Key = ()) -> Iterator[Key]:
    for name, value in values.items():
        inner = value[0] if isinstance(value, list) and value else value
        yield (*within, name)
        if isinstance(inner, Mapping):
            yield from _keys(inner, (*within, name))
