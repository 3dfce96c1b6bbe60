"""The thread that owns a connection: order, deadlines, cancelling, being left behind."""

from __future__ import annotations

import asyncio
import threading

import pytest

from writeback.remoting.owner import Abandoned, Owner, Ticket


async def test_jobs_run_one_after_another_in_one_daemon_thread() -> None:
    owner = Owner("test", lambda: None, lambda: None)

    first, second = await asyncio.gather(
        owner.call(lambda _: threading.current_thread(), 5),
        owner.call(lambda _: threading.current_thread(), 5),
    )

    assert first is second
    assert first.daemon
    owner.retire()


async def test_what_a_job_raises_reaches_who_waits() -> None:
    owner = Owner("test", lambda: None, lambda: None)

    def fail(_: Ticket) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await owner.call(fail, 5)
    owner.retire()


async def test_cancelling_returns_at_once_and_tells_the_job_to_stop() -> None:
    owner, begun, told = Owner("test", lambda: None, lambda: None), asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def work(ticket: Ticket) -> None:
        loop.call_soon_threadsafe(begun.set)
        ticket.stop.wait(5)
        told.set()

    waiting = asyncio.create_task(owner.call(work, 60))
    await begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert await asyncio.to_thread(told.wait, 5)
    owner.retire()


async def test_a_job_that_was_cancelled_in_the_queue_is_never_begun() -> None:
    owner, go = Owner("test", lambda: None, lambda: None), threading.Event()
    begun: list[str] = []
    first = asyncio.create_task(owner.call(lambda _: go.wait(5), 5))
    second = asyncio.create_task(owner.call(lambda _: begun.append("second"), 5))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    go.set()
    await first
    await owner.call(lambda _: begun.append("third"), 5)

    assert begun == ["third"]
    owner.retire()


async def test_a_thread_that_does_not_come_back_is_left_behind() -> None:
    owner, go = Owner("test", lambda: None, lambda: None), threading.Event()

    def hang(ticket: Ticket) -> None:
        ticket.sent = True
        go.wait(5)

    with pytest.raises(Abandoned) as left:
        await owner.call(hang, 0.01, grace=0.01)

    assert left.value.sent
    assert owner.is_retired
    go.set()


async def test_an_idle_owner_keeps_its_connection_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("writeback.remoting.owner.IDLE_SECONDS", 0.01)
    monkeypatch.setattr("writeback.remoting.owner.BREATH_SECONDS", 0.01)
    kept = threading.Event()
    owner = Owner("test", lambda: None, kept.set)

    await owner.call(lambda _: None, 5)

    assert await asyncio.to_thread(kept.wait, 5)
    owner.retire()


async def test_what_can_wait_is_done_once_nobody_waits_and_only_then() -> None:
    told: list[str] = []
    tidied = threading.Event()

    def tidy() -> None:
        told.append("tidied")
        tidied.set()

    owner = Owner("test", tidy, lambda: told.append("idle"))
    jobs = (owner.call(lambda _, name=name: told.append(name), 5) for name in ("first", "second"))
    await asyncio.gather(*jobs)

    assert await asyncio.to_thread(tidied.wait, 5)
    assert told == ["first", "second", "tidied"]
    owner.retire()
