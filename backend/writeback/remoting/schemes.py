"""The profile's way to sign in, in the library's words; and what it needs, before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from writeback.domain.errors import ExtraMissing
from writeback.domain.secret import Secret
from writeback.domain.target import Authentication, ServerAddress
from writeback.domain.texts import _
from writeback.remoting import client_certificate, kerberos

OFFERS: Mapping[Authentication, tuple[str, ...]] = {
    Authentication.NEGOTIATE: ("NEGOTIATE", "NTLM"),
    Authentication.KERBEROS: ("NEGOTIATE", "KERBEROS"),
    Authentication.CREDSSP: ("CREDSSP",),
    Authentication.BASIC: ("BASIC",),
}
"""What a server's challenge has to offer at least. Basic and certificates do not wait for one, and to those
that come with a certificate a challenge means no."""
BOUND = frozenset({Authentication.NEGOTIATE, Authentication.KERBEROS})
"""These are bound to the TLS channel."""
SEALING = BOUND
"""These keep the password to themselves and encrypt the messages: without TLS no other is used."""
_NEWEST_CREDSSP = 5
"""Servers since 2018, without CVE-2018-0886."""


def options(address: ServerAddress, secret: Secret) -> dict[str, Any]:
    """The library's arguments; `secret` is the password or the passphrase of the key."""
    match address.authentication:
        case Authentication.NEGOTIATE:
            # Its own "negotiate" would hand the password to a Kerberos server first where it finds the means.
            return {"auth": "ntlm", **_named(address, secret)}
        case Authentication.KERBEROS:
            return {"auth": "kerberos", "username": address.user_name, "negotiate_service": kerberos.SERVICE}
        case Authentication.CERTIFICATE:
            return {
                "auth": "certificate",
                "certificate_pem": address.certificate_file,
                "certificate_key_pem": client_certificate.key_file(address),
                # Never None: OpenSSL would ask on the terminal.
                "certificate_key_password": secret.reveal(),
            }
        case Authentication.CREDSSP:
            extra = {"credssp_auth_mechanism": "ntlm", "credssp_minimum_version": _NEWEST_CREDSSP}
            return {"auth": "credssp", **_named(address, secret), **extra}
        case Authentication.BASIC:
            return {"auth": "basic", **_named(address, secret)}


def prepare(address: ServerAddress, secret: Secret) -> None:
    """Looks for everything that the sign-in needs on this side; Kerberos fetches its ticket here.

    Raises ExtraMissing, TicketNeeded, TicketRefused, ClientCertificateUnusable, PasswordNeeded,
    WrongPassword (the key's passphrase).
    """
    match address.authentication:
        case Authentication.KERBEROS:
            _require("Kerberos", "kerberos", "gssapi", "krb5")
            kerberos.obtain(address)
        case Authentication.CREDSSP:
            _require("CredSSP", "credssp", "requests_credssp")
        case Authentication.CERTIFICATE:
            client_certificate.check(address, secret)


def is_of_credssp(error: BaseException) -> bool:
    """Whether it comes from CredSSP's library, an extra that may not be there: all its errors mean that the
    server did not take the sign-in."""
    return type(error).__module__ == "requests_credssp.exceptions"


def _named(address: ServerAddress, secret: Secret) -> dict[str, Any]:
    return {"username": address.user_name, "password": secret.reveal()}


def _require(scheme: str, extra: str, *modules: str) -> None:
    missing = [name.replace("_", "-") for name in modules if not _is_there(name)]
    if missing:
        raise ExtraMissing(
            _("{scheme} needs what is not installed here: {names}. Nothing was sent.").format(
                scheme=scheme, names=", ".join(missing)
            ),
            _('Install it with: pip install "entra-writeback[{extra}]"').format(extra=extra),
        )


def _is_there(module: str) -> bool:
    """By loading it: a library of the system below it may be missing, too."""
    try:
        import_module(module)
    except ImportError:
        return False
    return True
