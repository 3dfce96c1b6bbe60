"""What a cloud's addresses may be, what is asked of it, and which certificates it is checked with."""

from __future__ import annotations

import os
import re
import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from writeback.domain.errors import InvalidInput, TenantUnreachable
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

PUBLIC_NAME = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
LOCAL_NAMES = (".localhost", ".localdomain")


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


def checked(cloud: Cloud) -> Cloud:
    """The cloud itself, if every address is https, and on loopback exactly when it is a lab.

    Raises InvalidInput. So a lab session never leaves this machine, and a production profile, which may
    only hold public names, never signs in at a lab.
    """
    for address in (cloud.authority, cloud.graph, cloud.portal):
        if not _is_https(address):
            raise InvalidInput(
                _('"{address}" of the cloud "{cloud}" is not an https address.').format(
                    address=address, cloud=cloud.name
                )
            )
        _check_side(cloud, address)
    return cloud


def graph_scopes(cloud: Cloud, more: tuple[str, ...] = ()) -> list[str]:
    """The permissions, and `more` of them, in the form that is sent. A lab takes the public cloud's."""
    host = PUBLIC.graph if cloud.is_lab else cloud.graph
    return [f"{host}/{permission}" for permission in (*PERMISSIONS, *more)]


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


def _check_side(cloud: Cloud, address: str) -> None:
    host = urlsplit(address).hostname or ""
    if cloud.is_lab and not _is_loopback(host):
        raise InvalidInput(
            _('A lab lives on this machine only, but "{address}" is elsewhere.').format(address=address)
        )
    if not cloud.is_lab and not _is_public(host):
        raise InvalidInput(
            _('"{address}" of the cloud "{cloud}" is not the name of a public service.').format(
                address=address, cloud=cloud.name
            )
        )


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and parts.port != 0 and _is_bare(parts)
    except ValueError:
        return False


def _is_bare(parts: SplitResult) -> bool:
    """Nothing but scheme, host and port."""
    return not (parts.path or parts.query or parts.fragment or parts.username or parts.password)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_public(host: str) -> bool:
    # Names only: besides 127.0.0.1 there are 127.1, 2130706433 and ::ffff:7f00:1.
    return PUBLIC_NAME.fullmatch(host) is not None and not host.endswith(LOCAL_NAMES)
