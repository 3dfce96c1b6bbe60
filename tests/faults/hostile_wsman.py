"""A WinRM endpoint that speaks just enough of the protocol to get hostile CLIXML into its client."""

from __future__ import annotations

import base64
import itertools
import re
import struct
from collections.abc import Callable, Iterable, Iterator

from pypsrp.messages import MessageType

from tests.wire.hostile import Answer

Way = Callable[[Answer], None]

ACTIONS = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
_ENVELOPE = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
    ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
    ' xmlns:rsp="http://schemas.microsoft.com/wbem/wsman/1/windows/shell">'
    "<s:Header><a:RelatesTo>{id}</a:RelatesTo></s:Header><s:Body>{body}</s:Body></s:Envelope>"
)


def fragment(body: bytes, number: int = 1, index: int = 0, flags: int = 3) -> bytes:
    """One fragment; by itself a whole message."""
    return struct.pack(">QQBI", number, index, flags, len(body)) + body


def message(clixml: str, kind: int = MessageType.PIPELINE_OUTPUT) -> bytes:
    """A message to the client."""
    return struct.pack("<II", 1, kind) + bytes(32) + clixml.encode("utf-8", "surrogatepass")


def whole(clixml: str, kind: int = MessageType.PIPELINE_OUTPUT) -> bytes:
    """A message in a fragment of its own."""
    return fragment(message(clixml, kind))


OPENED = whole(
    '<Obj RefId="0"><MS><Version N="protocolversion">2.3</Version><Version N="PSVersion">2.0</Version>'
    '<Version N="SerializationVersion">1.1.0.1</Version></MS></Obj>',
    MessageType.SESSION_CAPABILITY,
) + whole('<Obj RefId="0"><MS><I32 N="RunspaceState">2</I32></MS></Obj>', MessageType.RUNSPACEPOOL_STATE)
"""What opens a pool."""


DONE = whole('<Obj RefId="0"><MS><I32 N="PipelineState">4</I32></MS></Obj>', MessageType.PIPELINE_STATE)
"""What ends a command well."""


def received(data: bytes) -> str:
    """The body of an answer to Receive."""
    text = base64.b64encode(data).decode("ascii")
    return f'<rsp:ReceiveResponse><rsp:Stream Name="stdout">{text}</rsp:Stream></rsp:ReceiveResponse>'


def speaking(streams: Iterable[bytes], *, opens: bool = True) -> Way:
    """Answers the Receives with these, one after another; the first opens the pool unless told otherwise."""
    rest: Iterator[bytes] = itertools.chain([OPENED] if opens else [], streams)

    def way(answer: Answer) -> None:
        found = re.search(rb"MessageID[^>]*>([^<]+)<", answer.body)
        is_receive = b"/shell/Receive<" in answer.body
        body = received(next(rest, b"")) if is_receive else ""
        text = _ENVELOPE.format(id=found[1].decode() if found else "", body=body)
        answer.reply(200, text.encode(), Content_Type="application/soap+xml;charset=UTF-8")

    return way
