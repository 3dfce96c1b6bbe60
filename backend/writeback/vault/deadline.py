"""Blocking calls in a daemon thread of their own, given up after a deadline.

Not in the loop's pool: the interpreter's end waits for the pool's threads, and a stuck D-Bus service would
then hold it for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar, cast

T = TypeVar("T")


async def within(seconds: float, call: Callable[[], T], abandon: Callable[[], None]) -> T:
    """The call's result or exception; `abandon` ends a call whose result nobody waits for any more.

    Raises TimeoutError at the deadline.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is None:
            future.set_result(cast(T, result))
        else:
            future.set_exception(error)

    def work() -> None:
        result, failure = None, None
        try:
            result = call()
        except BaseException as error:  # it belongs to the one who waits, whatever it is
            failure = error
        # A loop that is closed by now waits for nothing.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, result, failure)

    threading.Thread(target=work, name="vault", daemon=True).start()
    try:
        await asyncio.wait({future}, timeout=seconds)
    finally:
        if not future.done():
            future.cancel()
            abandon()
    if future.cancelled():
        raise TimeoutError
    return future.result()
