"""Faults on purpose: what the shared `Faults` record asks of the WSMan service."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final, Protocol

from writeback.lab.faults import due
from writeback.lab.httpd import Connection
from writeback.lab.wsman.fault import Fault

ANY: Final = "*"
"""Stands for every verb."""


class Faults(Protocol):
    """The fields that the service looks at and uses up."""

    drop_receive_after: int | None
    drop_after: dict[str, int]
    drop_before: dict[str, int]
    stall_seconds: float
    http_status: int | None
    fault: dict[str, dict[str, Any]]
    tamper: dict[str, str]
    endless: str
    redirect_to: str
    drip_seconds: float
    latency_seconds: float
    refuse_connections: bool
    drop_at: dict[str, Any]
    at: dict[str, Any]
    shells_vanish: bool
    offer: str
    channel_binding: str
    refuse_next: int
    refuse_seconds: float
    reboot_seconds: float

    def update(self, changes: Mapping[str, Any]) -> None: ...


class Dropped(Exception):
    """The connection was cut; there is nobody left to answer."""


def drop(connection: Connection) -> Dropped:
    """Cut the connection; the caller raises the result."""
    connection.abort()
    return Dropped()


def arrive(faults: Faults) -> Mapping[str, Any]:
    """Count a message for the faults that wait for their turn; `at` sets its own now.

    Returns the faults to set once the message was acted on.
    """
    late: Mapping[str, Any] = {}
    if due(faults.at):
        order, faults.at = faults.at, {}
        if order.get("when") == "after":
            late = order["faults"]
        else:
            faults.update(order["faults"])
    if due(faults.drop_at):
        when, faults.drop_at = faults.drop_at.get("when", "before"), {}
        faults.update({f"drop_{when}": {ANY: 1}})
    return late


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
    for name in (verb, ANY):
        if name in counters:
            counters[name] -= 1
            if counters[name] <= 0:
                del counters[name]
                return True
    return False
