"""The lab's state in short, as `GET /lab/state` tells it."""

from __future__ import annotations

from dataclasses import asdict

from writeback.lab.reply import Json
from writeback.lab.services import Services
from writeback.lab.world import World

TAIL = 20
"""Log entries told."""


def summary(services: Services) -> Json:
    """Counters, changes, writeback, scheduler, shells, switches, logs. No secret is among them."""
    world, entra, front, wsman = services.world, services.entra, services.front, services.wsman
    world.settle()
    server, tenant = world.server, world.tenant
    scheduler, state, report = server.scheduler, server.writeback, wsman.report()
    return {
        "now": world.clock.now().isoformat(),
        "speed": world.speed,
        "scenario": world.scenario.name,
        "requests": dict(front.requests),
        "request_sequence": list(front.sequence),
        "tenant_writes": _writes(world),
        "wsman": report,
        "changes": report["changes"],
        "bugs": [*report["bugs"], *front.bugs],
        "writeback": {
            "enabled": state.enabled,
            "changing": state.changing,
            "service_status": state.service_status,
            "onboarding": state.onboarding,
            "onboardings": state.onboardings,
            "offboardings": state.offboardings,
            "key_id": state.key_id,
        },
        "scheduler": {
            "sync_cycle_enabled": scheduler.sync_cycle_enabled,
            "sync_cycle_in_progress": scheduler.sync_cycle_in_progress,
            "maintenance_enabled": scheduler.maintenance_enabled,
            "staging_mode_enabled": scheduler.staging_mode_enabled,
            "scheduler_suspended": scheduler.scheduler_suspended,
            "next_start": scheduler.next_sync_cycle_start_time_in_utc.isoformat(),
        },
        "switches": asdict(tenant.switches),
        "exports": [str(one) for one in server.exports],
        "sign_in": {
            "pending": [one.user_code for one in entra.codes.pending()],
            "sessions": len(entra.issuer.sessions),
            "claims": entra.grants.claims[-TAIL:],
        },
        "events": [[one.id, one.time.isoformat()] for one in server.event_log.events[-TAIL:]],
        "audit": [[one.activity, one.at.isoformat()] for one in tenant.audit],
    }


def _writes(world: World) -> list[Json]:
    """Every change that was ordered of the tenant's services, with the status it truthfully got."""
    return [asdict(one) for one in world.tenant.writes]
