"""The Windows server that runs Entra Connect Sync."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from writeback.lab.world.connectors import AadConnector, AdConnector, Connector
from writeback.lab.world.event_log import EventLog
from writeback.lab.world.scheduler import Scheduler
from writeback.lab.world.writeback import Writeback


@dataclass(slots=True)
class CompanyFeatures:
    """What the tenant lets the server do. There is no flag for password writeback among them."""

    password_hash_sync: bool = True
    force_password_change_on_log_on: bool = False
    user_writeback: bool = False
    device_writeback: bool = False
    unified_group_writeback: bool = False
    group_writeback_v2: bool = False


@dataclass(slots=True)
class Service:
    """A Windows service."""

    name: str
    display_name: str
    status: str = "Running"
    start_type: str = "Automatic"


@dataclass(slots=True)
class Run:
    """One finished or running run profile of a connector."""

    history_id: UUID
    connector: str
    connector_id: UUID
    profile: str
    number: int
    started: datetime
    ended: datetime | None = None
    result: str = "in-progress"


@dataclass(slots=True)
class Server:
    """Machine, product and engine in one place; every cmdlet reads and writes only this."""

    computer_name: str
    fqdn: str
    domain: str
    os: str
    os_build: str
    powershell_version: str
    version: str
    database: str
    instance_id: UUID
    accounts: dict[str, str] = field(repr=False)
    """Who may sign in: user name to password."""
    certificate_accounts: dict[str, str]
    """Who may sign in with a client certificate: its user principal name to the account's name."""
    admin_groups: list[str]
    """The ADSync groups of whoever signs in."""
    scheduler: Scheduler
    aad_connector: AadConnector
    ad_connectors: list[AdConnector]
    writeback: Writeback
    company_features: CompanyFeatures
    services: dict[str, Service]
    application_identity: bool
    application_id: str
    library_version: str = "5.0.1105.0"
    auto_upgrade: str = "Enabled"
    auto_upgrade_suspension_reason: str = ""
    optional_features: dict[str, bool] = field(default_factory=dict)
    clock_skew: timedelta = timedelta()
    """How far the machine's clock is ahead of the right time."""
    module_present: bool = True
    module_autoload: bool = True
    configurations: dict[str, dict[str, Any]] = field(default_factory=dict)
    event_log: EventLog = field(default_factory=EventLog)
    registry: dict[str, dict[str, str | int]] = field(default_factory=dict)
    exports: list[Path] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    busy_connector: str | None = None

    @property
    def connectors(self) -> list[Connector]:
        """The tenant's connector first, as the module lists them."""
        return [self.aad_connector, *self.ad_connectors]

    @property
    def staging(self) -> bool:
        """A staging server neither exports nor synchronizes passwords nor writes them back."""
        return self.scheduler.staging_mode_enabled

    @property
    def version_tuple(self) -> tuple[int, ...]:
        """For comparing with the build in which something appeared."""
        return tuple(int(part) for part in self.version.split("."))

    def connector(self, name: str) -> Connector | None:
        """By name, any case."""
        return next((c for c in self.connectors if c.name.lower() == name.lower()), None)


def may_read(groups: Collection[str]) -> bool:
    """Any ADSync group lets its members look."""
    return any(group.startswith("ADSync") for group in groups)


def may_operate(groups: Collection[str]) -> bool:
    """Start and stop cycles."""
    return not {"ADSyncAdmins", "ADSyncOperators"}.isdisjoint(groups)


def may_configure(groups: Collection[str]) -> bool:
    """Change settings."""
    return "ADSyncAdmins" in groups
