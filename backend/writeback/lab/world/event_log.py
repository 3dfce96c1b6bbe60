"""The server's Windows event log, as far as this trade reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from itertools import count

PASSWORD_RESET_SERVICE = "PasswordResetService"  # noqa: S105 - an event provider
ADSYNC = "ADSync"
DIRECTORY_SYNCHRONIZATION = "Directory Synchronization"


class Level(IntEnum):
    """Windows' standard levels."""

    ERROR = 2
    WARNING = 3
    INFORMATION = 4


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One event. `properties` are its insertion strings: what survives any display language."""

    id: int
    provider: str
    level: Level
    time: datetime
    message: str
    properties: tuple[str, ...] = ()
    log: str = "Application"
    record_id: int = 0


@dataclass(slots=True)
class EventLog:
    """Append only; oldest first."""

    events: list[LogEvent] = field(default_factory=list)
    graffiti: str = ""
    """Stands behind every message."""
    _record_ids: count[int] = field(default_factory=lambda: count(41_207))

    def write(
        self,
        id: int,
        provider: str,
        time: datetime,
        message: str,
        *,
        level: Level = Level.INFORMATION,
        properties: tuple[str, ...] = (),
        log: str = "Application",
    ) -> LogEvent:
        """Append an event; the message is its only property unless others are given."""
        message += self.graffiti
        event = LogEvent(
            id, provider, level, time, message, properties or (message,), log, next(self._record_ids)
        )
        self.events.append(event)
        return event

    def find(
        self,
        *,
        logs: Iterable[str] = (),
        providers: Iterable[str] = (),
        ids: Iterable[int] = (),
        levels: Iterable[int] = (),
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> list[LogEvent]:
        """Newest first, like Get-WinEvent; an empty condition lets everything through."""
        named = {name.lower() for name in logs}, {name.lower() for name in providers}
        numbered = set(ids), set(levels)
        return [
            event
            for event in sorted(self.events, key=lambda e: (e.time, e.record_id), reverse=True)
            if (not named[0] or event.log.lower() in named[0])
            and (not named[1] or event.provider.lower() in named[1])
            and (not numbered[0] or event.id in numbered[0])
            and (not numbered[1] or event.level in numbered[1])
            and (start is None or event.time >= start)
            and (end is None or event.time <= end)
        ]

    @property
    def logs(self) -> set[str]:
        """Names of the logs that exist on this machine."""
        return {"Application", "System", "Security"}
