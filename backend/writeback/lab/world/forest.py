"""The on-premises forest: domain, containers, a few people, and what the connector account may do there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

RESET_RIGHTS = frozenset({"Reset Password", "lockoutTime", "pwdLastSet"})
"""What the connector account needs on the user object before a reset can be written."""


@dataclass(slots=True)
class AdUser:
    """A user object; `upn` joins it to the user of the tenant."""

    upn: str
    sam_account_name: str
    dn: str
    pwd_last_set: datetime
    enabled: bool = True
    admin_count: int = 0
    inheritance_disabled: bool = False
    cannot_change_password: bool = False


@dataclass(slots=True)
class PasswordPolicy:
    """The default domain policy."""

    complexity_enabled: bool = True
    lockout_duration: timedelta = timedelta(minutes=30)
    lockout_threshold: int = 0
    max_password_age: timedelta = timedelta(days=42)
    min_password_age: timedelta = timedelta(0)
    min_password_length: int = 7
    password_history_count: int = 24


@dataclass(slots=True)
class Forest:
    """One forest of one domain."""

    fqdn: str
    netbios: str
    guid: str
    domain_controllers: list[str]
    account_rights: set[str]
    users: dict[str, AdUser] = field(default_factory=dict)
    policy: PasswordPolicy = field(default_factory=PasswordPolicy)
    reachable: bool = True

    @property
    def root_dn(self) -> str:
        """`DC=contoso,DC=com` for contoso.com."""
        return ",".join(f"DC={label}" for label in self.fqdn.split("."))

    def dn(self, *names: str) -> str:
        """The DN of a container below the root, leaf first: `dn("OU=CORP")`."""
        return ",".join((*names, self.root_dn))

    def user(self, upn: str) -> AdUser | None:
        """By user principal name, any case."""
        return next((user for user in self.users.values() if user.upn.lower() == upn.lower()), None)
