"""Switching password writeback on and off on the server: effects in lab time, in the order of a real log.

Once begun, a change runs to its end whatever becomes of the client that asked for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from writeback.lab.world import audit, endpoint
from writeback.lab.world.password_reset_events import log, log_engine
from writeback.lab.world.tenant import Initiator

if TYPE_CHECKING:
    from writeback.lab.world.state import World

Step = tuple[float, Callable[["World"], None]]
"""A share of the whole duration, and what happens then."""

LICENCE_TEXT = "Unable to configure password writeback. Ensure you have the required license."
"""The product's own words for several different causes."""


def enable(world: World, initiator: Initiator, *, token_supplied: bool = False) -> float:
    """Onboard; an enabled server is offboarded first. Returns how much lab time it takes."""
    world.server.writeback.changing = True
    lead = 0.0
    if world.server.writeback.enabled:
        lead = world.timing.offboarding_seconds
        _plan(world, [(0.0, _event(31012)), (1.0, _offboarded)], lead)
    _plan(world, _onboarding(world, initiator, token_supplied), world.timing.onboarding_seconds, lead)
    return lead + world.timing.onboarding_seconds


def disable(world: World, initiator: Initiator) -> float:
    """Offboard. Returns how much lab time it takes."""
    world.server.writeback.changing = True
    steps: list[Step] = [
        (0.0, _event(31012)),
        (0.7, _offboarded),
        (0.7, lambda world: audit.record_late(world, audit.DISABLED, initiator)),
        (1.0, _changed),
    ]
    _plan(world, steps, world.timing.offboarding_seconds)
    return world.timing.offboarding_seconds


def roll_keys(world: World) -> None:
    """Replace the key pair of an enabled server."""
    log(world, 31057)
    _new_key_id(world)
    log(world, 31058)
    world.server.writeback.modified = world.moment


def refuse_sign_in(world: World, *, offboarding: bool = False) -> None:
    """The log of a change that ended at the cloud's sign-in."""
    log(world, 31012 if offboarding else 31004)
    log(world, 31051)
    log(world, 32009)
    if offboarding:
        log(world, 31014)


def refuse_onboarding(world: World) -> None:
    """The log of an onboarding that the cloud refused, or that never reached it."""
    log(world, 31004)
    log(world, 31051)
    match world.server.writeback.onboarding_fault:
        case "connectivity":
            log(world, 32002)
        case "clock":
            log_engine(
                world, 6306, "The server encountered an unexpected error while performing an operation."
            )
            log(world, 32001)
        case _:
            log(world, 31017)
    log(world, 32011)


def _onboarding(world: World, initiator: Initiator, token_supplied: bool) -> list[Step]:
    return [
        (0.0, _event(31004)),
        (0.04, _event(31052 if token_supplied else 31051)),
        (0.12, _event(31017)),
        (0.40, _new_key),
        (0.75, partial(_onboarded, initiator=initiator)),
        *((0.80 + 0.20 * share, act) for share, act in endpoint.start_steps(world)),
        (1.0, _changed),
    ]


def _event(event_id: int) -> Callable[[World], None]:
    return lambda world: log(world, event_id)


def _plan(world: World, steps: Iterable[Step], seconds: float, lead: float = 0.0) -> None:
    for share, act in steps:
        world.after(lead + share * seconds, partial(act, world))


def _new_key(world: World) -> None:
    _new_key_id(world)
    world.server.writeback.onboardings += 1
    log(world, 31018)


def _new_key_id(world: World) -> None:
    world.server.writeback.key_id = str(world.guid())


def _onboarded(world: World, initiator: Initiator) -> None:
    state = world.server.writeback
    state.enabled = True
    state.modified = world.moment
    state.onboarding = "NotRequired"
    _introduce(world)
    log(world, 31005)
    audit.record_late(world, audit.ENABLED, initiator)


def _introduce(world: World) -> None:
    """The tenant's policy object comes into being when its server is onboarded for the first time."""
    same = world.server.aad_connector.tenant_domain == world.tenant.initial_domain
    if same and world.tenant.switches.object_id is None:
        world.tenant.switches.object_id = str(world.guid())


def _offboarded(world: World) -> None:
    state = world.server.writeback
    state.enabled = False
    state.offboardings += 1
    state.modified = world.moment
    state.onboarding = "Must"
    log(world, 31013)
    endpoint.stop(world)


def _changed(world: World) -> None:
    world.server.writeback.changing = False
