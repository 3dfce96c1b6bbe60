"""Limits for the XML of the other end, the envelope's and the CLIXML's inside it, before anything parses it.

By itself the library expands internal entities, copies the rest of an answer for every fragment in it, keeps
the text of every object once more for each level that it lies in, and takes whatever amount comes.
"""

from __future__ import annotations

import contextlib
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from pypsrp.messages import Message
from pypsrp.powershell import Fragmenter
from pypsrp.serializer import Serializer

DEEPEST = 100
"""Nesting of elements; the library's own parser takes quadratic time (200 objects: 0.3 s)."""
MOST_ELEMENTS = 50_000
"""In a CLIXML document; an attribute counts too. The largest honest one lists the OUs of a forest."""
MOST_OF_ENVELOPE = 5_000
"""In an envelope, which has a few dozen; the library copies what it has for every piece of a stream."""
HEAVIEST = 8 << 20
"""Characters of a CLIXML document, each counted once for every element around it: the library keeps the text
of an element while it reads those inside."""
LONGEST_TAG = 64 << 10
LONGEST_MESSAGE = 4 << 20
MOST_UNFINISHED = 16 << 20
"""Bytes of messages whose last fragment has not come."""
MOST_MESSAGES = 10_000
MOST_BYTES = 12 << 20
MOST_OF_ALL = 200_000
"""Messages, their bytes and their elements in one invocation, be they outputs, errors or progress."""

_ENDLESS_TAG = re.compile(rb"<[^<>]{%d}" % LONGEST_TAG)
_HEADER = struct.Struct(">QQBI")
"""Of a fragment: object, number of the fragment, bit 0 start and bit 1 end, length (MS-PSRP 2.2.4)."""
_START, _END = 1, 2
_COST = 512
"""Bytes that a waiting fragment takes here, however short it is."""


class HostileReply(Exception):
    """The answer is refused; what the server did is unknown."""


def check_envelope(document: str | bytes) -> None:
    """As check_clixml, for what lies around it."""
    _look_at(document, _Look(MOST_OF_ENVELOPE, None))


def check_clixml(document: str | bytes) -> int:
    """How many elements it has. Raises HostileReply for a DTD, deep nesting or too much of anything.

    Malformed XML is left to the library, which stops where this stops.
    """
    return _look_at(document, _Look(MOST_ELEMENTS, HEAVIEST))


def _look_at(document: str | bytes, look: _Look) -> int:
    data = document.encode("utf-8", "surrogatepass") if isinstance(document, str) else document
    # The parser would build the list of attributes before it tells of the element.
    if _ENDLESS_TAG.search(data):
        raise HostileReply("the XML has an endless tag")
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True  # else a call for every line
    parser.StartElementHandler = look.start
    parser.EndElementHandler = look.end
    parser.CharacterDataHandler = look.text
    parser.StartDoctypeDeclHandler = look.doctype
    with contextlib.suppress(expat.ExpatError):
        parser.Parse(document, True)
    return look.elements


class _Look:
    """What one pass over a document has seen."""

    def __init__(self, most: int, heaviest: int | None) -> None:
        self.elements = 0
        self._most = most
        self._heaviest = heaviest
        self._depth = 0
        self._weight = 0

    def start(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        self.elements += 1 + len(attributes) // 2
        if self._depth > DEEPEST:
            raise HostileReply("the XML is nested too deep")
        if self.elements > self._most:
            raise HostileReply("the XML has too many elements")
        self._weigh(len(name) + sum(map(len, attributes)))

    def end(self, _name: str) -> None:
        self._depth -= 1

    def text(self, text: str) -> None:
        self._weigh(len(text))

    def doctype(self, *_: object) -> None:
        raise HostileReply("the XML brings a DTD")

    def _weigh(self, size: int) -> None:
        self._weight += size * self._depth
        if self._heaviest is not None and self._weight > self._heaviest:
            raise HostileReply("the XML is too heavy")


class Allowance:
    """How much may come in one invocation. `spend` raises HostileReply when it is used up."""

    def __init__(self) -> None:
        self.messages = 0
        """How many have come in all."""
        self.renew()

    def renew(self) -> None:
        """A new invocation may have as much as the one before."""
        self._messages, self._bytes, self._elements = MOST_MESSAGES, MOST_BYTES, MOST_OF_ALL

    def spend_message(self, size: int) -> None:
        self.messages += 1
        self.spend(messages=1, size=size)

    def spend(self, *, messages: int = 0, size: int = 0, elements: int = 0) -> None:
        self._messages -= messages
        self._bytes -= size
        self._elements -= elements
        if min(self._messages, self._bytes, self._elements) < 0:
            raise HostileReply("the command's output does not end")


class SafeSerializer(Serializer):  # type: ignore[misc]
    """Looks at CLIXML before it is parsed: it comes base64-coded, so no check of the envelope sees it."""

    def __init__(self, allowance: Allowance) -> None:
        super().__init__()
        self._allowance = allowance

    def deserialize(self, element: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(element, str | bytes):
            self._allowance.spend(elements=check_clixml(element))
        value = super().deserialize(element, *arguments, **options)
        if hasattr(value, "_xml"):
            value._xml = None  # the text once more for each level of nesting, kept for debugging
        return value


@dataclass(slots=True)
class _Unfinished:
    """A message whose last fragment has not come."""

    parts: list[bytes] = field(default_factory=list)
    size: int = 0


class SafeFragmenter(Fragmenter):  # type: ignore[misc]
    """Puts messages together from fragments in one pass, and within limits.

    Those of two messages may mix. HostileReply for what is out of order, cut off, or too much.
    """

    def __init__(self, max_size: int, serializer: Serializer, allowance: Allowance) -> None:
        super().__init__(max_size, serializer)
        self._allowance = allowance
        self._unfinished: dict[int, _Unfinished] = {}
        self._waiting = 0

    def defragment(self, data: bytes) -> list[Message]:
        return [Message.unpack(message, self.serializer) for message in self._messages(data)]

    def _messages(self, data: bytes) -> Iterator[bytes]:
        for number, index, flags, body in _fragments(data):
            if flags & _START:
                self._drop(number)
            message = self._unfinished.setdefault(number, _Unfinished())
            if len(message.parts) != index:
                raise HostileReply("a fragment is out of order")
            self._add(message, body)
            if flags & _END:
                self._drop(number)
                self._allowance.spend_message(message.size)
                yield b"".join(message.parts)

    def _add(self, message: _Unfinished, body: bytes) -> None:
        message.parts.append(body)
        message.size += len(body)
        self._waiting += len(body) + _COST
        if message.size > LONGEST_MESSAGE or self._waiting > MOST_UNFINISHED:
            raise HostileReply("a message does not end")

    def _drop(self, number: int) -> None:
        message = self._unfinished.pop(number, None)
        if message is not None:
            self._waiting -= message.size + len(message.parts) * _COST


def _fragments(data: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """Object, number, flags and content of each fragment."""
    at = 0
    while at < len(data):
        if len(data) - at < _HEADER.size:
            raise HostileReply("a fragment is cut off")
        number, fragment, flags, length = _HEADER.unpack_from(data, at)
        at += _HEADER.size
        if length > len(data) - at:
            raise HostileReply("a fragment is cut off")
        yield number, fragment, flags, data[at : at + length]
        at += length
