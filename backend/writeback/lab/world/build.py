"""Makes a world from a scenario's tables."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from writeback.lab.clock import Clock
from writeback.lab.scenarios.loader import Scenario, load_scenario
from writeback.lab.world import endpoint, history
from writeback.lab.world.build_server import build_server
from writeback.lab.world.build_tenant import build_forest, build_tenant
from writeback.lab.world.scheduler import PolicyType
from writeback.lab.world.state import World
from writeback.lab.world.writeback import Timing


def _generated() -> str:
    # The fixed tail satisfies every complexity rule; the rest is what makes it a secret.
    return f"{secrets.token_urlsafe(12)}aA1!"


@dataclass(frozen=True, slots=True)
class Passwords:
    """One password for the server's users, one for the people of the tenant; fresh unless given."""

    server: str = field(default_factory=_generated, repr=False)
    cloud: str = field(default_factory=_generated, repr=False)


def build(
    scenario: Scenario | str = "contoso",
    clock: Clock | None = None,
    *,
    seed: int = 1,
    passwords: Passwords | None = None,
    folder: Path | None = None,
) -> World:
    """The scenario's world at `clock`'s present moment; the same seed gives the same identifiers.

    KeyError for an unknown scenario, or for a table that misses a key.
    """
    scenario = load_scenario(scenario) if isinstance(scenario, str) else scenario
    clock = clock or Clock()
    passwords = passwords or Passwords()
    rng = random.Random(seed)
    now, settings = clock.now(), scenario.settings
    forest = build_forest(settings, now, rng)
    world = World(
        scenario,
        clock,
        server=build_server(settings, forest, now, rng, passwords.server),
        tenant=build_tenant(settings, now, passwords.cloud),
        forest=forest,
        timing=Timing(**settings["timing"]),
        rng=rng,
        folder=folder,
    )
    _name(world)
    history.write(world)
    _begin(world)
    return world


def _begin(world: World) -> None:
    """What is under way when the lab opens."""
    cycle = world.scenario.settings["cycle"]
    if remaining := cycle["running_for_another_seconds"]:
        world.cycles.start(PolicyType.DELTA, seconds=remaining)
    else:
        world.cycles.plan_next()
    if world.server.writeback.service_status == "Started":
        world.server.writeback.generation += 1
        endpoint.beat_from_now(world, world.timing.heartbeat_seconds / 3)


def _name(world: World) -> None:
    """Names that say nothing of what they name, and what is scrawled on every text."""
    names = world.scenario.settings.get("names")
    if names is None:
        return
    world.graffiti = world.server.event_log.graffiti = names["graffiti"]
    world.server.aad_connector.name = names["connector"]
    for connector in world.server.ad_connectors:
        connector.name = names["directory"]
        for partition in connector.partitions:
            partition.name = names["directory"]
    world.tenant.role_names = {
        template: f"{name}{names['role']}" for template, name in world.tenant.role_names.items()
    }
