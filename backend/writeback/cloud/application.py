"""Sign-in as an application, with a certificate or a secret, for automation that only reads.

`resetPassword`, the portal's interface and the server's cmdlet take a person (entra.md, 8.1), and so does
every change here.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from azure.identity import CertificateCredential, ClientSecretCredential

from writeback.cloud.authority import transport_options
from writeback.cloud.claims import account_from, claims_of
from writeback.cloud.clouds import application_scopes
from writeback.cloud.logs import quieten
from writeback.cloud.sign_in_errors import not_a_tenant, translated
from writeback.domain.errors import ClientCertificateUnusable, SignInSecretNeeded
from writeback.domain.facts import Account
from writeback.domain.secret import Secret
from writeback.domain.system_words import in_words
from writeback.domain.texts import _

if TYPE_CHECKING:
    from writeback.cloud.sign_in import Application

LONGEST_FILE = 1 << 20
ApplicationCredential = CertificateCredential | ClientSecretCredential


@dataclass(frozen=True, slots=True)
class ApplicationKey:
    """What proves the application: `certificate` with its passphrase, or without one the client secret."""

    secret: Secret | None
    certificate: str | None = None


def application_sign_in(
    application: Application, key: ApplicationKey
) -> tuple[ApplicationCredential, Account]:
    """Gets one token and reads from it whose it is. Blocks.

    Raises SignInSecretNeeded and ClientCertificateUnusable before anything is sent, then SignInRefused,
    TenantUnreachable, TenantBusy, TenantFailed.
    """
    quieten()
    credential = _credential(application, key)
    try:
        token = credential.get_token(*application_scopes(application.cloud), enable_cae=True)
        return credential, account_from(claims_of(token.token, application.cloud))
    except Exception as error:  # anything can come out of a hostile answer
        with contextlib.suppress(Exception):  # the refusal matters, not how its connection closes
            credential.close()
        raise translated(error) from None


def _credential(application: Application, key: ApplicationKey) -> ApplicationCredential:
    make = _maker(key)
    options = transport_options(application.cloud, threading.Event())
    try:
        return make(
            application.tenant, application.client_id, authority=application.cloud.authority, **options
        )
    except ValueError:
        raise not_a_tenant(application.tenant) from None


def _maker(key: ApplicationKey) -> Callable[..., ApplicationCredential]:
    if key.certificate is not None:
        passphrase = key.secret.reveal() if key.secret else None
        certificate = partial(
            CertificateCredential, certificate_data=_read(key.certificate), password=passphrase
        )
        _try_key(certificate, key)
        return certificate
    if key.secret:
        return partial(ClientSecretCredential, client_secret=key.secret.reveal())
    raise SignInSecretNeeded(_("The secret of the application is needed."), _ways_to_give())


def _try_key(make: partial[CertificateCredential], key: ApplicationKey) -> None:
    """The library's own loading, with a tenant that is surely one, so that what fails is the file."""
    nobody = "00000000-0000-0000-0000-000000000000"
    try:
        make(nobody, nobody, disable_instance_discovery=True).close()
    except Exception:  # cryptography raises TypeError, ValueError and its own
        if not key.secret and _is_sealed(_read(key.certificate or "")):
            raise SignInSecretNeeded(
                _("The passphrase of the certificate {file} is needed.").format(file=key.certificate),
                _ways_to_give(),
            ) from None
        raise _unusable(
            _("{file} is not opened by the passphrase, or holds no certificate with an RSA key.")
            if key.secret
            else _("{file} holds no certificate with an RSA key that could be read."),
            key.certificate,
        ) from None


def _is_sealed(data: bytes) -> bool:
    # A PKCS#12 file does not say so: one without a passphrase would have been opened.
    return b"-----BEGIN" not in data or b"ENCRYPTED" in data


def _read(file: str) -> bytes:
    try:
        with open(file, "rb") as stream:
            return stream.read(LONGEST_FILE)
    except OSError as error:
        text = _("{file} cannot be read: {why}.").format(file=file, why=in_words(error))
        raise ClientCertificateUnusable(text, _("Name the certificate's file in the profile.")) from None


def _unusable(sentence: str, file: str | None) -> ClientCertificateUnusable:
    return ClientCertificateUnusable(
        sentence.format(file=file), _("Name a file with the certificate and its key; nothing was sent.")
    )


def _ways_to_give() -> str:
    return _("Run it on a terminal, or give --sign-in-secret-fd.")
