"""Basic, Negotiate (NTLM, and Kerberos where GSSAPI and a keytab are there), CredSSP, client certificates.

All of them belong to a connection.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import spnego
from spnego.channel_bindings import GssChannelBindings

from writeback.lab.client_certificate import upn_of
from writeback.lab.httpd import Connection

Headers = list[tuple[str, str]]

NEGOTIATE: Final = ("WWW-Authenticate", "Negotiate")
BASIC: Final = ("WWW-Authenticate", 'Basic realm="WSMAN"')
CREDSSP: Final = ("WWW-Authenticate", "CredSSP")
MUTUAL: Final = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"
"""What a client that has shown its certificate says instead of a scheme."""

OFFERS: Final = {
    "basic": ("basic",),
    "negotiate": ("negotiate",),
    "credssp": ("negotiate", "basic", "credssp"),
    "nothing": (),
}
"""Schemes on offer, by the words of the fault `offer`."""
BINDINGS: Final = ("require", "foreign", "ignore")
"""Words of the fault `channel_binding`."""


class Unauthorized(Exception):
    """Answer 401 with these headers: the handshake goes on, or it failed."""

    def __init__(self, headers: Headers) -> None:
        super().__init__("401")
        self.headers = headers


def write_ntlm_users(folder: Path, users: Mapping[str, str], domain: str) -> Path:
    """Make the accounts known to the NTLM acceptor, with and without the domain.

    pyspnego takes them only from the file named in NTLM_USER_FILE, one set for the whole process.

    Raises:
        ValueError: a password holds a colon or a line break, which that file cannot express.
    """
    if any(set(password) & set(":\r\n") for password in users.values()):
        raise ValueError("a lab password must not hold a colon or a line break")
    path = folder / "ntlm-users"
    path.touch(mode=0o600)
    lines = [f"{prefix}:{name}:{password}\n" for name, password in users.items() for prefix in ("", domain)]
    path.write_text("".join(lines), encoding="utf-8")
    os.environ["NTLM_USER_FILE"] = str(path)
    return path


def channel_binding(certificate_sha256: bytes) -> Any:
    """What a client must prove about the TLS channel when the service enforces channel bindings."""
    return GssChannelBindings(application_data=b"tls-server-end-point:" + certificate_sha256)


def account(name: str) -> str:
    """The bare account of DOMAIN\\\\user or user@domain, in lower case."""
    return name.rpartition("\\")[2].partition("@")[0].casefold()


def _text(token: bytes) -> str:
    """Clients disagree on the encoding: UTF-8, or Latin-1 as in the first specification."""
    try:
        return token.decode()
    except UnicodeDecodeError:
        return token.decode("latin-1")


def demanded_binding(word: str, own: Any, started: Any) -> Any:
    """What the fault's word, or none, makes of the binding to demand.

    Args:
        word: one of `BINDINGS` or "".
        own: the binding of the certificate that the server shows now.
        started: the binding that it was started with; None = it demands none.
    """
    match word:
        case "require":
            return own
        case "foreign":
            return channel_binding(bytes(32))
        case "ignore":
            return None
        case _:
            return started and own


class Authenticator:
    """Decides whom a connection belongs to.

    Args:
        users: passwords by name, for Basic; NTLM looks at the file of `write_ntlm_users`.
        binding: demanded from Negotiate over TLS if given; see `channel_binding`.
        schemes: which of "negotiate", "basic" and "credssp" are offered.
    """

    def __init__(
        self,
        users: Mapping[str, str],
        binding: Any = None,
        schemes: tuple[str, ...] = ("negotiate", "basic"),
    ) -> None:
        self._users = users
        self.certificates: Mapping[str, str] = {}
        """Accounts by the user principal names of client certificates."""
        self.binding = binding
        self.schemes = schemes

    @property
    def challenge(self) -> Headers:
        """The headers of a first 401."""
        offers = {"negotiate": NEGOTIATE, "basic": BASIC, "credssp": CREDSSP}
        return [offers[scheme] for scheme in self.schemes]

    def authenticate(self, connection: Connection, authorization: str) -> Headers:
        """Headers to add to the answer of an authenticated request; sets `connection.user`.

        Raises:
            Unauthorized: the answer is a 401.
        """
        if not authorization:
            if connection.user is None:
                raise Unauthorized(self.challenge)
            return []
        if authorization == MUTUAL:
            return self._certificate(connection)
        scheme, _, token = authorization.partition(" ")
        offered = "negotiate" if scheme.lower() == "ntlm" else scheme.lower()
        if offered not in self.schemes:
            raise Unauthorized(self.challenge)
        try:
            raw = base64.b64decode(token, validate=True)
        except binascii.Error:
            raise Unauthorized(self.challenge) from None
        return (
            self._basic(connection, raw) if offered == "basic" else self._negotiate(connection, scheme, raw)
        )

    def _basic(self, connection: Connection, token: bytes) -> Headers:
        connection.user = None
        name, _, password = _text(token).partition(":")
        known = {account(user): secret for user, secret in self._users.items()}
        expected = known.get(account(name))
        if expected is None or not hmac.compare_digest(expected.encode(), password.encode()):
            raise Unauthorized(self.challenge)
        connection.user = account(name)
        return []

    def _certificate(self, connection: Connection) -> Headers:
        connection.user = None
        shown = connection.peer_certificate
        mapped = self.certificates.get(upn_of(shown)) if shown else None
        if mapped is None:
            raise Unauthorized(self.challenge)
        connection.user = account(mapped)
        return []

    def _negotiate(self, connection: Connection, scheme: str, token: bytes) -> Headers:
        if connection.handshake is None:
            connection.user = connection.security = None
            connection.handshake = self._context(connection, scheme, token)
        try:
            answer = connection.handshake.step(token)
        except Exception as error:
            # pyspnego reports a bad token by many classes, its own and others; all mean: not signed in.
            connection.handshake = None
            raise Unauthorized(self.challenge) from error
        headers = [("WWW-Authenticate", f"{scheme} {base64.b64encode(answer).decode()}")] if answer else []
        if not connection.handshake.complete:
            raise Unauthorized(headers)
        connection.security, connection.handshake = connection.handshake, None
        # Kerberos vouches for everybody of the realm; who may come in is the machine's affair.
        connection.user = self._known(str(connection.security.client_principal))
        return headers

    def _known(self, principal: str) -> str:
        name = account(principal)
        if name not in {account(user) for user in self._users}:
            raise Unauthorized(self.challenge)
        return name

    def _context(self, connection: Connection, scheme: str, token: bytes) -> Any:
        if scheme.lower() == "credssp":
            return spnego.server(protocol="credssp")
        return spnego.server(
            protocol="ntlm" if token.startswith(b"NTLMSSP\0") else "negotiate",
            hostname="localhost",
            service="host",
            channel_bindings=self.binding if connection.is_tls else None,
        )
