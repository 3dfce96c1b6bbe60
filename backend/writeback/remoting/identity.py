"""Who a server says it is, for a person to compare: asked for when nobody vouches for it.

A TLS handshake and no more: no request follows, so nothing can be given away to whoever answers.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import ssl
from urllib.parse import urlsplit

from cryptography import x509

from writeback.domain.errors import CertificateRefused, ServerUnknown, WritebackError
from writeback.domain.target import ServerAddress, ServerIdentity
from writeback.domain.texts import _
from writeback.remoting.channel import OLDEST_TLS, fingerprint

ASK_SECONDS = 10.0


def introduced(error: WritebackError, address: ServerAddress) -> WritebackError:
    """The error, or ServerUnknown in its place where a person may decide.

    A profile that names an authority or a key has decided already.
    """
    has_decided = address.ca_file is not None or address.pinned_key is not None
    if type(error) is not CertificateRefused or has_decided or error.in_doubt:
        return error
    # Whatever a hostile certificate does to its reader, the refusal stands.
    with contextlib.suppress(Exception):
        shown = shown_by(address)
        comparing = _('Or compare its key on the server, and pin it in the profile: pinned-key = "{key}".')
        return ServerUnknown(error.message, f"{error.hint} {comparing.format(key=shown.key)}", shown)
    return error


def shown_by(address: ServerAddress) -> ServerIdentity:
    """What the server shows now. Raises OSError, HTTPException, and what the reading of an odd one raises."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = OLDEST_TLS
    # To look at it, not to trust it: what it says is checked by a person.
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = _connection(address, context)
    try:
        connection.connect()
        certificate = connection.sock.getpeercert(binary_form=True)
    finally:
        connection.close()
    return identity_of(certificate or b"")


def identity_of(certificate: bytes) -> ServerIdentity:
    """Reads a certificate (DER). Raises ValueError and others of the library's."""
    read = x509.load_der_x509_certificate(certificate)
    return ServerIdentity(
        key=fingerprint(certificate),
        thumbprint=hashlib.sha1(certificate, usedforsecurity=False).hexdigest().upper(),
        subject=read.subject.rfc4514_string(),
        issuer=read.issuer.rfc4514_string(),
        names=_names(read),
        valid_from=read.not_valid_before_utc,
        valid_until=read.not_valid_after_utc,
    )


def _connection(address: ServerAddress, context: ssl.SSLContext) -> http.client.HTTPSConnection:
    if address.proxy is None:
        return http.client.HTTPSConnection(address.host, address.port, timeout=ASK_SECONDS, context=context)
    # The proxy is spoken to in plain HTTP; inside its tunnel the TLS is the server's.
    proxy = urlsplit(address.proxy)
    connection = http.client.HTTPSConnection(
        proxy.hostname or "", proxy.port, timeout=ASK_SECONDS, context=context
    )
    connection.set_tunnel(address.host, address.port)
    return connection


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    hosts = names.get_values_for_type(x509.DNSName)
    return (*hosts, *(str(one) for one in names.get_values_for_type(x509.IPAddress)))
