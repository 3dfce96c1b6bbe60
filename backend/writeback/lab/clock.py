"""Lab time: a clock that starts now and runs faster than the wall clock, or stands still for tests."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta


class Clock:
    """Lab time = start + monotonic seconds x speed + whatever was skipped by `advance`."""

    def __init__(self, start: datetime | None = None, speed: float = 30.0) -> None:
        """`start` must be aware; default is the present moment. `speed` is lab seconds per real second."""
        self.start = start if start is not None else datetime.now(UTC)
        self.speed = speed
        self._skipped = 0.0
        self._origin = time.monotonic()
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        """The lab's present moment, aware, in UTC."""
        return self.start + timedelta(seconds=self._running() + self._skipped)

    def advance(self, seconds: float) -> None:
        """Skip lab time; everybody asleep on this clock looks at it again."""
        self._skipped += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    def real_seconds(self, lab_seconds: float) -> float:
        """How long a client would wait for that much lab time."""
        return lab_seconds / self.speed

    async def sleep(self, lab_seconds: float) -> None:
        """Return when that much lab time has passed, by itself or through `advance`."""
        deadline = self.now() + timedelta(seconds=lab_seconds)
        while (left := (deadline - self.now()).total_seconds()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), self.real_seconds(left))

    def _running(self) -> float:
        return (time.monotonic() - self._origin) * self.speed


class ManualClock(Clock):
    """Moves only when told to: by `advance`, or by whoever sleeps on it (the sleep skips ahead at once)."""

    def __init__(self, start: datetime | None = None, speed: float = 30.0) -> None:
        super().__init__(start if start is not None else datetime(2026, 6, 19, 9, 40, tzinfo=UTC), speed)

    async def sleep(self, lab_seconds: float) -> None:
        """Skip ahead; other tasks get their turn first."""
        await asyncio.sleep(0)
        self.advance(lab_seconds)

    def _running(self) -> float:
        return 0.0
