"""One look at an address, step by step: its name, its port, its certificate, one answer. No secret is ever
sent, nothing is followed, and cancelling closes the connection at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import h11

from writeback.cloud.daemon import in_daemon_thread
from writeback.domain.system_words import in_words
from writeback.domain.texts import _

STEP_SECONDS = 8.0
"""For each of the steps."""
LONGEST_ANSWER = 64 << 10
"""Bytes."""
_PIECE = 16_384


class NoAnswer(Exception):
    """The other end closed, broke the protocol, or sent too much."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one request; names of headers are in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of the header."""
        return tuple(value for key, value in self.headers if key == name)


@dataclass(slots=True)
class Connection:
    """An open connection to `host`, at first without TLS."""

    host: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def secure(self, context: ssl.SSLContext) -> bytes:
        """TLS; gives the certificate that the other end shows (DER). Raises OSError, such as ssl.SSLError."""
        async with asyncio.timeout(STEP_SECONDS):
            await self.writer.start_tls(context, server_hostname=self.host)
        shown = self.writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        return bytes(shown or b"")

    async def ask(
        self, method: str, path: str, host: str = "", headers: Sequence[tuple[str, str]] = ()
    ) -> Answer:
        """One request without a body. Raises NoAnswer, OSError."""
        try:
            async with asyncio.timeout(STEP_SECONDS):
                return await self._ask(method, path, host or self.host, headers)
        except h11.RemoteProtocolError as error:
            raise NoAnswer from error

    async def _ask(self, method: str, path: str, host: str, headers: Sequence[tuple[str, str]]) -> Answer:
        protocol = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_ANSWER)
        request = h11.Request(method=method, target=path, headers=[("Host", host), *headers])
        self.writer.write(protocol.send(request) or b"")
        self.writer.write(protocol.send(h11.EndOfMessage()) or b"")
        await self.writer.drain()
        head, body = await self._head(protocol), bytearray()
        # What a proxy lets through after its answer is not its answer.
        while method != "CONNECT" and isinstance(event := await self._event(protocol), h11.Data):
            body += event.data
            if len(body) > LONGEST_ANSWER:
                raise NoAnswer
        found = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers)
        return Answer(head.status_code, found, bytes(body))

    async def _head(self, protocol: h11.Connection) -> h11.Response:
        while not isinstance(event := await self._event(protocol), h11.Response):
            if not isinstance(event, h11.InformationalResponse):
                raise NoAnswer
        return event

    async def _event(self, protocol: h11.Connection) -> object:
        while (event := protocol.next_event()) is h11.NEED_DATA:
            protocol.receive_data(await self.reader.read(_PIECE))
        return event


async def addresses_of(host: str) -> tuple[str, ...]:
    """The addresses that the name has. Raises OSError, UnicodeError."""
    look = partial(socket.getaddrinfo, host, None, type=socket.SOCK_STREAM)
    async with asyncio.timeout(STEP_SECONDS):
        found = await in_daemon_thread(look, "resolve")
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


@asynccontextmanager
async def connected(host: str, port: int, proxy: str | None) -> AsyncIterator[Connection]:
    """A connection to the host, through the proxy if there is one; cut off at the end.

    Raises OSError, and NoAnswer when the proxy does not let it through.
    """
    near = urlsplit(proxy or "")
    async with asyncio.timeout(STEP_SECONDS):
        at = (near.hostname, near.port) if proxy else (host, port)
        reader, writer = await _open(str(at[0]), int(at[1] or 0))
    connection = Connection(host, reader, writer)
    try:
        if proxy:
            place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            if not 200 <= (await connection.ask("CONNECT", place, place)).status < 300:
                raise NoAnswer
        yield connection
    finally:
        # Nobody waits for a farewell.
        with contextlib.suppress(Exception):
            writer.transport.abort()


async def _open(host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Tries the addresses in turn: asyncio's own look-up would hold up the end of the program."""
    last: OSError = OSError()
    for address in await addresses_of(host):
        try:
            return await asyncio.open_connection(address, port)
        except OSError as error:
            last = error
    raise last


def why(error: BaseException) -> str:
    """A few words of our own; the error's text may be the other end's."""
    if isinstance(error, TimeoutError):
        return _("no answer in time")
    if isinstance(error, ConnectionRefusedError):
        return _("the connection was refused")
    if isinstance(error, ssl.SSLCertVerificationError):
        return _("its certificate is not trusted")
    if isinstance(error, ssl.SSLError | ConnectionError):
        return _("the connection was closed, or something else answers there")
    if isinstance(error, OSError) and error.strerror:
        return in_words(error)
    return _("the answer breaks the protocol")
