"""The one consistent state of the lab: server, forest and tenant, moved only by lab time and by requests."""

from __future__ import annotations

from writeback.lab.world.build import Passwords, build
from writeback.lab.world.event_log import Level, LogEvent
from writeback.lab.world.server import Server
from writeback.lab.world.state import World
from writeback.lab.world.tenant import AuditEntry, Initiator, Tenant, User

__all__ = [
    "AuditEntry",
    "Initiator",
    "Level",
    "LogEvent",
    "Passwords",
    "Server",
    "Tenant",
    "User",
    "World",
    "build",
]
