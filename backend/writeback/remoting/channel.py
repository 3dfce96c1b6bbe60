"""The connections under the library: TLS 1.2 or later, the pinned key first of all, and an end by force.

The library's adapters stay, because replacing them loses its connect retries; only what makes their
connections is wrapped, for the direct way and for one over a proxy alike.
"""

from __future__ import annotations

import contextlib
import hashlib
import socket
import ssl
import weakref
from collections.abc import Callable
from typing import Any

import requests
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

OLDEST_TLS = ssl.TLSVersion.TLSv1_2


class OtherKey(Exception):
    """The server's key is not the pinned one; not a byte of a sign-in was sent."""

    def __init__(self, found: str, pinned: str) -> None:
        super().__init__()
        self.found = found
        self.pinned = pinned


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of the public key (SubjectPublicKeyInfo) of a certificate (DER), in hexadecimal."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


class Channel:
    """The connections of one session.

    Args:
        pinned_key: SHA-256 of the key that the server must have (domain.target.key_fingerprint).
        authority: whether its certificate is checked too; False only together with a pinned key.
    """

    def __init__(self, pinned_key: str | None, *, authority: bool) -> None:
        self._pinned_key = pinned_key
        self._by_key_alone = pinned_key is not None and not authority
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()

    def secure(self, session: requests.Session) -> None:
        """Every connection that the session makes from now on is one of these."""
        for adapter in session.adapters.values():
            self._secure(adapter)

    def cut(self) -> None:
        """Ends all of them at once, from any thread: whoever reads from one gets its end."""
        for one in list(self._sockets):
            with contextlib.suppress(OSError):
                # Not ssl's own, which takes the reader's state away.
                socket.socket.shutdown(one, socket.SHUT_RDWR)

    def _secure(self, adapter: Any) -> None:
        classes = {
            scheme: self._making(pool) for scheme, pool in adapter.poolmanager.pool_classes_by_scheme.items()
        }
        adapter.poolmanager.pool_classes_by_scheme = classes
        over_proxy = adapter.proxy_manager_for

        def proxy_manager_for(*arguments: Any, **options: Any) -> Any:
            manager = over_proxy(*arguments, **options)
            manager.pool_classes_by_scheme = classes
            return manager

        adapter.proxy_manager_for = proxy_manager_for

    def _making(self, pool_class: Callable[..., Any]) -> Callable[..., Any]:
        def pool(*arguments: Any, **options: Any) -> Any:
            made = pool_class(*arguments, **options)
            connection_class = made.ConnectionCls
            made.ConnectionCls = lambda *a, **o: self._watched(connection_class(*a, **o))
            return made

        return pool

    def _watched(self, connection: Any) -> Any:
        connect = connection.connect
        is_tls = hasattr(connection, "ssl_minimum_version")

        def connect_and_check() -> None:
            if is_tls:
                connection.ssl_minimum_version = OLDEST_TLS
                if self._by_key_alone:
                    connection.cert_reqs, connection.assert_hostname = ssl.CERT_NONE, False
            connect()
            if is_tls and self._pinned_key is not None:
                self._check_key(connection, self._pinned_key)
            self._sockets.add(connection.sock)

        connection.connect = connect_and_check
        return connection

    def _check_key(self, connection: Any, pinned: str) -> None:
        certificate = connection.sock.getpeercert(binary_form=True)
        found = fingerprint(certificate) if certificate else ""
        if found != pinned:
            connection.close()
            raise OtherKey(found, pinned)
        connection.is_verified = True
