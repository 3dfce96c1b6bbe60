"""CLIXML and envelopes that a client must not swallow: rewrites of an honest WSMan answer."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Final

FRAGMENT_HEADER: Final = 21
MESSAGE_HEADER: Final = 40
OVERSIZE: Final = 9 * 1024 * 1024
DEPTH: Final = 10_000
OBJECTS: Final = 1_000_000
_PIPELINE_OUTPUT: Final = (0x00041004).to_bytes(4, "little")
_WHOLE: Final = b"\x03"
_MARK: Final = b"\xef\xbb\xbf"
_DOCTYPE: Final = b'<!DOCTYPE x [<!ENTITY a "b">]>'
_BOMB: Final = b'<!DOCTYPE x [<!ENTITY a "%s"><!ENTITY b "%s"><!ENTITY c "%s">]><S>&c;</S>' % (
    b"a" * 1000,
    b"&a;" * 90,
    b"&b;" * 20,
)
"""A kilobyte that a parser which expands entities turns into 1,800,000 characters."""
_STREAM: Final = re.compile(rb"(<rsp:Stream [^>]*>)([^<]*)(</rsp:Stream>)")
_RELATES_TO: Final = re.compile(rb"<a:RelatesTo>[^<]*</a:RelatesTo>")

Rewrite = Callable[[bytes], bytes]


def _in_first_message(change: Callable[[bytes], bytes], *, as_output: bool = True) -> Rewrite:
    """The envelope with the CLIXML of its first fragment changed and the lengths put right."""

    def replaced(match: re.Match[bytes]) -> bytes:
        fragment = base64.b64decode(match.group(2))
        header = fragment[FRAGMENT_HEADER : FRAGMENT_HEADER + MESSAGE_HEADER]
        clixml = fragment[FRAGMENT_HEADER + MESSAGE_HEADER :].removeprefix(_MARK)
        of_pipeline = any(header[24:])
        if as_output and of_pipeline:
            header = header[:4] + _PIPELINE_OUTPUT + header[8:]
        data = header + change(clixml)
        flags = _WHOLE if as_output else fragment[16:17]
        made = fragment[:16] + flags + len(data).to_bytes(4, "big") + data
        return match.group(1) + base64.b64encode(made) + match.group(3)

    return lambda envelope: _STREAM.sub(replaced, envelope, count=1)


def _instead(clixml: Callable[[], bytes]) -> Rewrite:
    """Made anew each time: some of it is large."""
    return _in_first_message(lambda _: _MARK + clixml())


def _million() -> bytes:
    return b'<Obj RefId="0"><LST>' + b"<S/>" * OBJECTS + b"</LST></Obj>"


def _nested() -> bytes:
    return b'<Obj RefId="0"><LST>' * DEPTH + b"</LST></Obj>" * DEPTH


REWRITES: Final[dict[str, Rewrite]] = {
    "doctype": lambda text: _DOCTYPE + text,
    "utf-16": lambda text: text.decode().encode("utf-16"),
    "utf-16-doctype": lambda text: (_DOCTYPE + text).decode().encode("utf-16"),
    "clixml-doctype": _in_first_message(lambda text: _MARK + _DOCTYPE + text, as_output=False),
    "clixml-bomb": _instead(lambda: _BOMB),
    "clixml-utf-16": _in_first_message(lambda text: text.decode().encode("utf-16"), as_output=False),
    "clixml-deep": _instead(_nested),
    "clixml-unknown-ref": _instead(lambda: b'<Ref RefId="99" />'),
    "clixml-surrogate": _instead(lambda: b"<S>_xD800_</S>"),
    "clixml-bad-value": _instead(lambda: b"<I32>abc</I32>"),
    "clixml-not-xml": _instead(lambda: b"<Obj><S>"),
    "million-objects": _instead(_million),
    "deep": lambda text: text.replace(b"<s:Body>", b"<s:Body>" + b"<d>" * DEPTH + b"</d>" * DEPTH, 1),
    "relates-to": lambda text: _RELATES_TO.sub(b"<a:RelatesTo>uuid:0</a:RelatesTo>", text),
    "bad-base64": lambda text: _STREAM.sub(rb"\1!\3", text),
    "oversize": lambda text: text.replace(b"<s:Body>", b"<s:Body>" + b" " * OVERSIZE),
    "not-xml": lambda text: b"\x00\xff" + text[:40],
    "truncated": lambda text: text[: len(text) // 2],
    "empty": lambda text: b"",
}
"""Kind -> how an honest envelope becomes hostile."""
