"""What happened before the lab was opened: the last cycle, the last start, an earlier onboarding."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from writeback.lab.world import audit
from writeback.lab.world.event_log import ADSYNC, DIRECTORY_SYNCHRONIZATION, PASSWORD_RESET_SERVICE, Level
from writeback.lab.world.password_reset_events import TEXTS
from writeback.lab.world.server import Run
from writeback.lab.world.tenant import AuditEntry

if TYPE_CHECKING:
    from writeback.lab.world.state import World

_ONBOARDED = (31004, 31051, 31017, 31018, 31005, 31015, 31030, 31030, 31033, 31033, 31042)


def write(world: World) -> None:
    """Fill log, run history and, for an enabled server, the traces of its onboarding."""
    if world.server.writeback.enabled:
        _onboarding(world)
    if world.server.module_present:
        _service(world)
        _last_cycle(world)
        _recent_heartbeats(world)
    if world.server.writeback.enabled and world.server.writeback.service_status == "Stopped":
        _failed_restart(world)


def _service(world: World) -> None:
    log, now = world.server.event_log, world.moment
    log.write(2001, ADSYNC, now - timedelta(days=3), "The service was started successfully.")
    for minutes in (68, 38, 8):
        log.write(
            654,
            DIRECTORY_SYNCHRONIZATION,
            now - timedelta(minutes=minutes),
            "Provision credentials ping. TrackingID : " + str(world.guid()),
        )


def _last_cycle(world: World) -> None:
    server, cycle = world.server, world.scenario.settings["cycle"]
    ended = world.moment - timedelta(seconds=cycle["last_ended_seconds_ago"])
    step = timedelta(seconds=world.timing.cycle_seconds / 6)
    forest, cloud = server.ad_connectors[0], server.aad_connector
    profiles = [
        (forest, "Delta Import"),
        (cloud, "Delta Import"),
        (forest, "Delta Synchronization"),
        (cloud, "Delta Synchronization"),
        (cloud, "Export"),
        (forest, "Export"),
    ]
    started = ended - step * len(profiles)
    for number, (connector, profile) in enumerate(profiles):
        begin = started + step * number
        server.runs.append(
            Run(
                world.guid(),
                connector.name,
                connector.identifier,
                profile,
                1 + number,
                begin,
                begin + step,
                "success",
            )
        )


def _onboarding(world: World) -> None:
    state, at = world.server.writeback, world.server.writeback.modified
    for seconds, event_id in enumerate(_ONBOARDED):
        text = TEXTS[event_id].format(host=seconds % 2, namespace=state.namespaces[seconds % 2])
        _past_event(world, event_id, text, seconds_ago=(world.moment - at).total_seconds() - 4 * seconds)
    world.tenant.audit.append(
        AuditEntry(
            id="SSPR_LAB_0001",
            at=at + timedelta(seconds=world.timing.audit_delay),
            activity=audit.ENABLED,
            initiated_by=world.tenant.initiator(world.tenant.operator),
            correlation_id=str(world.guid()),
        )
    )


def _recent_heartbeats(world: World) -> None:
    state = world.server.writeback
    if state.service_status != "Started":
        return
    for beat in range(12, 0, -1):
        ago = world.timing.heartbeat_seconds * (beat - 1 / 3)
        for relay, endpoint in zip(state.namespaces, state.endpoints, strict=True):
            text = TEXTS[31019].format(namespace=f"{relay}, Endpoint: {endpoint}")
            _past_event(world, 31019, text, seconds_ago=ago)


def _failed_restart(world: World) -> None:
    """The machine was restarted an hour ago: the service came back, its listener did not."""
    _past_event(world, 31016, TEXTS[31016], seconds_ago=3700)
    when = world.moment - timedelta(hours=1)
    text = "The password management extension encountered an error while starting the endpoint."
    world.server.event_log.write(6800, ADSYNC, when, text, level=Level.ERROR)


def _past_event(world: World, event_id: int, text: str, *, seconds_ago: float) -> None:
    server = world.server
    message = f"TrackingId: {world.guid()}, {text}, Details: Version: {server.library_version}"
    when = world.moment - timedelta(seconds=seconds_ago)
    server.event_log.write(event_id, PASSWORD_RESET_SERVICE, when, message)
