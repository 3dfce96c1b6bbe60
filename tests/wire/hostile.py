"""A WinRM address with something else behind it: a small HTTP server that misbehaves in a chosen way."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from writeback.lab.certificate import ServerCertificate


class Answer(BaseHTTPRequestHandler):
    """Takes every POST, notes it, and answers in the server's way."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Hostile
    body = b""

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests.append(dict(self.headers))
        with contextlib.suppress(OSError):
            self.server.way(self)

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.do_POST()

    def do_PUT(self) -> None:
        self.do_POST()

    def do_CONNECT(self) -> None:
        """As a proxy: notes the address and passes the bytes on."""
        self.server.requests.append({"CONNECT": self.path})
        host, _, port = self.path.rpartition(":")
        with contextlib.suppress(OSError), socket.create_connection((host, int(port))) as far:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=pump, args=(far, self.connection), daemon=True)
            back.start()
            pump(self.connection, far)
            back.join()
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Keeps the tests' output clean."""


def pump(source: socket.socket, sink: socket.socket) -> None:
    """Passes on what comes until nothing comes any more."""
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


class Hostile(ThreadingHTTPServer):
    """`way` answers; `requests` are the headers of what came."""

    daemon_threads = True

    def __init__(self, way: Callable[[Answer], None]) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.way = way
        self.requests: list[dict[str, str]] = []

    def handle_error(self, *_: Any) -> None:
        """A client that goes away is what these tests are about."""


@contextlib.contextmanager
def hostile_server(
    way: Callable[[Answer], None],
    certificate: ServerCertificate | None = None,
    context: ssl.SSLContext | None = None,
) -> Iterator[Hostile]:
    """Runs inside the block; with a certificate, or a context of its own, it speaks TLS."""
    server = Hostile(way)
    context = context or (certificate.context() if certificate else None)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
