"""The HTTP server that all services of the lab share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from writeback.lab.httpd import MAX_BODY, Connection, HttpRequest, HttpResponse, HttpServer

Handler = Callable[[Connection, HttpRequest], Awaitable[HttpResponse]]


async def echo(connection: Connection, request: HttpRequest) -> HttpResponse:
    headers = [("X-Query", request.query), ("X-Name", request.headers.get("x-name", ""))]
    return HttpResponse(200, f"{request.method} {request.path} ".encode() + request.body, headers)


@asynccontextmanager
async def client(
    handler: Handler = echo, idle_timeout: float = 5.0
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    async with HttpServer(handler, idle_timeout=idle_timeout).running() as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        yield reader, writer
        writer.close()


def message(method: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"{method} /path?a=b HTTP/1.1", "Host: x", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


async def answer(reader: asyncio.StreamReader, *, has_body: bool = True) -> tuple[str, bytes]:
    """Head and body of one answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = next(int(line[15:]) for line in head.splitlines() if line.startswith("content-length:"))
    return head, await reader.readexactly(length) if has_body else b""


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_every_method_reaches_the_application(method: str) -> None:
    async with client() as (reader, writer):
        writer.write(message(method, b"body", "X-NAME: value"))
        head, body = await answer(reader)
    assert body == f"{method} /path body".encode()
    assert "x-query: a=b" in head
    assert "x-name: value" in head


async def test_a_connection_serves_several_requests() -> None:
    async with client() as (reader, writer):
        writer.write(message("POST", b"1") + message("POST", b"2"))
        assert [(await answer(reader))[1] for _ in range(2)] == [b"POST /path 1", b"POST /path 2"]


async def test_a_head_request_gets_no_body() -> None:
    async with client() as (reader, writer):
        writer.write(message("HEAD") + message("GET"))
        await answer(reader, has_body=False)
        assert (await answer(reader))[1] == b"GET /path "


async def test_a_mistake_of_an_application_is_an_answer() -> None:
    async def broken(connection: Connection, request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    async with client(broken) as (reader, writer):
        writer.write(message("GET"))
        assert (await answer(reader))[0].startswith("http/1.1 500")


async def test_silence_closes_the_connection() -> None:
    async with client(idle_timeout=0.05) as (reader, _):
        assert await reader.read() == b""


async def test_a_body_without_end_closes_the_connection() -> None:
    async with client() as (reader, writer):
        writer.write(f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {MAX_BODY * 2}\r\n\r\n".encode())
        writer.write(b"x" * (MAX_BODY + 100_000))
        with suppress(ConnectionError):  # a reset instead of an end says the same
            assert await reader.read() == b""


async def test_garbage_closes_the_connection() -> None:
    async with client() as (reader, writer):
        writer.write(b"\x16\x03\x01 no http at all\r\n\r\n")
        assert await reader.read() == b""


async def test_an_aborted_connection_gets_no_answer() -> None:
    async def cut(connection: Connection, request: HttpRequest) -> HttpResponse:
        connection.abort()
        return HttpResponse(200)

    async with client(cut) as (reader, writer):
        writer.write(message("GET"))
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await reader.readexactly(1)


async def test_work_is_dropped_when_the_client_leaves() -> None:
    started, dropped = asyncio.Event(), asyncio.Event()

    async def wait_forever(connection: Connection, request: HttpRequest) -> HttpResponse:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            dropped.set()
        return HttpResponse(200)

    async with client(wait_forever) as (_, writer):
        writer.write(message("GET"))
        await started.wait()
        writer.close()
        async with asyncio.timeout(5):
            await dropped.wait()


async def test_a_server_that_refuses_can_listen_again_on_its_port() -> None:
    async with HttpServer(echo).running() as server:
        port = server.port
        server.refuse()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
        await server.start()
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        assert server.port == port
