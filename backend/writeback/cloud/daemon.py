"""Blocking work off the event loop, in threads that never hold up the program's exit."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def in_daemon_thread(work: Callable[[], T], name: str) -> T:
    """What `work` returns or raises. Cancelling the wait leaves the thread to end by itself.

    Not `asyncio.to_thread`: at exit the interpreter waits for the threads of that pool.
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()

    def deliver(put: Callable[[], None]) -> None:
        if not outcome.done():
            put()

    def run() -> None:
        put: Callable[[], None]
        try:
            value = work()
        except Exception as error:  # whatever it is, it belongs to the one who waits
            put = _setter(outcome.set_exception, error)
        else:
            put = _setter(outcome.set_result, value)
        with contextlib.suppress(RuntimeError):  # the loop has been closed meanwhile
            loop.call_soon_threadsafe(deliver, put)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await outcome


def _setter(put: Callable[[T], None], value: T) -> Callable[[], None]:
    return lambda: put(value)
