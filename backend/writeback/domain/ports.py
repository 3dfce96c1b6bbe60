"""What the engine needs of the server and the tenant; the adapters in `remoting` and `cloud` provide it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from writeback.domain.choices import ServerCredential
from writeback.domain.facts import (
    Account,
    AuditEntry,
    LogEvent,
    Scheduler,
    ServerFacts,
    Switches,
    SwitchMethod,
    TenantFacts,
    Unknown,
    WritebackConfiguration,
)
from writeback.domain.secret import Secret


@dataclass(frozen=True, slots=True)
class CloudCredential:
    """What the writeback cmdlet is given; `user_name` and `secret` are empty for NONE."""

    kind: ServerCredential
    user_name: str = ""
    secret: Secret = field(default_factory=lambda: Secret(""))


class SyncServer(Protocol):
    """The Entra Connect server. Every method raises a WritebackError; a write is one command, sent once."""

    async def survey(self) -> ServerFacts: ...

    async def scheduler(self) -> Scheduler: ...

    async def busy_connectors(self) -> tuple[str, ...]: ...

    async def password_reset_configuration(self, connector: str) -> WritebackConfiguration: ...

    async def events(self) -> tuple[LogEvent, ...]:
        """Recent PasswordResetService and ADSync entries, newest first."""
        ...

    async def set_password_reset_configuration(
        self, connector: str, *, enable: bool, credential: CloudCredential
    ) -> None: ...

    async def export_configuration(self, folder: str) -> None: ...

    async def start_sync_cycle(self) -> None: ...

    async def set_sync_cycle_enabled(self, enabled: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What a person needs for the device-code sign-in."""

    address: str
    code: str
    expires: datetime


class Tenant(Protocol):
    """The Entra ID directory, read as the account that signed in."""

    async def sign_in(self, show: Callable[[DeviceCode], None]) -> Account:
        """Shows a code and waits until it is used. Cancelling it ends the wait at once."""
        ...

    async def survey(self) -> TenantFacts: ...

    async def audit(self) -> tuple[AuditEntry, ...]:
        """Entries about password writeback for the directory, newest first."""
        ...

    async def access_token(self) -> Secret:
        """A token of the account, for `-AccessToken` on the server."""
        ...


class TenantSwitches(Protocol):
    """The two switches of On-premises integration; one implementation per SwitchMethod."""

    @property
    def method(self) -> SwitchMethod: ...

    async def read(self) -> Switches | Unknown: ...

    async def write(
        self, *, write_back_passwords: bool | None = None, unlock_without_reset: bool | None = None
    ) -> None:
        """Sets one switch. The assisted method cannot: it raises WritebackError."""
        ...


Pause = Callable[[float], Awaitable[None]]
"""Waits that many seconds, or shorter when the run is told to stop."""
