"""WSMan actions on the commands of a shell."""

from __future__ import annotations

import base64
import uuid
from typing import Final

from writeback.lab.httpd import Connection
from writeback.lab.wsman import fault
from writeback.lab.wsman.context import Context
from writeback.lab.wsman.soap import PREFIXES, SHELL, Request, envelope

TERMINATE: Final = "terminate"


async def command(context: Context, connection: Connection, request: Request) -> bytes:
    """Start a pipeline; its first fragment is in the arguments."""
    shell = context.shell(connection, request)
    if len(shell.commands) >= context.max_commands:
        raise fault.too_many_commands(context.max_commands)
    line = request.child("rsp:CommandLine")
    command_id = (line.get("CommandId") or str(uuid.uuid4())).upper()
    shell.start_command(command_id, base64.b64decode(line.findtext("rsp:Arguments", "", PREFIXES)))
    body = f"<rsp:CommandResponse><rsp:CommandId>{command_id}</rsp:CommandId></rsp:CommandResponse>"
    return envelope(f"{SHELL}/CommandResponse", request.message_id, body, "x", "rsp")


async def send(context: Context, connection: Connection, request: Request) -> bytes:
    """Further fragments, pipeline input, answers to host calls, public keys."""
    shell = context.shell(connection, request)
    for stream in request.body.findall("rsp:Send/rsp:Stream", PREFIXES):
        command_id = stream.get("CommandId")
        pipeline_id = shell.command(command_id).pipeline_id if command_id else None
        shell.session.receive(base64.b64decode(stream.text or ""), pipeline_id)
    return envelope(f"{SHELL}/SendResponse", request.message_id, "<rsp:SendResponse/>", "x", "rsp")


async def receive(context: Context, connection: Connection, request: Request) -> bytes:
    """A long poll. Asked again with the same message id, it repeats its answer."""
    shell = context.shell(connection, request)
    command_id = (request.child("rsp:Receive/rsp:DesiredStream").get("CommandId") or "").upper()
    queue = shell.command(command_id).output if command_id else shell.output
    repeated = queue.answered(request.message_id)
    if repeated is not None:
        return repeated
    await queue.wait(request.operation_timeout)
    if shell.vanished:
        raise fault.shell_not_found(shell.shell_id)
    content = queue.take(request.max_envelope, command_id or None)
    body = f"<rsp:ReceiveResponse>{content}</rsp:ReceiveResponse>"
    answer = envelope(f"{SHELL}/ReceiveResponse", request.message_id, body, "rsp")
    queue.remember(request.message_id, answer)
    return answer


async def signal(context: Context, connection: Connection, request: Request) -> bytes:
    """Stop a command; Terminate also forgets it, which frees its place in the quota."""
    shell = context.shell(connection, request)
    wanted = request.child("rsp:Signal")
    found = shell.command(wanted.get("CommandId") or "")
    await shell.session.stop_pipeline(found.pipeline_id)
    if wanted.findtext("rsp:Code", "", PREFIXES).casefold().endswith(TERMINATE):
        shell.forget_command(found)
    return envelope(f"{SHELL}/SignalResponse", request.message_id, "<rsp:SignalResponse/>", "x", "rsp")


def undelivered(context: Context, connection: Connection, request: Request) -> None:
    """The answer to a Receive was lost with its connection: what it held is sent again."""
    shell = context.shell(connection, request)
    command_id = request.child("rsp:Receive/rsp:DesiredStream").get("CommandId")
    queue = shell.command(command_id).output if command_id else shell.output
    queue.take_back()
