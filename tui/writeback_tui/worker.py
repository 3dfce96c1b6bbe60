"""The loop on which the session lives: a thread of its own, so that a change never waits for the terminal.

A terminal that takes no output blocks the event loop that draws. What reads and changes the server runs here
instead, and its news come back as messages, which never wait.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooSlow
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")

CLOSING_SECONDS = 0.6
"""How long the end of the program waits for the session to close when nothing is being changed."""
CHANGE_SECONDS = 120.0
"""How long it waits for the step of a run that is going on; the journal is written by then."""


class Worker:
    """Runs coroutines on its own event loop; started by the first of them."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._change: Future[Any] | None = None

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, name="session", daemon=True)
            self._thread.start()
        return self._loop

    def run(self, work: Coroutine[Any, Any, T]) -> asyncio.Future[T]:
        """The result, awaitable on the caller's loop. Cancelling it cancels the work."""
        return asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self.loop))

    def change(self, work: Coroutine[Any, Any, T]) -> asyncio.Future[T]:
        """As `run`, for a run that changes the server: it goes on whatever becomes of the screen."""
        future = asyncio.run_coroutine_threadsafe(work, self.loop)
        self._change = future
        return asyncio.shield(asyncio.wrap_future(future))

    def tell(self, call: Callable[[], None]) -> None:
        """Calls something of the session on its own loop, without waiting."""
        self.loop.call_soon_threadsafe(call)

    def close(self, last: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        """Waits for a change that is going on, then for `last`, then stops the loop."""
        if self._loop is None or self._thread is None:
            return
        self._settle(self._change, CHANGE_SECONDS)
        if last is not None:
            self._settle(asyncio.run_coroutine_threadsafe(last(), self._loop), CLOSING_SECONDS)
        self._settle(asyncio.run_coroutine_threadsafe(_cancel_others(), self._loop), CLOSING_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(CLOSING_SECONDS)

    @staticmethod
    def _settle(future: Future[Any] | None, seconds: float) -> None:
        # Whatever the session says at the very end, there is nobody left to tell.
        if future is not None:
            with suppress(TooSlow, Exception):
                future.result(seconds)


async def _cancel_others() -> None:
    """Ends every other task of the loop, such as the wait for a sign-in."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
