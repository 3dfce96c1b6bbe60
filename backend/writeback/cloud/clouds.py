"""What is asked of a cloud, and which certificates it is checked with."""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from writeback.domain.errors import TenantUnreachable
from writeback.domain.target import PUBLIC, Cloud
from writeback.domain.texts import _

PERMISSIONS = (
    "User.Read",
    "Organization.Read.All",
    "Domain.Read.All",
    "AuditLog.Read.All",
    "Directory.Read.All",
)
"""Delegated permissions, all of them reads, asked for by name: `.default` gives only what is consented."""

CANARY_PERMISSIONS = ("UserAuthenticationMethod.ReadWrite.All",)
"""Asked for on top, and only by who is about to reset a test user's password."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port: a request with a token never leaves the origin that it was made for."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Origin:
        """Raises ValueError when the port is no number."""
        parts = urlsplit(url)
        return cls(parts.scheme, (parts.hostname or "").lower(), parts.port or 443)


def graph_scopes(cloud: Cloud, more: tuple[str, ...] = ()) -> list[str]:
    """The permissions, and `more` of them, in the form that is sent."""
    return [f"{_resource(cloud)}/{permission}" for permission in (*PERMISSIONS, *more)]


def application_scopes(cloud: Cloud) -> list[str]:
    """What an application asks for: everything of Graph that an administrator has given it."""
    return [f"{_resource(cloud)}/.default"]


def _resource(cloud: Cloud) -> str:
    """Graph's name in a scope is its address; a lab takes the public cloud's."""
    return PUBLIC.graph if cloud.is_lab else cloud.graph


def certificates(cloud: Cloud) -> str:
    """File or folder of the trusted certificates: the cloud's own, the system's, or certifi's.

    Two libraries need the same answer, and neither may take it from the environment (SSL_CERT_FILE,
    REQUESTS_CA_BUNDLE); so it is OpenSSL's compiled-in place, not what Python reports as current.

    Raises TenantUnreachable when the cloud's own file is not there.
    """
    if cloud.ca_file:
        if not os.path.isfile(cloud.ca_file):
            raise TenantUnreachable(
                _("The CA file {file} of {cloud} is gone.").format(file=cloud.ca_file, cloud=cloud.name),
                _("A lab takes it along when it ends: start the lab again."),
            )
        return cloud.ca_file
    paths = ssl.get_default_verify_paths()
    if os.path.isfile(paths.openssl_cafile):
        return paths.openssl_cafile
    if os.path.isdir(paths.openssl_capath) and os.listdir(paths.openssl_capath):
        return paths.openssl_capath
    import certifi

    return certifi.where()
