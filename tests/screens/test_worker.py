"""The session's own loop: results come back, a cancelled wait ends, a change goes on."""

from __future__ import annotations

import asyncio
import threading

import pytest

from writeback_tui.worker import Worker


async def test_work_runs_in_a_thread_of_its_own() -> None:
    worker = Worker()

    async def where() -> int:
        return threading.get_ident()

    assert await worker.run(where()) != threading.get_ident()
    worker.close()


async def test_an_error_of_the_work_reaches_whoever_waits() -> None:
    worker = Worker()

    async def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await worker.run(fail())
    worker.close()


async def test_cancelling_the_wait_cancels_the_work() -> None:
    worker, ended = Worker(), threading.Event()

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    waiting = worker.run(endless())
    await worker.run(asyncio.sleep(0))
    waiting.cancel()
    assert await asyncio.to_thread(ended.wait, 5)
    worker.close()


async def test_a_change_goes_on_when_nobody_waits_for_it_any_more() -> None:
    worker, may_end, ended = Worker(), asyncio.Event(), threading.Event()

    async def change() -> None:
        await may_end.wait()
        ended.set()

    waiting = worker.change(change())
    await worker.run(asyncio.sleep(0))
    waiting.cancel()
    worker.tell(may_end.set)
    assert await asyncio.to_thread(ended.wait, 5)
    worker.close()


async def test_the_end_waits_for_a_change_and_then_closes() -> None:
    worker, done = Worker(), []

    async def change() -> None:
        await asyncio.sleep(0)
        done.append("change")

    async def close() -> None:
        done.append("close")

    waiting = worker.change(change())
    await asyncio.to_thread(worker.close, close)
    assert done == ["change", "close"]
    waiting.cancel()
