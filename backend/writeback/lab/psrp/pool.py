"""psrpcore's server objects with their differences to Windows evened out.

psrpcore 0.3.1 is pinned, because private parts are used here; nothing outside this module touches them.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, Final

from psrpcore import ServerPipeline, ServerRunspacePool, StreamType
from psrpcore.types import ErrorRecord, PSInvocationState, PSRPMessageType, RunspacePoolState, _serializer

MESSAGE_HEADER: Final = 40
POOL_ID: Final = slice(8, 24)
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
MICROSECOND: Final = timedelta(microseconds=1)


def iso_duration(value: timedelta) -> str:
    """A TimeSpan as Windows writes it; psrpcore's own writer turns 30 seconds into 3."""
    micros = abs(value) // MICROSECOND
    seconds, fraction = divmod(micros, 1_000_000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    second_text = f"{second}.{fraction:06}".rstrip("0") if fraction else str(second)
    time = (
        (f"{hour}H" if hour else "")
        + (f"{minute}M" if minute else "")
        + (f"{second_text}S" if second or fraction else "")
    )
    if not time and not days:
        time = "0S"
    sign = "-" if value < timedelta() else ""
    return f"{sign}P{f'{days}D' if days else ''}{f'T{time}' if time else ''}"


_serializer._serialize_duration = iso_duration


def encoded(text: str) -> str:
    """A text for `PSObject.to_string`: control characters as `_x001B_`, which psrpcore forgets there."""
    return str(_serializer._serialize_string(text))


class LabRunspacePool(ServerRunspacePool):  # type: ignore[misc]
    """psrpcore's pool, speaking as Windows does."""

    def _process_message(self, message: Any) -> Any:
        # Clients write the property "CI"; psrpcore looks for "ci" and is case-sensitive.
        message._data = bytearray(bytes(message.data).replace(b'<I64 N="CI">', b'<I64 N="ci">'))
        return super()._process_message(message)

    def _process_SessionCapability(self, event: Any) -> None:  # noqa: N802 - psrpcore's name
        connecting = self.state == RunspacePoolState.Connecting
        super()._process_SessionCapability(event)
        if connecting:
            # psrpcore answers capabilities only at the first opening; who takes over needs them too.
            self.prepare_message(self.our_capability)

    def prepare_message(
        self,
        message: Any,
        message_type: Any = None,
        pipeline_id: uuid.UUID | None = None,
        stream_type: Any = StreamType.default,
    ) -> None:
        """Queue a message for the client."""
        super().prepare_message(message, message_type, pipeline_id, stream_type)
        outgoing = self._send_buffer[-1]
        # Windows starts the CLIXML of every message with a byte order mark.
        if len(outgoing._data) > MESSAGE_HEADER:
            outgoing._data[MESSAGE_HEADER:MESSAGE_HEADER] = BYTE_ORDER_MARK
        # Windows sends its capabilities and the session key with an empty runspace pool id.
        if outgoing.message_type in (PSRPMessageType.EncryptedSessionKey, PSRPMessageType.SessionCapability):
            outgoing._data[POOL_ID] = bytes(16)

    def connect(self) -> None:
        """Another client takes over; message numbers go on, because output is still queued."""
        count: int = vars(self)["_fragment_count"]
        super().connect()
        self._fragment_count = count

    def reopen(self) -> None:
        """The client that disconnected came back; Windows says nothing about it."""
        self.state = RunspacePoolState.Opened


class LabPipeline(ServerPipeline):  # type: ignore[misc]
    """psrpcore's pipeline with the ends it lacks."""

    def begin(self) -> None:
        """Running, without the state message that psrpcore would send and Windows does not."""
        self._change_state(PSInvocationState.Running, emit=False)

    def fail(self, record: ErrorRecord) -> None:
        """End as Failed with this error; psrpcore has no public way."""
        self._change_state(PSInvocationState.Failed, error=record)

    def end_stopped(self) -> None:
        """End as Stopped."""
        self._change_state(PSInvocationState.Stopping, emit=False)
        self.stop()
