"""The loop on which the session lives: a thread of its own, so that a change never waits for the terminal.

A terminal that takes no output blocks the event loop that draws. What reads and changes the server runs here
instead, and its news come back as messages, which never wait.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as TooSlow
from contextlib import suppress
from typing import Any, TypeVar

from writeback_tui.crash import Mishaps

T = TypeVar("T")

CLOSING_SECONDS = 0.6
"""How long the end of the program waits for the session to close; a change is waited for without a limit."""


class Worker:
    """Runs coroutines on its own event loop; started by the first of them."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._changes: list[Future[Any]] = []
        self.mishaps = Mishaps()
        """What went wrong on the session's loop with nobody waiting for it."""

    @property
    def is_changing(self) -> bool:
        """Whether a change is going on, on the screen or without it."""
        return any(not change.done() for change in self._changes)

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._loop.set_exception_handler(self.mishaps.of_loop)
            self._thread = threading.Thread(target=self._loop.run_forever, name="session", daemon=True)
            self._thread.start()
        return self._loop

    def run(self, work: Coroutine[Any, Any, T]) -> asyncio.Future[T]:
        """The result, awaitable on the caller's loop. Cancelling it cancels the work."""
        return asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self.loop))

    def change(self, work: Coroutine[Any, Any, T]) -> asyncio.Future[T]:
        """As `run`, for a run that changes the server: it goes on whatever becomes of the screen."""
        future = asyncio.run_coroutine_threadsafe(work, self.loop)
        self._changes = [change for change in self._changes if not change.done()] + [future]
        return asyncio.shield(asyncio.wrap_future(future))

    def tell(self, call: Callable[[], None]) -> None:
        """Calls something of the session on its own loop, without waiting."""
        self.loop.call_soon_threadsafe(call)

    def close(self, last: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        """Waits for changes that are going on, however long, then for `last`, then stops the loop."""
        if self._loop is None or self._thread is None:
            return
        for change in self._changes:
            while not change.done():
                self._settle(change, None)
        deadline = time.monotonic() + CLOSING_SECONDS
        if last is not None:
            self._settle(asyncio.run_coroutine_threadsafe(last(), self._loop), deadline)
        self._settle(asyncio.run_coroutine_threadsafe(_cancel_others(), self._loop), deadline)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(max(0.0, deadline - time.monotonic()))

    @staticmethod
    def _settle(future: Future[Any], deadline: float | None) -> None:
        # Whatever the session says at the very end, there is nobody left to tell.
        with suppress(TooSlow, CancelledError, Exception):
            future.result(None if deadline is None else max(0.0, deadline - time.monotonic()))


async def _cancel_others() -> None:
    """Ends every other task of the loop, such as the wait for a sign-in."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
