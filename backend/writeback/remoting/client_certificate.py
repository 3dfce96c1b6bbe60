"""The client's own certificate and key, looked at before anything is sent: OpenSSL would blame others.

It would also ask for a missing passphrase on the terminal, behind the wizard's back.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from writeback.domain.errors import ClientCertificateUnusable, PasswordNeeded, WrongPassword
from writeback.domain.secret import Secret
from writeback.domain.system_words import in_words
from writeback.domain.target import ServerAddress
from writeback.domain.texts import _

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.x509 import Certificate


def key_file(address: ServerAddress) -> str:
    """Where the private key is."""
    return address.key_file or address.certificate_file or ""


def is_sealed(address: ServerAddress) -> bool:
    """Whether the key has a passphrase; a file that cannot be read has none, and `check` will say more."""
    try:
        return "ENCRYPTED" in Path(key_file(address)).read_text(encoding="ascii", errors="replace")
    except OSError:
        return False


def check(address: ServerAddress, passphrase: Secret) -> None:
    """Raises ClientCertificateUnusable, PasswordNeeded, WrongPassword (of the passphrase); sends nothing."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    try:
        certificate = x509.load_pem_x509_certificate(_read(address.certificate_file or ""))
    except ValueError:
        raise _unusable(
            _("{file} holds no certificate that can be read; nothing was sent.").format(
                file=address.certificate_file
            ),
            _("Put the client certificate there (PEM), or name another file in the profile."),
        ) from None
    key = _key(address, passphrase)
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if key.public_key().public_bytes(*form) != certificate.public_key().public_bytes(*form):
        raise _unusable(
            _("The key in {key} is not that of the certificate in {file}; nothing was sent.").format(
                key=key_file(address), file=address.certificate_file
            ),
            _("Name the files that belong together in the profile."),
        )
    _check_time(address, certificate)


def _key(address: ServerAddress, passphrase: Secret) -> PrivateKeyTypes:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    file, sealed = key_file(address), is_sealed(address)
    if sealed and not passphrase:
        raise PasswordNeeded(
            _("The passphrase of the key {file} is needed.").format(file=file),
            _("Run it on a terminal, or give --password-stdin."),
        )
    try:
        return load_pem_private_key(_read(file), passphrase.reveal().encode() if sealed else None)
    except (ValueError, TypeError):
        if sealed:
            raise WrongPassword(
                _("The passphrase does not open the key {file}; nothing was sent.").format(file=file),
                _("Type it again, or name another key in the profile."),
            ) from None
        raise _unusable(
            _("{file} holds no private key that can be read; nothing was sent.").format(file=file),
            _("Put the key of the client certificate there (PEM), or name another file in the profile."),
        ) from None


def _check_time(address: ServerAddress, certificate: Certificate) -> None:
    now = datetime.now(UTC)
    if now > certificate.not_valid_after_utc:
        raise _unusable(
            _("The client certificate {file} expired on {date:%Y-%m-%d}; nothing was sent.").format(
                file=address.certificate_file, date=certificate.not_valid_after_utc
            ),
            _("Get a new one for this account, or check this machine's clock."),
        )
    if now < certificate.not_valid_before_utc:
        raise _unusable(
            _("The client certificate {file} is valid from {date:%Y-%m-%d} on; nothing was sent.").format(
                file=address.certificate_file, date=certificate.not_valid_before_utc
            ),
            _("Check this machine's clock."),
        )


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise _unusable(
            _("{file} cannot be read: {why}. Nothing was sent.").format(file=file, why=in_words(error)),
            _("Name the files of the client certificate in the profile."),
        ) from None


def _unusable(message: str, hint: str) -> ClientCertificateUnusable:
    return ClientCertificateUnusable(message, hint)
