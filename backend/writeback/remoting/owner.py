"""One thread owns everything of one server's connection: the library is synchronous and not thread-safe.

The asyncio side owns the deadlines, because nothing else bounds a server that drips its answer. A thread
that does not come back is left behind; it is a daemon, so it holds nobody up at exit.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeVar

T = TypeVar("T")

GRACE_SECONDS = 5.0
"""What the thread gets after a deadline to stop its pipeline and say so."""
BREATH_SECONDS = 0.3
"""Without a new job for so long, what can wait is done."""
IDLE_SECONDS = 60.0
"""Between two calls of `idle`; servers close a connection that is idle for 120 s (remoting.md, 2.5)."""


class Overdue(Exception):
    """The deadline of a job has passed."""


class Stopped(Exception):
    """Nobody waits for the job any more."""


@dataclass(slots=True)
class Ticket:
    """What a job and whoever waits for it share."""

    end: float
    """On the monotonic clock."""
    stop: threading.Event = field(default_factory=threading.Event)
    sent: bool = False
    """A command that changes something is on its way, or has been."""

    @classmethod
    def lasting(cls, seconds: float) -> Ticket:
        return cls(monotonic() + seconds)

    @property
    def is_overdue(self) -> bool:
        return monotonic() > self.end

    def check(self) -> None:
        """Raises Stopped or Overdue when a read has no reason to go on."""
        if self.stop.is_set():
            raise Stopped
        if self.is_overdue:
            raise Overdue


class Abandoned(Exception):
    """The thread did not come back; `sent` as on its ticket."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__()
        self.sent = ticket.sent


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[Ticket], Any]
    ticket: Ticket
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[Any]

    def run(self) -> None:
        # A job that nobody waits for is not begun, above all no write.
        if self.ticket.stop.is_set():
            return
        try:
            result = self.work(self.ticket)
        except BaseException as error:
            self._tell(self._fail, error)
        else:
            self._tell(self._succeed, result)

    def _tell(self, settle: Callable[[Any], None], value: object) -> None:
        # The loop is closed when the program ends while the thread works.
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(settle, value)

    def _succeed(self, result: object) -> None:
        if not self.done.done():
            self.done.set_result(result)

    def _fail(self, error: BaseException) -> None:
        if not self.done.done():
            self.done.set_exception(error)


class Owner:
    """Runs jobs one after another in a thread of its own, which starts with the first job.

    `tidy` runs in that thread soon after the last of several jobs, `idle` whenever there was none for
    IDLE_SECONDS; they must not raise.
    """

    def __init__(self, name: str, tidy: Callable[[], None], idle: Callable[[], None]) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._tidy, self._idle = tidy, idle
        self.is_retired = False

    async def call(self, work: Callable[[Ticket], T], seconds: float, *, grace: float = GRACE_SECONDS) -> T:
        """The result of `work`, which is to end within `seconds` or by its ticket's word.

        Raises what `work` raises; Abandoned when it has not ended `grace` after the deadline: then the
        owner is retired. Cancelling returns at once and sets the ticket's stop.
        """
        loop = asyncio.get_running_loop()
        ticket, done = Ticket.lasting(seconds), loop.create_future()
        self._jobs.put(_Job(work, ticket, loop, done))
        if self._thread.ident is None:
            self._thread.start()
        try:
            finished, _ = await asyncio.wait([done], timeout=seconds + grace)
            if not finished:
                self.retire()
                raise Abandoned(ticket)
            result: T = done.result()
            return result
        finally:
            ticket.stop.set()
            done.cancel()

    def retire(self) -> None:
        """Ends the thread after the job that it is at."""
        self.is_retired = True
        self._jobs.put(None)

    def _serve(self) -> None:
        is_tidy = True
        while not self.is_retired:
            try:
                job = self._jobs.get(timeout=IDLE_SECONDS if is_tidy else BREATH_SECONDS)
            except queue.Empty:
                (self._idle if is_tidy else self._tidy)()
                is_tidy = True
                continue
            if job is None:
                return
            job.run()
            is_tidy = False
