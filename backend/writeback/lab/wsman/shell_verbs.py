"""WSMan actions on whole shells."""

from __future__ import annotations

import base64
import uuid
from typing import Final
from xml.sax.saxutils import escape

from writeback.lab.httpd import Connection
from writeback.lab.wsman.context import Context
from writeback.lab.wsman.shells import Shell
from writeback.lab.wsman.soap import (
    CONFIG,
    ENUMERATION,
    POWERSHELL,
    PREFIXES,
    SHELL,
    TRANSFER,
    Request,
    envelope,
    seconds,
)

DEFAULT_IDLE_TIMEOUT: Final = 7200.0
_STREAM_NAMES: Final = (
    "<rsp:InputStreams>stdin pr</rsp:InputStreams><rsp:OutputStreams>stdout</rsp:OutputStreams>"
)


async def create(context: Context, connection: Connection, request: Request) -> bytes:
    """A new shell under the configuration that the resource URI names."""
    user = connection.user or ""
    runspace = context.runspace(request.resource_uri, user)
    context.shells.check_quota(user)
    wanted = request.child("rsp:Shell")
    shell = Shell(
        (wanted.get("ShellId") or str(uuid.uuid4())).upper(),
        request.resource_uri,
        runspace,
        seconds(wanted.findtext("rsp:IdleTimeOut", "", PREFIXES), DEFAULT_IDLE_TIMEOUT),
        context.report.bug,
    )
    context.shells.add(shell)
    shell.session.receive(base64.b64decode(wanted.findtext("pwsh:creationXml", "", PREFIXES)))
    body = (
        f"<x:ResourceCreated><a:Address>{escape(request.to)}</a:Address><a:ReferenceParameters>"
        f"<w:ResourceURI>{escape(shell.resource_uri)}</w:ResourceURI><w:SelectorSet>"
        f'<w:Selector Name="ShellId">{shell.shell_id}</w:Selector></w:SelectorSet>'
        "</a:ReferenceParameters></x:ResourceCreated>"
    ) + shell.describe(connection.peer_address)
    return envelope(f"{TRANSFER}/CreateResponse", request.message_id, body, "x", "rsp")


async def delete(context: Context, connection: Connection, request: Request) -> bytes:
    """Close a shell with everything that runs in it."""
    await context.shells.close(context.shell(connection, request))
    return envelope(f"{TRANSFER}/DeleteResponse", request.message_id, "")


async def get(context: Context, connection: Connection, request: Request) -> bytes:
    """The state of a shell, or the service's configuration."""
    if request.resource_uri.endswith("/config"):
        size = "<cfg:MaxEnvelopeSizekb>500</cfg:MaxEnvelopeSizekb>"
        body = f'<cfg:Config xmlns:cfg="{CONFIG}">{size}</cfg:Config>'
    else:
        body = context.shell(connection, request).describe(connection.peer_address)
    return envelope(f"{TRANSFER}/GetResponse", request.message_id, body, "x")


async def enumerate_items(context: Context, connection: Connection, request: Request) -> bytes:
    """The user's shells, or the commands of one shell."""
    user = connection.user or ""
    if request.resource_uri.endswith("/Command"):
        selector = request.child(".//w:Selector")
        shell = context.shells.find(user, {"ShellId": selector.text or ""})
        items = "".join(
            f'<rsp:Command xmlns:rsp="{SHELL}" ShellId="{shell.shell_id}">'
            f"<rsp:CommandId>{command_id}</rsp:CommandId></rsp:Command>"
            for command_id in shell.commands
        )
    else:
        items = "".join(shell.describe(connection.peer_address) for shell in context.shells.of(user))
    body = (
        "<n:EnumerateResponse><n:EnumerationContext/>"
        f"<w:Items>{items}</w:Items><w:EndOfSequence/></n:EnumerateResponse>"
    )
    return envelope(f"{ENUMERATION}/EnumerateResponse", request.message_id, body, "n")


async def disconnect(context: Context, connection: Connection, request: Request) -> bytes:
    """The client leaves; the shell and what runs in it live on."""
    shell = context.shell(connection, request)
    shell.connected = False
    shell.session.pool.disconnect()
    return envelope(f"{SHELL}/DisconnectResponse", request.message_id, "", "rsp")


async def reconnect(context: Context, connection: Connection, request: Request) -> bytes:
    """The same client comes back to its shell."""
    shell = context.shell(connection, request)
    shell.connected = True
    shell.session.pool.reopen()
    return envelope(f"{SHELL}/ReconnectResponse", request.message_id, "", "rsp")


async def connect(context: Context, connection: Connection, request: Request) -> bytes:
    """Another client takes over a disconnected shell, or one command of it."""
    shell = context.shell(connection, request)
    wanted = request.child("rsp:Connect")
    body = _STREAM_NAMES
    command_id = wanted.get("CommandId")
    if command_id:
        shell.command(command_id)
    else:
        data = base64.b64decode(wanted.findtext("pwsh:connectXml", "", PREFIXES))
        encoded = base64.b64encode(_take_over(shell, data)).decode()
        body += f'<connectResponseXml xmlns="{POWERSHELL}">{encoded}</connectResponseXml>'
    body = f"<rsp:ConnectResponse>{body}</rsp:ConnectResponse>"
    return envelope(f"{SHELL}/ConnectResponse", request.message_id, body, "x", "rsp")


def _take_over(shell: Shell, data: bytes) -> bytes:
    """All messages for the new client but the last: RunspacePoolState(Opened) is fetched by a Receive."""
    shell.connected = True
    shell.session.pool.connect()
    shell.output.fragments.clear()
    shell.session.receive(data)
    fragments = shell.output.fragments
    return b"".join(fragments.popleft() for _ in range(len(fragments) - 1))
