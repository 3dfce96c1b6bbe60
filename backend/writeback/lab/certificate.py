"""A certificate authority of the lab's own, and the server certificate it signs.

Clients trust `ca.pem`, as they would trust a company's own authority; nothing is ever self-signed for a host.
"""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFETIME: Final = timedelta(days=30)
_NO_USAGE: Final = dict.fromkeys(
    (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ),
    False,
)


@dataclass(frozen=True, slots=True)
class Authority:
    """Who signs."""

    name: x509.Name
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class ServerCertificate:
    """Files of one authority and one server certificate."""

    ca_file: Path
    certificate_file: Path
    key_file: Path
    sha256: bytes
    """Digest of the server certificate (DER), for pins and channel bindings."""
    authority: Authority = field(repr=False)
    key: ec.EllipticCurvePrivateKey = field(repr=False)

    def context(self, *, asks_clients: bool = False) -> ssl.SSLContext:
        """A TLS context for a server; TLS 1.2 at least.

        `asks_clients`: clients may show a certificate, which has to be of this authority.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.certificate_file, self.key_file)
        if asks_clients:
            context.verify_mode = ssl.CERT_OPTIONAL
            context.load_verify_locations(self.ca_file)
        return context


def make_certificates(
    folder: Path, *, host: str = "localhost", names: tuple[str, ...] = (), expired: bool = False
) -> ServerCertificate:
    """Write `ca.pem`, `server.pem` and `server.key` (0600) into `folder`, which must be private.

    The server certificate is valid for `host` and the further DNS `names`; for 127.0.0.1 only if the host is
    localhost, so that another host name gives a certificate that does not fit a lab. `expired` makes it end
    yesterday.
    """
    authority, root = _authority()
    key = ec.generate_private_key(ec.SECP256R1())
    ca_file = folder / "ca.pem"
    ca_file.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    end = datetime.now(UTC) + (timedelta(days=-1) if expired else LIFETIME)
    return save(folder, issue(authority, key, (host, *names), end), key, authority, ca_file)


def save(
    folder: Path,
    leaf: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
    authority: Authority,
    ca_file: Path,
) -> ServerCertificate:
    """Write `server.pem` and `server.key` (0600) into `folder`."""
    certificate_file, key_file = write_pair(folder, "server", leaf, key)
    digest = leaf.fingerprint(hashes.SHA256())
    return ServerCertificate(ca_file, certificate_file, key_file, digest, authority, key)


def write_pair(
    folder: Path, name: str, leaf: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> tuple[Path, Path]:
    """Write a certificate and its key (0600), both PEM."""
    pem = serialization.Encoding.PEM
    certificate_file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    certificate_file.write_bytes(leaf.public_bytes(pem))
    key_file.touch(mode=0o600)
    key_file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate_file, key_file


def _authority() -> tuple[Authority, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = name_of("Writeback lab authority")
    usage = _NO_USAGE | {"key_cert_sign": True, "crl_sign": True}
    builder = (
        _builder(name, name, key, datetime.now(UTC) + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
    )
    return Authority(name, key), builder.sign(key, hashes.SHA256())


def issue(
    authority: Authority, key: ec.EllipticCurvePrivateKey, names: tuple[str, ...], end: datetime
) -> x509.Certificate:
    """A server certificate for these DNS names, the first of which is the subject's, valid until `end`."""
    host = names[0]
    alternatives: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
    if host == "localhost":
        alternatives.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    return sign(authority, key, name_of(host), alternatives, purpose=ExtendedKeyUsageOID.SERVER_AUTH, end=end)


def sign(
    authority: Authority,
    key: ec.EllipticCurvePrivateKey,
    subject: x509.Name,
    alternatives: list[x509.GeneralName],
    *,
    purpose: x509.ObjectIdentifier,
    end: datetime,
) -> x509.Certificate:
    """A certificate that is no authority, for one purpose, valid until `end`."""
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    usage = _NO_USAGE | {"digital_signature": True}
    builder = (
        _builder(subject, authority.name, key, end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(issuer_key, critical=False)
    )
    return builder.sign(authority.key, hashes.SHA256())


def name_of(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(datetime.now(UTC), end) - timedelta(days=1))
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
