"""What the admin answered on the pages: the desired state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class SwitchMethod(Enum):
    """How the two switches of On-premises integration are set."""

    ASSISTED = "assisted"
    PORTAL_API = "portal-api"


class ServerCredential(Enum):
    """What `Set-ADSyncAADPasswordResetConfiguration` is given to act in the tenant."""

    NONE = "none"
    """Nothing: the server has an identity of its own (application-based authentication)."""
    ACCESS_TOKEN = "access-token"  # noqa: S105 - the name of a kind, not a token
    """The token of the person who signed in (`-AccessToken`); only where the profile opted in."""
    PASSWORD = "password"  # noqa: S105
    """Name and password of a managed administrator (`-AADCredential`)."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Answers of all pages; None where the admin leaves things as they are. No secret is ever in here."""

    password_writeback: bool | None = None
    start_sync: bool = True
    """Start the synchronization process when configuration completes."""
    pause_scheduler: bool = False
    server_credential: ServerCredential = ServerCredential.NONE
    write_back_passwords: bool | None = None
    unlock_without_reset: bool | None = None
    switch_method: SwitchMethod = SwitchMethod.ASSISTED
    ticket: str = ""
    """Ticket or reason, kept in the plan and the journal."""

    @property
    def wants_server_change(self) -> bool:
        return self.password_writeback is not None

    @property
    def wants_switches(self) -> bool:
        return self.write_back_passwords is not None or self.unlock_without_reset is not None
