"""Limits for JSON of the other end, before any parser sees it: parsers recurse, and build whatever comes."""

from __future__ import annotations

import re

DEEPEST = 40
"""Nesting; Graph's own answers stay below ten."""
MOST_VALUES = 300_000
"""In one answer; a full page of a report has about twenty thousand."""

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]', re.DOTALL)
"""A string, finished or not, so that no bracket inside one counts; else a bracket."""


def is_bounded(body: bytes) -> bool:
    """Whether it is UTF-8 without NUL, and neither deep nor large as JSON goes. It may still be no JSON."""
    # Other encodings would hide brackets from this look at bytes; in all of them ASCII takes a NUL.
    if b"\0" in body or sum(map(body.count, (b",", b"[", b"{"))) > MOST_VALUES:
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _depth(body) <= DEEPEST


def _depth(body: bytes) -> int:
    deepest = depth = 0
    for token in _TOKEN.finditer(body):
        match token[0]:
            case b"[" | b"{":
                depth += 1
                deepest = max(deepest, depth)
            case b"]" | b"}":
                depth -= 1
    return deepest
