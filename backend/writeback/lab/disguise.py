"""Certificates that the server should not have, shown to new connections to see who notices."""

from __future__ import annotations

import ssl
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from writeback.lab.certificate import LIFETIME, Authority, ServerCertificate, issue, name_of, save

KINDS: Final = ("another-key", "self-signed", "expired", "wrong-name")
OLD_TLS: Final = "1.1"
_ELSEWHERE: Final = "elsewhere.contoso.com"


class Wardrobe:
    """The certificates of one port: the honest one, and the others, made when first asked for."""

    def __init__(
        self, honest: ServerCertificate, folder: Path, host: str, *, asks_clients: bool = False
    ) -> None:
        self._asks_clients = asks_clients
        self._folder = folder
        self._host = host
        self._known = {"": honest}

    def certificate(self, kind: str) -> ServerCertificate:
        """The honest one for "", else one of `KINDS`.

        "expired" and "wrong-name" keep the honest key, so that a pin alone does not notice them.
        """
        if kind not in self._known:
            self._known[kind] = self._made(kind)
        return self._known[kind]

    def context(self, kind: str, tls: str = "") -> ssl.SSLContext:
        """What a port speaks with; `tls` "1.1" speaks nothing newer."""
        context = self.certificate(kind).context(asks_clients=self._asks_clients)
        if tls == OLD_TLS:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
            context.set_ciphers("ALL:@SECLEVEL=0")
        return context

    def _made(self, kind: str) -> ServerCertificate:
        honest = self._known[""]
        key, authority, host = honest.key, honest.authority, self._host
        if kind in ("another-key", "self-signed"):
            key = ec.generate_private_key(ec.SECP256R1())
        if kind == "self-signed":
            authority = Authority(name_of(host), key)
        if kind == "wrong-name":
            host = _ELSEWHERE
        end = datetime.now(UTC) + (timedelta(days=-1) if kind == "expired" else LIFETIME)
        folder = self._folder / kind
        folder.mkdir(mode=0o700, parents=True)
        return save(folder, issue(authority, key, (host,), end), key, authority, honest.ca_file)
