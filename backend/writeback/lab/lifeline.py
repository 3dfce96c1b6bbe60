"""Ends the lab with the process that started it, however that one ends."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

POLL_SECONDS = 0.5


@asynccontextmanager
async def tied_to(pid: int | None, end: Callable[[], None]) -> AsyncIterator[None]:
    """Inside the block, `end` is called once when the process `pid` is gone; with None, never.

    A pidfd tells at once and for any process. The parent-death signal would fire when the *thread* that
    started the lab ends, which in a program with worker threads is long before the program does.
    """
    if pid is None:
        yield
        return
    task = asyncio.create_task(_watch(pid, end))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _watch(pid: int, end: Callable[[], None]) -> None:
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        pass
    except (AttributeError, OSError):  # no pidfd on this system
        await _poll(pid)
    else:
        await _readable(handle)
    end()


async def _readable(handle: int) -> None:
    loop, gone = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(handle, gone.set)
    try:
        await gone.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)


async def _poll(pid: int) -> None:
    with suppress(ProcessLookupError):
        while True:
            os.kill(pid, 0)
            await asyncio.sleep(POLL_SECONDS)
