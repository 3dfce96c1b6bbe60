"""Where a profile points: the server's address and the cloud's addresses. Never a secret."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from urllib.parse import urlsplit

from writeback.domain.facts import SwitchMethod
from writeback.domain.texts import _

GRAPH_COMMAND_LINE_TOOLS = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
"""Microsoft Graph Command Line Tools: the well-known public client for Graph scopes (entra.md, 8.5)."""

AZURE_POWERSHELL = "1950a258-227b-4e31-a9cf-717495945fc2"
"""Azure PowerShell: one of the few clients that may call the portal's API (entra.md, section 5)."""


class Authentication(Enum):
    """How to sign in to the server."""

    NEGOTIATE = "negotiate"
    """NTLM with a name and a password. Kerberos is a way of its own, so that neither comes unasked."""
    KERBEROS = "kerberos"
    """A ticket of the user that is there already (kinit); no password."""
    CERTIFICATE = "certificate"
    """A client certificate that the server maps to an account."""
    BASIC = "basic"
    """The password itself, over HTTPS only."""
    CREDSSP = "credssp"
    """Hands the password over to the server, over HTTPS only."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A WinRM endpoint. Its identity is proven by `ca_file`, by `pinned_key`, or by both; without either by
    the system's store. There is no way to skip the check."""

    host: str
    user_name: str
    port: int = 5986
    tls: bool = True
    """False: HTTP with message encryption, only where the profile says so."""
    authentication: Authentication = Authentication.NEGOTIATE
    ca_file: str | None = None
    configuration: str = "Microsoft.PowerShell"
    """Name of the session configuration; another one is taken to preload the module (JEA)."""
    pinned_key: str | None = None
    """SHA-256 of the server's public key as `key_fingerprint` gives it."""
    proxy: str | None = None
    """As `proxy_address` gives it. None means a direct way, whatever the environment says."""
    certificate_file: str | None = None
    """Of the client (PEM), for Authentication.CERTIFICATE."""
    key_file: str | None = None
    """Its private key (PEM); None: in the certificate's file."""


@dataclass(frozen=True, slots=True)
class ServerIdentity:
    """What a server's certificate says of it. None of it is proven: a person compares it with the server."""

    key: str
    """SHA-256 of the public key, as `ServerAddress.pinned_key` holds it."""
    thumbprint: str
    """SHA-1 of the certificate in 40 capital hexadecimal digits: by it Windows tells certificates apart."""
    subject: str
    issuer: str
    names: tuple[str, ...]
    """The hosts that it is for."""
    valid_from: datetime
    valid_until: datetime


def cautions(address: ServerAddress) -> tuple[str, ...]:
    """What the admin should know about the profile's way to the server, each time it is used."""
    found = []
    if address.authentication is Authentication.CREDSSP:
        found.append(
            _(
                "CredSSP hands the password of {user} over to {host}, which can sign in elsewhere with it."
            ).format(user=address.user_name, host=address.host)
        )
    if not address.tls:
        found.append(
            _("HTTP: the messages are encrypted, but nothing proves that {host} is that server.").format(
                host=address.host
            )
        )
    return tuple(found)


class SignInMethod(Enum):
    """How to sign in to the tenant."""

    DEVICE_CODE = "device-code"
    AZURE_CLI = "azure-cli"
    """As whoever `az login` has signed in."""
    CERTIFICATE = "certificate"
    """As an application with a certificate: reads only."""
    CLIENT_SECRET = "client-secret"  # noqa: S105 - the name of a method
    """As an application with a secret: reads only."""

    @property
    def is_application(self) -> bool:
        return self in (SignInMethod.CERTIFICATE, SignInMethod.CLIENT_SECRET)


@dataclass(frozen=True, slots=True)
class Cloud:
    """The addresses that change together (entra.md, section 9); without a trailing slash."""

    name: str
    authority: str
    graph: str
    portal: str
    """The interface of the two switches behind the admin center; '' where none is known."""
    ca_file: str | None = None
    is_lab: bool = False
    proxy: str | None = None
    """As of ServerAddress."""
    admin_center: str = "https://entra.microsoft.com"
    """For people."""
    outbound: tuple[str, ...] = ("*.passwordreset.microsoftonline.com", "*.servicebus.windows.net")
    """What the server has to reach on port 443 for writeback (Microsoft Learn)."""
    can_reset_passwords: bool = True
    """Whether its Graph has the action `resetPassword`."""


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
    sign_in: SignInMethod = SignInMethod.DEVICE_CODE
    sign_in_certificate: str | None = None
    """File with certificate and key (PEM or PKCS#12), for SignInMethod.CERTIFICATE."""
    remember_sign_in: bool = False
    """The admin agreed that the sign-in is kept in the vault each time."""
    secrets: str = ""
    """Name of the place where secrets go on request; "" as config.toml says."""

    @property
    def is_lab(self) -> bool:
        return self.cloud.is_lab


_DIGEST_BYTES = 32
_PROXY_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}|[0-9A-Fa-f:]{2,45}")


def key_fingerprint(text: str) -> str:
    """SHA-256 of a public key (SubjectPublicKeyInfo, DER) in hexadecimal digits.

    Takes hexadecimal, also with colons or spaces, or base64, also after `sha256//`. Raises ValueError.
    """
    bare = text.strip().removeprefix("sha256//")
    digits = re.sub(r"[\s:]", "", bare)
    if re.fullmatch(r"[0-9A-Fa-f]{64}", digits):
        return digits.lower()
    try:
        digest = base64.b64decode(bare, validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if len(digest) != _DIGEST_BYTES:
        raise ValueError(_("not the SHA-256 of a key, in hexadecimal or base64"))
    return digest.hex()


def proxy_address(text: str) -> str:
    """The address of an HTTP proxy, `http://host:port`. Raises ValueError: it names no other scheme, no path
    and above all no credentials, which do not belong into a profile.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.username is not None or parts.password is not None:
        raise ValueError(_("a proxy's address holds no name and no password here"))
    is_bare = parts.path in ("", "/") and not parts.query and not parts.fragment
    host = parts.hostname or ""
    if parts.scheme != "http" or not is_bare or not port or not _PROXY_HOST.fullmatch(host):
        raise ValueError(_("not the address of a proxy, such as http://proxy.contoso.com:8080"))
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
