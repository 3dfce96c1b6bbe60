"""Faults on purpose: what the shared `Faults` record asks of the WSMan service."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

from writeback.lab.httpd import Connection
from writeback.lab.wsman.fault import Fault


class Faults(Protocol):
    """The fields that the service looks at and uses up."""

    drop_receive_after: int | None
    drop_after: dict[str, int]
    drop_before: dict[str, int]
    stall_seconds: float
    http_status: int | None
    fault: dict[str, dict[str, Any]]
    tamper: dict[str, str]
    latency_seconds: float
    refuse_connections: bool


class Dropped(Exception):
    """The connection was cut; there is nobody left to answer."""


def drop(connection: Connection) -> Dropped:
    """Cut the connection; the caller raises the result."""
    connection.abort()
    return Dropped()


def before(faults: Faults, connection: Connection, verb: str, *, of_command: bool) -> None:
    """Act on faults that keep a message from being acted on.

    Raises:
        Dropped: the connection was cut.
        Fault: the scripted answer.
    """
    if verb == "Receive" and of_command and faults.drop_receive_after is not None:
        faults.drop_receive_after = faults.drop_receive_after - 1 if faults.drop_receive_after else None
        if faults.drop_receive_after is None:
            raise drop(connection)
    if _due(faults.drop_before, verb):
        raise drop(connection)
    scripted = faults.fault.pop(verb, None)
    if scripted is not None:
        raise Fault(scripted["code"], scripted.get("subcode", "w:InternalError"), scripted.get("reason", ""))


async def after(faults: Faults, connection: Connection, verb: str) -> None:
    """Hold the answer back, or lose it: the message was acted on all the same.

    Raises:
        Dropped: the connection was cut.
    """
    if _due(faults.drop_after, verb):
        raise drop(connection)
    if faults.stall_seconds:
        await asyncio.sleep(faults.stall_seconds)


def _due(counters: dict[str, int], verb: str) -> bool:
    """Count down the verb's messages; True at the one that was meant, which uses the entry up."""
    if verb not in counters:
        return False
    counters[verb] -= 1
    if counters[verb] > 0:
        return False
    del counters[verb]
    return True
