"""Where a profile points: the server's address and the cloud's addresses. Never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from writeback.domain.facts import SwitchMethod

GRAPH_COMMAND_LINE_TOOLS = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
"""Microsoft Graph Command Line Tools: the well-known public client for Graph scopes (entra.md, 8.5)."""

AZURE_POWERSHELL = "1950a258-227b-4e31-a9cf-717495945fc2"
"""Azure PowerShell: one of the few clients that may call the portal's API (entra.md, section 5)."""


class Authentication(Enum):
    """How to sign in to the server."""

    NEGOTIATE = "negotiate"
    BASIC = "basic"


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A WinRM endpoint. `ca_file` None means the system's store; there is no way to skip the check."""

    host: str
    user_name: str
    port: int = 5986
    tls: bool = True
    """False: HTTP with message encryption, only where the profile says so."""
    authentication: Authentication = Authentication.NEGOTIATE
    ca_file: str | None = None
    configuration: str = "Microsoft.PowerShell"
    """Name of the session configuration; another one is taken to preload the module (JEA)."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """The addresses that change together (entra.md, section 9); without a trailing slash."""

    name: str
    authority: str
    graph: str
    portal: str
    ca_file: str | None = None
    is_lab: bool = False


PUBLIC = Cloud(
    "public",
    "https://login.microsoftonline.com",
    "https://graph.microsoft.com",
    "https://main.iam.ad.ext.azure.com",
)


@dataclass(frozen=True, slots=True)
class Profile:
    """One server and one tenant, and how to sign in to both."""

    name: str
    server: ServerAddress
    tenant: str = "organizations"
    """Tenant id or domain; `organizations` lets the account decide."""
    client_id: str = GRAPH_COMMAND_LINE_TOOLS
    cloud: Cloud = PUBLIC
    switches: SwitchMethod = SwitchMethod.ASSISTED
    hand_over_token: bool = False
    """The admin agreed that the server may be given the sign-in's token (`-AccessToken`)."""

    @property
    def is_lab(self) -> bool:
        return self.cloud.is_lab
