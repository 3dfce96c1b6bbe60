"""What one survey has read: frozen data, each part known or unknown with the reason.

Names of properties follow the ADSync module and Microsoft Graph; sources are in the adapters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

# Named again for whoever works with facts; the first page needs these two and no facts.
from writeback.domain.choices import SwitchMethod as SwitchMethod  # noqa: PLC0414
from writeback.domain.edition import Edition as Edition  # noqa: PLC0414
from writeback.domain.errors import WritebackError

AAD_CONNECTOR = "b891884f-051e-4a83-95af-2544101c9083"
"""Identifier of the Azure AD connector: the same in every installation."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A reading that could not be made, and why (one sentence)."""

    why: str
    error: WritebackError | None = field(default=None, compare=False)

    @classmethod
    def because(cls, error: WritebackError) -> Unknown:
        return cls(error.sentence(), error)


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A version of Entra Connect, such as 2.5.79.0."""

    parts: tuple[int, ...]

    @classmethod
    def parse(cls, text: str) -> Version:
        """Raises ValueError when the text is not dotted numbers."""
        return cls(tuple(int(part) for part in text.strip().split(".")))

    def __str__(self) -> str:
        return ".".join(str(part) for part in self.parts)


RENAMED = Version((2, 3))
"""The first builds that call themselves Microsoft Entra Connect Sync (adsync.md, section 2)."""


def edition_of(version: Version | Unknown) -> Edition:
    """The edition whose names a server of this version shows; unknown counts as current."""
    if isinstance(version, Version) and version < RENAMED:
        return Edition.AZURE_AD_CONNECT
    return Edition.ENTRA_CONNECT


# The server -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scheduler:
    """`Get-ADSyncScheduler`. Times are UTC, intervals of the sync cycle."""

    sync_cycle_enabled: bool
    scheduler_suspended: bool
    staging_mode_enabled: bool
    maintenance_enabled: bool
    sync_cycle_in_progress: bool
    interval: timedelta
    next_start: datetime | None
    next_policy: str = "Delta"
    clock: datetime | None = None
    """The server's time at the reading."""


@dataclass(frozen=True, slots=True)
class WritebackConfiguration:
    """`Get-ADSyncAADPasswordResetConfiguration`: the truth about writeback on the server."""

    connector: str
    enabled: bool
    service_status: str  # Unknown, Stopped, Started
    onboarding_required: str  # NotRequired, Optional, Must, Unknown
    modified: datetime | None = None

    @property
    def is_healthy(self) -> bool:
        return self.enabled and self.service_status == "Started" and self.onboarding_required == "NotRequired"


@dataclass(frozen=True, slots=True)
class Partition:
    """One domain of a directory with its OU filter (distinguished names)."""

    dn: str
    name: str
    selected: bool
    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Directory:
    """One configured forest: an AD connector."""

    name: str
    account: str | Unknown
    """DOMAIN\\account of the connector."""
    reachable: bool | Unknown
    partitions: tuple[Partition, ...] = ()


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One entry of the server's Application log."""

    id: int
    at: datetime
    provider: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """One reading of the sync server. `clock` is the server's own time, UTC."""

    computer_name: str
    user: str
    clock: datetime
    powershell: str
    version: Version | Unknown
    scheduler: Scheduler | Unknown
    busy_connectors: tuple[str, ...] | Unknown
    connector: str | Unknown
    """Name of the Azure AD connector, `<tenant>.onmicrosoft.com - AAD`."""
    writeback: WritebackConfiguration | Unknown
    directories: tuple[Directory, ...] | Unknown
    password_hash_sync: bool | Unknown
    company_features: Mapping[str, bool] | Unknown
    settings: Mapping[str, str] | Unknown
    """`Get-ADSyncGlobalSettings` parameters, such as Microsoft.OptionalFeature.GroupWriteBack."""
    application_identity: bool | Unknown
    """True: the server signs in to the tenant as an application and asks for no credential."""
    events: tuple[LogEvent, ...] | Unknown
    """PasswordResetService and ADSync entries, newest first."""

    @property
    def edition(self) -> Edition:
        return edition_of(self.version)

    @property
    def tenant_domain(self) -> str | None:
        """The initial domain in the connector's name, such as contoso.onmicrosoft.com."""
        if isinstance(self.connector, Unknown):
            return None
        return self.connector.removesuffix(" - AAD").lower()


# The tenant -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Account:
    """Who signed in, as the token says."""

    user_principal_name: str
    """Of an application its name."""
    tenant_id: str
    display_name: str = ""
    is_application: bool = False
    """It has no person's roles and only reads."""


@dataclass(frozen=True, slots=True)
class Role:
    """An active directory role of the account."""

    template_id: str
    display_name: str


@dataclass(frozen=True, slots=True)
class Domain:
    """A verified domain of the tenant."""

    name: str
    is_federated: bool
    is_initial: bool = False


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of the tenant's audit log about password writeback for the directory."""

    at: datetime
    enabled: bool
    """True: 'Enable password writeback for directory'; False: 'Disable ...'."""
    by: str
    result: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Switches:
    """The portal's On-premises integration page, as read."""

    write_back_passwords: bool
    unlock_without_reset: bool
    onboarded: bool = True


@dataclass(frozen=True, slots=True)
class TenantFacts:
    """One reading of the tenant. `clock` is the tenant's own time (Date header), UTC."""

    account: Account
    clock: datetime
    tenant_id: str
    display_name: str
    domains: tuple[Domain, ...]
    roles: tuple[Role, ...] | Unknown
    premium: bool | Unknown
    """True: an enabled SKU holds the service plan AAD_PREMIUM or AAD_PREMIUM_P2."""
    sspr_enabled_users: int | Unknown
    """Users for whom self-service password reset is on: a hint, not the switch itself."""
    audit: tuple[AuditEntry, ...] | Unknown
    switches: Switches | Unknown
    sync_enabled: bool | None = None
    last_sync: datetime | None = None

    @property
    def initial_domain(self) -> str | None:
        return next((domain.name.lower() for domain in self.domains if domain.is_initial), None)

    @property
    def account_is_federated(self) -> bool | None:
        """Whether the account's domain signs in by federation; None if the domain is not listed."""
        suffix = self.account.user_principal_name.rpartition("@")[2].lower()
        return next((d.is_federated for d in self.domains if d.name.lower() == suffix), None)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything one survey has read. `taken` is this machine's time, UTC."""

    taken: datetime
    server: ServerFacts | Unknown
    tenant: TenantFacts | Unknown
