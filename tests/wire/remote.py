"""Ways to a lab's server for the remoting tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from tests.lab import Lab

from writeback.domain.secret import Secret
from writeback.domain.target import ServerAddress
from writeback.remoting.server import Deadlines, RemoteServer

CONNECTOR = "contoso.onmicrosoft.com - AAD"


def address(lab: Lab, **changes: Any) -> ServerAddress:
    """HTTPS and Negotiate, unless changed."""
    secure = ServerAddress("localhost", lab.username, lab.https_port, ca_file=lab.ca_file)
    return replace(secure, **changes)


def plain_address(lab: Lab) -> ServerAddress:
    """HTTP with message encryption."""
    return address(lab, port=lab.http_port, tls=False)


@asynccontextmanager
async def connected(
    lab: Lab, target: ServerAddress | None = None, deadlines: Deadlines | None = None
) -> AsyncIterator[RemoteServer]:
    """An open server inside the block."""
    server = RemoteServer(target or address(lab), Secret(lab.password), deadlines)
    try:
        await server.open()
        yield server
    finally:
        await server.close()


def count(lab: Lab, what: str) -> int:
    """How many messages of a WSMan verb (or `http`) the lab has had."""
    return int(lab.state()["wsman"]["counts"].get(what, 0))
