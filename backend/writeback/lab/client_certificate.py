"""The certificate with which the lab's user can sign in to the server instead of a password.

It names its user as Windows does, by a user principal name (UPN) among the alternative names; the server maps
that name to an account (WSMan:\\localhost\\ClientCertificate).
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from writeback.lab.certificate import LIFETIME, Authority, name_of, sign, write_pair

UPN: Final = x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.3")
"""szOID_NT_PRINCIPAL_NAME."""
_UTF8_STRING: Final = b"\x0c"


def make_client_certificate(
    folder: Path, authority: Authority, upn: str, end: datetime | None = None
) -> tuple[Path, Path]:
    """Write `client.pem` and `client.key` (0600) into `folder`; valid until `end`, else for a month."""
    key = ec.generate_private_key(ec.SECP256R1())
    text = upn.encode()
    alternatives: list[x509.GeneralName] = [
        x509.OtherName(UPN, _UTF8_STRING + len(text).to_bytes(1, "big") + text)
    ]
    subject, until = name_of(upn.partition("@")[0]), end or datetime.now(UTC) + LIFETIME
    purpose = ExtendedKeyUsageOID.CLIENT_AUTH
    leaf = sign(authority, key, subject, alternatives, purpose=purpose, end=until)
    return write_pair(folder, "client", leaf, key)


def upn_of(certificate: bytes) -> str:
    """The user principal name in a certificate (DER) in lower case; "" if there is none."""
    read = x509.load_der_x509_certificate(certificate)
    try:
        names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ""
    found = next(
        (name.value for name in names.get_values_for_type(x509.OtherName) if name.type_id == UPN), b""
    )
    return found[2:].decode(errors="replace").casefold()
