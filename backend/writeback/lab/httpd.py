"""A small HTTP/1.1 server on asyncio and h11 that several applications of the lab share.

An application is `async (Connection, HttpRequest) -> HttpResponse`. It is handed the `Connection` too,
because NTLM authenticates the connection and not the request, and because faults cut connections.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any, Final

import h11

MAX_BODY: Final = 8 * 1024 * 1024
READ_SIZE: Final = 65_536
LOOPBACK: Final = "127.0.0.1"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request: `target` as it was sent (path and query), header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer; Content-Length is added by the server."""

    status: int
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)
    raw: AsyncIterator[bytes] | None = None
    """Goes out as it is instead of all the rest, status line included; then the connection is closed."""


class Connection:
    """One TCP connection and what its applications remember about it."""

    def __init__(self, reader: Reader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.peer_address = str(writer.get_extra_info("peername")[0])
        tls = writer.get_extra_info("ssl_object")
        self.is_tls = tls is not None
        self.peer_certificate: bytes | None = tls.getpeercert(binary_form=True) if tls else None
        """What the client showed in TLS, checked there."""
        self.user: str | None = None
        """Who the connection belongs to, once proved."""
        self.handshake: Any = None
        """The security context while its handshake goes on."""
        self.security: Any = None
        """The finished security context: it seals and opens messages."""
        self.aborted = False

    def abort(self) -> None:
        """Cut the connection without a goodbye, as a failing network would."""
        self.aborted = True
        self.writer.transport.abort()


Application = Callable[[Connection, HttpRequest], Awaitable[HttpResponse]]


class Reader(asyncio.StreamReader):
    """A stream reader that says when the peer has left, without anybody reading."""

    def __init__(self) -> None:
        super().__init__(limit=READ_SIZE * 4)
        self.gone = asyncio.Event()

    def feed_eof(self) -> None:
        super().feed_eof()
        self.gone.set()

    def set_exception(self, exc: Exception) -> None:
        super().set_exception(exc)
        self.gone.set()


class HttpServer:
    """Serves one application on one loopback port.

    Args:
        application: what answers the requests.
        port: 0 takes a free one; the real one is in `port` after `start`.
        context: makes it HTTPS.
        idle_timeout: seconds of silence between requests after which the connection is closed.
        server_header: the Server header of every answer; None leaves it out.
        admits: asked for each new connection; False cuts it unread.
    """

    def __init__(
        self,
        application: Application,
        *,
        port: int = 0,
        context: ssl.SSLContext | None = None,
        idle_timeout: float = 120.0,
        server_header: str | None = "Microsoft-HTTPAPI/2.0",
        admits: Callable[[], bool] = lambda: True,
    ) -> None:
        self.application = application
        self.port = port
        self.context = context
        self.idle_timeout = idle_timeout
        self.server_header = server_header
        self.admits = admits
        self.connections: set[Connection] = set()
        self._server: asyncio.Server | None = None
        self._reserved: socket.socket | None = None
        self._return: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen; returns once connections are accepted."""
        loop = asyncio.get_running_loop()

        def protocol() -> asyncio.StreamReaderProtocol:
            return asyncio.StreamReaderProtocol(Reader(), self._accept, loop=loop)

        where = self._reserved or _bound(self.port)
        self._reserved = None
        self._server = await loop.create_server(protocol, sock=where, ssl=self.context)
        self.port = where.getsockname()[1]

    def refuse(self) -> None:
        """Stop listening, so that new connections are refused; the port stays ours for `listen_again`."""
        if self._server is not None:
            self._server.close()
            self._server = None
            self._reserved = _bound(self.port)

    def refuse_for(self, seconds: float) -> None:
        """Nobody listens for so many seconds; counted anew when said again."""
        self.refuse()
        self._forget_return()
        self._return = asyncio.get_running_loop().call_later(seconds, self._come_back)

    async def listen_again(self) -> None:
        """End of `refuse` and `refuse_for`; nothing changes for a port that listens."""
        self._forget_return()
        if self._server is None:
            await self.start()

    async def speak_with(self, context: ssl.SSLContext) -> None:
        """Another certificate or protocol for connections from now on; the present ones stay."""
        self.context = context
        if self._server is not None:
            self.refuse()
            await self.start()

    def cut_all(self, but: Connection | None = None) -> None:
        """Cut every connection, except one."""
        for connection in self.connections - {but}:
            connection.abort()

    def _forget_return(self) -> None:
        if self._return is not None:
            self._return.cancel()
            self._return = None

    def _come_back(self) -> None:
        task = asyncio.ensure_future(self.listen_again())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Stop listening and drop every connection."""
        self._forget_return()
        self.refuse()
        if self._reserved is not None:
            self._reserved.close()
            self._reserved = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[HttpServer]:
        """Started inside the block, stopped after it."""
        await self.start()
        try:
            yield self
        finally:
            await self.stop()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or not isinstance(reader, Reader):
            return
        if not self.admits():
            writer.transport.abort()
            return
        self._tasks.add(task)
        connection = Connection(reader, writer)
        self.connections.add(connection)
        try:
            await self._serve(connection)
        except asyncio.CancelledError:
            pass  # `stop` asked for it; asyncio would log the cancellation of a connection's task
        except (OSError, h11.RemoteProtocolError, h11.LocalProtocolError) as error:
            _log.debug("connection ended: %s", type(error).__name__)
        finally:
            self._tasks.discard(task)
            self.connections.discard(connection)
            writer.close()

    async def _serve(self, connection: Connection) -> None:
        protocol = h11.Connection(h11.SERVER)
        while True:
            request = await _read_request(protocol, connection, self.idle_timeout)
            if request is None:
                return
            response = await _answer_unless_gone(self._answer, connection, request)
            if response is None or connection.aborted:
                return
            if response.raw is not None:
                await _pour(connection, response.raw)
                return
            connection.writer.write(self._encode(protocol, response, request.method))
            await connection.writer.drain()
            if protocol.our_state is h11.MUST_CLOSE:
                return
            protocol.start_next_cycle()

    async def _answer(self, connection: Connection, request: HttpRequest) -> HttpResponse:
        try:
            return await self.application(connection, request)
        except Exception:
            # A bug of an application must reach its client as an answer and the log as a trace.
            _log.exception("%s %s failed", request.method, request.path)
            return HttpResponse(500)

    def _encode(self, protocol: h11.Connection, response: HttpResponse, method: str) -> bytes:
        headers = [*response.headers, ("Content-Length", str(len(response.body)))]
        if all(name.lower() != "date" for name, _ in headers):
            headers.append(("Date", formatdate(usegmt=True)))
        if self.server_header is not None:
            headers.append(("Server", self.server_header))
        events: list[h11.Event] = [h11.Response(status_code=response.status, headers=headers)]
        if method != "HEAD" and response.body:
            events.append(h11.Data(data=response.body))
        events.append(h11.EndOfMessage())
        return b"".join(protocol.send(event) or b"" for event in events)


async def _pour(connection: Connection, pieces: AsyncIterator[bytes]) -> None:
    """Write until there is no more or the client has left; a slow client slows it down."""
    async for piece in pieces:
        connection.writer.write(piece)
        await connection.writer.drain()
        # A turn for the loop: only then does it learn that the peer has left.
        await asyncio.sleep(0)
        if connection.reader.gone.is_set() or connection.writer.is_closing():
            return


def _bound(port: int) -> socket.socket:
    """A loopback socket that nobody can connect to yet."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((LOOPBACK, port))
    except OSError:
        made.close()
        raise
    return made


async def _read_request(
    protocol: h11.Connection, connection: Connection, idle_timeout: float
) -> HttpRequest | None:
    """The next request, or None when the peer left, stayed silent too long or sent too much."""
    head: h11.Request | None = None
    body = bytearray()
    while len(body) <= MAX_BODY:
        event = protocol.next_event()
        if event is h11.NEED_DATA:
            if protocol.they_are_waiting_for_100_continue:
                go_on = h11.InformationalResponse(status_code=100, headers=[])
                connection.writer.write(protocol.send(go_on) or b"")
            try:
                data = await asyncio.wait_for(connection.reader.read(READ_SIZE), idle_timeout)
            except TimeoutError:
                return None
            protocol.receive_data(data)
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            return _request(head, bytes(body))
        else:
            return None
    return None


def _request(head: h11.Request, body: bytes) -> HttpRequest:
    headers = {name.decode("ascii").lower(): value.decode("latin-1") for name, value in head.headers}
    return HttpRequest(head.method.decode("ascii"), head.target.decode("latin-1"), headers, body)


async def _answer_unless_gone(
    application: Application, connection: Connection, request: HttpRequest
) -> HttpResponse | None:
    """Run the application; drop its work when the peer leaves during a long poll."""
    answer = asyncio.ensure_future(application(connection, request))
    gone = asyncio.ensure_future(connection.reader.gone.wait())
    try:
        await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        return await answer if answer.done() else None
    finally:
        gone.cancel()
        if not answer.done():
            answer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await answer
