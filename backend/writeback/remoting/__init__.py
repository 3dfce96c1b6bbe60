"""PowerShell remoting to the sync server.

The library behind it is loaded with the first connection, in its own thread: importing it takes 0.2 s.
"""

from __future__ import annotations

from collections.abc import Callable

from writeback.domain.connection import Connection
from writeback.domain.secret import Secret
from writeback.domain.target import ServerAddress
from writeback.remoting.readings import powershell
from writeback.remoting.server import RemoteServer

__all__ = ["RemoteServer", "open_server", "powershell"]


async def open_server(
    address: ServerAddress, password: Secret, tell: Callable[[Connection], None] = lambda _state: None
) -> RemoteServer:
    """A server that has taken the sign-in and has the module; close it when done.

    `tell` is told how the connection stands, from this call on and mostly in a thread of its own.

    Raises WritebackError: UnknownHost, ServerUnreachable, CertificateRefused, WrongPassword, ServerTimeout,
    AccessDenied, EndpointMissing, ModuleMissing, UntrustedAnswer.
    """
    server = RemoteServer(address, password, tell=tell)
    try:
        await server.open()
    except BaseException:
        await server.close()
        raise
    return server
