"""The tenant's audit log as writeback reaches it: late, and only in the tenant that the server belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from writeback.lab.world.tenant import AuditEntry, Initiator

if TYPE_CHECKING:
    from writeback.lab.world.state import World

ENABLED = "Enable password writeback for directory"
DISABLED = "Disable password writeback for directory"


def record(world: World, activity: str, initiator: Initiator) -> None:
    """Append an entry at once, whoever caused it."""
    world.tenant.audit.append(
        AuditEntry(
            id=f"SSPR_{world.guid().hex[:8].upper()}_{len(world.tenant.audit) + 1:04}",
            at=world.moment,
            activity=activity,
            initiated_by=initiator,
            correlation_id=str(world.guid()),
        )
    )


def record_late(world: World, activity: str, initiator: Initiator) -> None:
    """Append an entry after the audit delay, if the server's tenant is this one and its log is told."""
    server = world.server
    if server.writeback.silent_audit or server.aad_connector.tenant_domain != world.tenant.initial_domain:
        return
    world.after(world.timing.audit_delay, lambda: record(world, activity, initiator))


def server_identity(world: World) -> Initiator:
    """The server's application identity, as the audit log names an application."""
    server = world.server
    name = f"ConnectSyncProvisioning_{server.computer_name}_{server.application_id.replace('-', '')[:12]}"
    return Initiator(id=server.application_id, display_name=name, app=name)
