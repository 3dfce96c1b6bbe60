"""Which resource a scope string asks for, and what it becomes in a token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

GRAPH_ID = "00000003-0000-0000-c000-000000000000"
PORTAL_ID = "74658136-14ec-4630-ad9b-26e160ff0fc6"
GRAPH_ADDRESS = "https://graph.microsoft.com"

Resource = Literal["graph", "portal"]

PROTOCOL_SCOPES = frozenset({"openid", "profile", "offline_access", "email"})
DEFAULT_GRAPH_SCOPES = (
    "User.Read",
    "Organization.Read.All",
    "Domain.Read.All",
    "AuditLog.Read.All",
    "Directory.Read.All",
    "User.Read.All",
    "Policy.Read.All",
    "OnPremDirectorySynchronization.Read.All",
)
"""What `.default` yields: the permissions that this tenant's administrators have consented to."""


class UnknownResourceError(Exception):
    """The scope names a resource that the tenant has no service principal for (AADSTS500011)."""


class MixedResourcesError(Exception):
    """One request asked for scopes of two resources (AADSTS28000 live)."""


@dataclass(frozen=True, slots=True)
class Audience:
    """The one resource of a request, the permissions asked of it, and the OpenID scopes beside them."""

    resource: Resource
    permissions: tuple[str, ...]
    protocol: tuple[str, ...] = ()
    asks_default: bool = False
    """`.default` was asked for: what was consented to before."""

    @property
    def claim(self) -> str:
        """The `aud` of an access token."""
        return GRAPH_ID if self.resource == "graph" else PORTAL_ID

    @property
    def granted(self) -> str:
        """The `scope` of a token answer: full names, as Entra writes them."""
        address = GRAPH_ADDRESS if self.resource == "graph" else PORTAL_ID
        # Entra names `.default` with the permissions that it stood for; a client's cache looks for that word.
        named = (*self.permissions, ".default") if self.asks_default else self.permissions
        return " ".join([*(f"{address}/{one}" for one in named), *self.protocol])

    @property
    def offline(self) -> bool:
        """Whether a refresh token belongs to the answer."""
        return "offline_access" in self.protocol


def parse_scope(scope: str, own_host: str) -> Audience:
    """Read a scope string. `own_host` is the lab's own host name, accepted as Graph's.

    Raises UnknownResourceError or MixedResourcesError.
    """
    words = scope.split()
    protocol = tuple(word for word in words if word in PROTOCOL_SCOPES)
    asked = [_split(word, own_host) for word in words if word not in PROTOCOL_SCOPES]
    resources = {resource for resource, _ in asked}
    if len(resources) > 1:
        raise MixedResourcesError(scope)
    resource: Resource = resources.pop() if resources else "graph"
    names = [name for _, name in asked]
    return Audience(resource, _permissions(resource, names), protocol, asks_default=".default" in names)


def _split(word: str, own_host: str) -> tuple[Resource, str]:
    address, slash, name = word.rpartition("/")
    if not slash:
        return "graph", word
    host = urlsplit(address).hostname or address
    if host in {"graph.microsoft.com", GRAPH_ID, own_host}:
        return "graph", name
    if host == PORTAL_ID:
        return "portal", name
    raise UnknownResourceError(address)


def _permissions(resource: Resource, names: list[str]) -> tuple[str, ...]:
    if resource == "portal":
        return ("user_impersonation",)
    if ".default" in names:
        return DEFAULT_GRAPH_SCOPES
    return tuple(dict.fromkeys(names)) or ("User.Read",)
