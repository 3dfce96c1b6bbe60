"""The lab's state in short, as `GET /lab/state` tells it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from writeback.lab.entra.service import Entra
from writeback.lab.reply import Json
from writeback.lab.world import World

if TYPE_CHECKING:
    from writeback.lab.front import Front
    from writeback.lab.wsman import WSManService

TAIL = 20
"""Log entries told."""


def summary(world: World, entra: Entra, front: Front, wsman: WSManService) -> Json:
    """Counters, writeback, scheduler, shells, switches, the ends of both logs. No secret is among them."""
    world.settle()
    server, tenant = world.server, world.tenant
    scheduler, state, report = server.scheduler, server.writeback, wsman.report()
    return {
        "now": world.clock.now().isoformat(),
        "speed": world.speed,
        "scenario": world.scenario.name,
        "requests": dict(front.requests),
        "wsman": report,
        "bugs": [*report["bugs"], *front.bugs],
        "writeback": {
            "enabled": state.enabled,
            "changing": state.changing,
            "service_status": state.service_status,
            "onboarding": state.onboarding,
            "onboardings": state.onboardings,
            "key_id": state.key_id,
        },
        "scheduler": {
            "sync_cycle_enabled": scheduler.sync_cycle_enabled,
            "sync_cycle_in_progress": scheduler.sync_cycle_in_progress,
            "staging_mode_enabled": scheduler.staging_mode_enabled,
            "scheduler_suspended": scheduler.scheduler_suspended,
            "next_start": scheduler.next_sync_cycle_start_time_in_utc.isoformat(),
        },
        "switches": asdict(tenant.switches),
        "exports": [str(one) for one in server.exports],
        "sign_in": {
            "pending": [one.user_code for one in entra.codes.pending()],
            "sessions": len(entra.issuer.sessions),
        },
        "events": [[one.id, one.time.isoformat()] for one in server.event_log.events[-TAIL:]],
        "audit": [[one.activity, one.at.isoformat()] for one in tenant.audit[-TAIL:]],
    }
