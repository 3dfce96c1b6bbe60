"""Answers written to the wire piece by piece: hundreds of megabytes, or a byte now and then.

Nothing of them is ever held in memory as a whole, and each ends when its client leaves.
"""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import Final

from writeback.lab.httpd import HttpResponse

FLOOD: Final = 300 * 1024 * 1024
"""Bytes of a body that is too large for anybody."""
PIECE: Final = 64 * 1024
BLOCK: Final = 1024 * 1024
DRIP_SECONDS: Final = 0.25
_GZIP_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK: Final = b"\x03\x00"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a streamed answer looks like: `head` and `tail` with `filler` between them, as often as needed."""

    status: int
    content_type: str
    head: bytes = b""
    filler: bytes = b" "
    tail: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)
    whole: bytes = b""
    """The honest body, for answers that are only slow."""


def streamed(kind: str, shape: Shape, pause: float = DRIP_SECONDS) -> HttpResponse:
    """The answer that `kind` names, one of `KINDS`; `pause` is the time between two bytes of a slow one."""
    return HttpResponse(shape.status, raw=_KINDS[kind](shape, pause))


async def _slow_header(shape: Shape, pause: float) -> AsyncIterator[bytes]:
    """A header that never ends."""
    yield _start(shape, []).removesuffix(b"\r\n") + b"X-Slow: "
    while True:
        yield b"~"
        await asyncio.sleep(pause)


async def _slow_body(shape: Shape, pause: float) -> AsyncIterator[bytes]:
    """The honest answer, byte by byte."""
    yield _start(shape, [("Content-Length", str(len(shape.whole)))])
    for number in range(len(shape.whole)):
        yield shape.whole[number : number + 1]
        await asyncio.sleep(pause)


async def _flood(shape: Shape, pause: float) -> AsyncIterator[bytes]:
    """A body whose length is told beforehand."""
    yield _start(shape, [("Content-Length", str(FLOOD))])
    yield shape.head
    left = FLOOD - len(shape.head) - len(shape.tail)
    for piece in _pieces(shape.filler, left):
        yield piece
    yield shape.tail


async def _flood_chunked(shape: Shape, pause: float) -> AsyncIterator[bytes]:
    """The same without a length."""
    yield _start(shape, [("Transfer-Encoding", "chunked")])
    for piece in (shape.head, *_pieces(shape.filler, FLOOD), shape.tail):
        if piece:
            yield b"%x\r\n%s\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


async def _gzip_bomb(shape: Shape, pause: float) -> AsyncIterator[bytes]:
    """A third of a megabyte that unpacks to 300."""
    yield _start(shape, [("Content-Encoding", "gzip")])
    yield _GZIP_HEAD + _packed(shape.head)
    sum_so_far = zlib.crc32(shape.head)
    for _ in range(FLOOD // BLOCK):
        sum_so_far = zlib.crc32(shape.filler * BLOCK, sum_so_far)
        yield _packed(shape.filler * BLOCK)
    sum_so_far = zlib.crc32(shape.tail, sum_so_far)
    size = len(shape.head) + FLOOD + len(shape.tail)
    yield _packed(shape.tail) + _LAST_BLOCK + struct.pack("<II", sum_so_far, size)


@cache
def _packed(data: bytes) -> bytes:
    """A deflated block that stands alone, so that it can be repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


def _pieces(filler: bytes, size: int) -> Iterable[bytes]:
    piece = filler * PIECE
    for _ in range(size // PIECE):
        yield piece
    yield filler * (size % PIECE)


def _start(shape: Shape, headers: list[tuple[str, str]]) -> bytes:
    lines = [f"HTTP/1.1 {shape.status} {HTTPStatus(shape.status).phrase}"]
    own = [("Content-Type", shape.content_type), ("Connection", "close")]
    every = [*own, *shape.headers, *headers]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in every), "", ""]).encode("latin-1")


_KINDS: Final[dict[str, Callable[[Shape, float], AsyncIterator[bytes]]]] = {
    "slow-header": _slow_header,
    "slow-body": _slow_body,
    "flood": _flood,
    "flood-chunked": _flood_chunked,
    "gzip-bomb": _gzip_bomb,
}
KINDS: Final = tuple(_KINDS)
REDIRECTS: Final = {f"redirect-{status}": status for status in (301, 302, 303, 307, 308)}
"""Kind -> status of an answer that sends the client elsewhere."""
