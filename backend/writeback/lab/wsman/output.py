"""Fragments on their way to the client: one queue for the shell, one for each command."""

from __future__ import annotations

import asyncio
import base64
import struct
from collections import deque
from typing import Final

from psrpcore.types import PSRPMessageType

from writeback.lab.psrp.session import FRAGMENT_HEADER
from writeback.lab.wsman.fault import operation_timed_out
from writeback.lab.wsman.soap import SHELL

_STREAM_OVERHEAD: Final = 150
_ENVELOPE_OVERHEAD: Final = 4096


class OutputQueue:
    """What one Receive target still has to send, and its last answer in case it is asked for again."""

    def __init__(self) -> None:
        self.fragments: deque[bytes] = deque()
        self.finished = False
        self._changed = asyncio.Event()
        self._answer: tuple[str, bytes] | None = None
        self._taken: list[bytes] = []

    def put(self, fragment: bytes) -> None:
        self.fragments.append(fragment)
        self._changed.set()

    def finish(self) -> None:
        """Nothing will follow."""
        self.finished = True
        self._changed.set()

    async def wait(self, seconds: float) -> None:
        """Return when there is something to send.

        Raises:
            Fault: nothing came within the client's OperationTimeout.
        """
        try:
            async with asyncio.timeout(seconds):
                while not self.fragments and not self.finished:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise operation_timed_out() from None

    def answered(self, message_id: str) -> bytes | None:
        """The answer that this very message got before."""
        return self._answer[1] if self._answer is not None and self._answer[0] == message_id else None

    def remember(self, message_id: str, answer: bytes) -> None:
        self._answer = (message_id, answer)

    def take_back(self) -> None:
        """The last answer did not reach the client: its fragments are sent again."""
        self.fragments.extendleft(reversed(self._taken))
        self._taken = []
        self._answer = None

    def take(self, max_envelope: int, command_id: str | None) -> str:
        """As many fragments as one envelope holds, as the content of a ReceiveResponse."""
        self._taken = []
        size = _ENVELOPE_OVERHEAD
        while self.fragments:
            needed = len(self.fragments[0]) * 4 // 3 + _STREAM_OVERHEAD
            alone = command_id is None and _is_pool_state(self.fragments[0])
            if self._taken and (size + needed > max_envelope or alone):
                break
            self._taken.append(self.fragments.popleft())
            size += needed
        attribute = f' CommandId="{command_id}"' if command_id else ""
        body = "".join(
            f'<rsp:Stream Name="stdout"{attribute}>{base64.b64encode(one).decode()}</rsp:Stream>'
            for one in self._taken
        )
        if command_id and self.finished and not self.fragments:
            body += (
                f'<rsp:CommandState CommandId="{command_id}" State="{SHELL}/CommandState/Done">'
                "<rsp:ExitCode>0</rsp:ExitCode></rsp:CommandState>"
            )
        return body


def _is_pool_state(fragment: bytes) -> bool:
    """Windows sends RunspacePoolState(Opened) in an answer of its own."""
    (message_type,) = struct.unpack("<I", fragment[FRAGMENT_HEADER + 4 : FRAGMENT_HEADER + 8])
    return bool(message_type == PSRPMessageType.RunspacePoolState.value)
