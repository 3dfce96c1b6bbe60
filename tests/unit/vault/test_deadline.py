"""Blocking calls with a deadline: their result, their error, and nobody waits for one that is given up."""

from __future__ import annotations

import asyncio
import threading

import pytest

from writeback.vault.deadline import within


def nothing() -> None:
    """Nothing to abandon."""


async def test_the_result_comes_back() -> None:
    assert await within(5, lambda: 42, nothing) == 42


async def test_the_error_comes_back_even_if_it_is_a_timeout_of_its_own() -> None:
    def failing() -> None:
        raise TimeoutError("of the call itself")

    with pytest.raises(TimeoutError, match="of the call itself"):
        await within(5, failing, nothing)


async def test_at_the_deadline_the_call_is_abandoned() -> None:
    released = threading.Event()
    with pytest.raises(TimeoutError):
        await within(0.01, released.wait, released.set)
    assert released.is_set()


async def test_a_caller_that_is_cancelled_abandons_the_call() -> None:
    released = threading.Event()
    task = asyncio.create_task(within(60, released.wait, released.set))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert released.is_set()


async def test_its_thread_does_not_hold_the_end_of_the_program() -> None:
    assert await within(5, lambda: threading.current_thread().daemon, nothing)
