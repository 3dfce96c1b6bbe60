"""Hostile answers on purpose: what a client must refuse, although it comes from the right server."""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Callable
from typing import Final

from writeback.lab.httpd import HttpResponse
from writeback.lab.psrp.session import FRAGMENT_HEADER
from writeback.lab.wsman.sealing import SOAP_TYPE

OVERSIZE: Final = 9 * 1024 * 1024
_DOCTYPE: Final = b'<!DOCTYPE x [<!ENTITY a "b">]>'
_STREAM: Final = re.compile(rb"(<rsp:Stream [^>]*>)([^<]*)(</rsp:Stream>)")
_RELATES_TO: Final = re.compile(rb"<a:RelatesTo>[^<]*</a:RelatesTo>")
_CLIXML: Final = FRAGMENT_HEADER + 40 + 3
"""Where the CLIXML of a first fragment begins: after both headers and the byte order mark."""


def tampered(kind: str, status: int, envelope: bytes) -> HttpResponse:
    """The answer `envelope` made hostile in the way `kind` names, one of `KINDS`."""
    if kind == "redirect":
        return HttpResponse(307, headers=[("Location", "http://127.0.0.1:9/wsman")])
    headers = [("Content-Type", SOAP_TYPE)]
    if kind == "compressed":
        return HttpResponse(status, gzip.compress(envelope), [*headers, ("Content-Encoding", "gzip")])
    return HttpResponse(status, _REWRITES[kind](envelope), headers)


def _clixml_doctype(envelope: bytes) -> bytes:
    return _STREAM.sub(_with_doctype, envelope, count=1)


def _with_doctype(match: re.Match[bytes]) -> bytes:
    """The first fragment with a document type before its CLIXML and its length put right."""
    fragment = base64.b64decode(match.group(2))
    data = fragment[FRAGMENT_HEADER:_CLIXML] + _DOCTYPE + fragment[_CLIXML:]
    header = fragment[: FRAGMENT_HEADER - 4] + len(data).to_bytes(4, "big")
    return match.group(1) + base64.b64encode(header + data) + match.group(3)


_REWRITES: Final[dict[str, Callable[[bytes], bytes]]] = {
    "doctype": lambda text: _DOCTYPE + text,
    "clixml-doctype": _clixml_doctype,
    "relates-to": lambda text: _RELATES_TO.sub(b"<a:RelatesTo>uuid:0</a:RelatesTo>", text),
    "bad-base64": lambda text: _STREAM.sub(rb"\1!\3", text),
    "oversize": lambda text: text.replace(b"<s:Body>", b"<s:Body>" + b" " * OVERSIZE),
    "utf-16": lambda text: text.decode().encode("utf-16"),
    "not-xml": lambda text: b"\x00\xff" + text[:40],
    "truncated": lambda text: text[: len(text) // 2],
}
KINDS: Final = (*_REWRITES, "redirect", "compressed")
