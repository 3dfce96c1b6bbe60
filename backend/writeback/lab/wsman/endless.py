"""A Receive that always has more: small outputs without end, or a message that never gets complete."""

from __future__ import annotations

import base64
import struct
from itertools import count
from typing import Final

from writeback.lab.wsman.shells import Shell, ShellCommand
from writeback.lab.wsman.soap import SHELL, Request, envelope

KINDS: Final = ("outputs", "fragments")
OUTPUTS: Final = 200
"""Messages in one answer."""
BLOB: Final = b"\x00" * 32_000
_OUTPUT: Final = 0x00041004
_TO_CLIENT: Final = 1
_START: Final = 1
_WHOLE: Final = 3
_MARK: Final = b"\xef\xbb\xbf"
_numbers = count(1 << 40)
"""Object ids that no honest message has."""


def answer(kind: str, shell: Shell, command: ShellCommand, request: Request) -> bytes:
    """The envelope of one more Receive, at once."""
    fragments = _outputs(shell, command) if kind == "outputs" else [_unfinished(command)]
    body = "".join(
        f'<rsp:Stream Name="stdout" CommandId="{command.command_id}">{base64.b64encode(one).decode()}'
        "</rsp:Stream>"
        for one in fragments
    )
    response = f"<rsp:ReceiveResponse>{body}</rsp:ReceiveResponse>"
    return envelope(f"{SHELL}/ReceiveResponse", request.message_id, response, "rsp")


def _outputs(shell: Shell, command: ShellCommand) -> list[bytes]:
    ids = shell.session.pool_id.bytes_le + command.pipeline_id.bytes_le
    data = struct.pack("<II", _TO_CLIENT, _OUTPUT) + ids + _MARK + b"<S>more</S>"
    return [_fragment(next(_numbers), 0, _WHOLE, data) for _ in range(OUTPUTS)]


def _unfinished(command: ShellCommand) -> bytes:
    """The next fragment of the command's one message that never ends."""
    number, command.unfinished = command.unfinished, command.unfinished + 1
    return _fragment(1 << 50, number, _START if number == 0 else 0, BLOB)


def _fragment(object_id: int, number: int, flags: int, data: bytes) -> bytes:
    return struct.pack(">QQBI", object_id, number, flags, len(data)) + data
