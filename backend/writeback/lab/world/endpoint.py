"""The writeback service inside the sync server: two hosts, two relays, a heartbeat for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from writeback.lab.world.password_reset_events import log

if TYPE_CHECKING:
    from writeback.lab.world.state import World


def start_steps(world: World) -> list[tuple[float, Callable[[World], None]]]:
    """What a start does, each step with its share of the time it takes; a staging server starts nothing."""
    if world.server.staging:
        return []
    relays = world.server.writeback.namespaces
    return [
        (0.0, _started),
        *((0.2 + 0.05 * number, _host(number)) for number in range(len(relays))),
        *((0.5 + 0.05 * number, _listener(relay)) for number, relay in enumerate(relays)),
        (1.0, _healthy),
    ]


def start(world: World) -> None:
    """All of it at once; nothing happens if the service runs already."""
    if world.server.writeback.service_status != "Started":
        for _, act in start_steps(world):
            act(world)


def stop(world: World) -> None:
    """Heartbeats end; every request of the cloud fails from now on."""
    state = world.server.writeback
    state.generation += 1
    if state.service_status != "Stopped":
        state.service_status = "Stopped"
        log(world, 31016)


def beat_from_now(world: World, first_after: float) -> None:
    """Plan the heartbeats of the present generation."""
    generation = world.server.writeback.generation
    world.after(first_after, lambda: _beat(world, generation))


def _started(world: World) -> None:
    world.server.writeback.service_status = "Started"
    world.server.writeback.generation += 1
    log(world, 31015)


def _host(number: int) -> Callable[[World], None]:
    return lambda world: log(world, 31030, host=str(number))


def _listener(relay: str) -> Callable[[World], None]:
    return lambda world: log(world, 31033, namespace=relay)


def _healthy(world: World) -> None:
    log(world, 31042)
    beat_from_now(world, world.timing.heartbeat_first)


def _beat(world: World, generation: int) -> None:
    state = world.server.writeback
    if generation != state.generation or world.server.services["ADSync"].status != "Running":
        return
    for relay, endpoint in zip(state.namespaces, state.endpoints, strict=True):
        log(world, 31019, namespace=f"{relay}, Endpoint: {endpoint}")
    beat_from_now(world, world.timing.heartbeat_seconds)
