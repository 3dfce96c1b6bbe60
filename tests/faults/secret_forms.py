"""A secret, looked for as it is and in the forms that programs give it by the way."""

from __future__ import annotations

import base64
import json
import urllib.parse
from collections.abc import Iterator
from functools import cache


def held(data: bytes, secrets: tuple[str, ...]) -> str:
    """What was found, without giving it away; "" when there is nothing."""
    for secret in secrets:
        if any(form in data for form in _forms(secret)):
            return f"a secret ({secret[:6]}...)"
    return ""


@cache
def _forms(secret: str) -> tuple[bytes, ...]:
    """As text, in UTF-16, as JSON and addresses write it, and in the middle of something in base64."""
    plain = (secret, json.dumps(secret)[1:-1], urllib.parse.quote(secret, safe=""), f"{secret!r}"[1:-1])
    raw = {form.encode() for form in plain} | {secret.encode("utf-16-le")}
    return (*raw, *(form for text in raw for form in _in_base64(text)))


def _in_base64(data: bytes) -> Iterator[bytes]:
    """At each place within a group of three bytes, without the characters that neighbours have a part in."""
    for before in range(3):
        whole = (before + len(data)) // 3 * 3
        encoded = base64.b64encode(bytes(before) + data)
        yield encoded[4 if before else 0 : whole // 3 * 4]
