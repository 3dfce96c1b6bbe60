"""Walks a row of the matrix against a lab."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.lab import Lab, running_lab
from tests.wire.access.kdc import ADMIN, Realm
from tests.wire.access.kdc import STRANGER as NOBODY
from tests.wire.access.rows import (
    CERTIFICATE,
    KERBEROS,
    Credentials,
    Row,
    Transport,
    Trust,
)
from tests.wire.hostile import hostile_server

from writeback.domain.errors import WritebackError
from writeback.domain.secret import Secret
from writeback.domain.target import ServerAddress
from writeback.lab.certificate import make_certificates
from writeback.lab.client_certificate import make_client_certificate
from writeback.remoting import open_server
from writeback.remoting.channel import fingerprint

OTHER_KEY = "0f" * 32
STRANGER = "stranger"
SHOWN = {
    Trust.EXPIRED: "expired",
    Trust.WRONG_NAME: "wrong-name",
    Trust.SELF_SIGNED: "self-signed",
    Trust.CHANGED_KEY: "another-key",
    Trust.KEY_OF_EXPIRED: "expired",
}
"""What the server shows instead of its certificate, in the words of the lab's fault."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Whose, and the cache where it is or is not."""

    user: str
    cache: str


@dataclass(frozen=True, slots=True)
class Seen:
    """How a row ended."""

    error: str
    sentence: str
    requests: int
    """That the server has had."""


class Ways:
    """A lab, and what else the rows need: another authority, a proxy, ports where nobody listens."""

    def __init__(self, lab: Lab, folder: Path, proxy: str) -> None:
        self._lab = lab
        self._proxy = proxy
        other = make_certificates(folder)
        self._other_ca = str(other.ca_file)
        self._foreign = make_client_certificate(folder, other.authority, f"{lab.username}@corp.contoso.com")
        self._key = fingerprint(_shown(lab))
        self._accounts = {"server.certificate_accounts": _accounts(lab)}

    async def walk(self, row: Row, ticket: Ticket | None = None) -> Seen:
        """Opens the server as the row says and reads the scheduler."""
        before = self._requests()
        self._lab.faults(reset=True, offer=row.offer.value, certificate=SHOWN.get(row.trust, ""))
        store = self._lab.ca_file if row.trust is Trust.SYSTEM else self._other_ca
        secret = self._secret(row)
        environment = {"SSL_CERT_FILE": store} | ({"KRB5CCNAME": ticket.cache} if ticket else {})
        with patch.dict(os.environ, environment), self._mapping(row):
            error = await _read(self._address(row, ticket), Secret(secret))
        sentence = error.sentence() if error else "the scheduler was read"
        assert not secret or secret not in sentence
        return Seen(type(error).__name__ if error else "", sentence, self._requests() - before)

    def _address(self, row: Row, ticket: Ticket | None) -> ServerAddress:
        tls = row.transport is not Transport.HTTP
        return ServerAddress(
            host="localhost",
            user_name=ticket.user if ticket else self._user(row),
            port=self._lab.https_port if tls else self._lab.http_port,
            tls=tls,
            authentication=row.authentication,
            configuration=row.configuration.value,
            **self._trust(row.trust),
            **self._client(row),
            proxy=self._through(row.transport),
        )

    def _user(self, row: Row) -> str:
        return STRANGER if row.credentials is Credentials.UNKNOWN else self._lab.username

    def _secret(self, row: Row) -> str:
        if row.authentication in (CERTIFICATE, KERBEROS):
            return ""
        return "wr0ng pass phrase" if row.credentials is Credentials.WRONG else self._lab.password

    def _trust(self, trust: Trust) -> dict[str, str | None]:
        return {
            Trust.AUTHORITY: {"ca_file": self._lab.ca_file},
            Trust.KEY: {"pinned_key": self._key},
            Trust.BOTH: {"ca_file": self._lab.ca_file, "pinned_key": self._key},
            Trust.OTHER_AUTHORITY: {"ca_file": self._other_ca},
            Trust.OTHER_KEY: {"pinned_key": OTHER_KEY},
            Trust.EXPIRED: {"ca_file": self._lab.ca_file},
            Trust.WRONG_NAME: {"ca_file": self._lab.ca_file},
            Trust.SELF_SIGNED: {"ca_file": self._lab.ca_file},
            Trust.CHANGED_KEY: {"pinned_key": self._key},
            Trust.KEY_OF_EXPIRED: {"pinned_key": self._key},
        }.get(trust, {})

    def _client(self, row: Row) -> dict[str, str | None]:
        if row.authentication is not CERTIFICATE:
            return {}
        server = self._lab.ready["server"]
        right = (server["client_certificate_file"], server["client_key_file"])
        files = self._foreign if row.credentials is Credentials.WRONG else right
        return {"certificate_file": str(files[0]), "key_file": str(files[1])}

    def _through(self, transport: Transport) -> str | None:
        if transport is Transport.DEAD_PROXY:
            return f"http://127.0.0.1:{_nobody_listens()}"
        return self._proxy if transport is Transport.PROXY else None

    @contextmanager
    def _mapping(self, row: Row) -> Iterator[None]:
        """A certificate of nobody is one that the server has not mapped to an account."""
        is_unmapped = row.authentication is CERTIFICATE and row.credentials is Credentials.UNKNOWN
        for path, accounts in self._accounts.items() if is_unmapped else ():
            self._lab.set(path, {})
            yield
            self._lab.set(path, accounts)
        if not is_unmapped:
            yield

    def _requests(self) -> int:
        return int(self._lab.state()["wsman"]["counts"].get("http", 0))


@contextmanager
def ways(folder: Path, *arguments: str) -> Iterator[Ways]:
    """With a lab and a proxy of their own."""
    with running_lab("contoso", *arguments) as lab, hostile_server(lambda answer: answer.reply(500)) as proxy:
        yield Ways(lab, folder, f"http://127.0.0.1:{proxy.server_port}")
    assert lab.errors == ""


def tickets_of(realm: Realm) -> dict[Credentials, Ticket]:
    """What the people of the Kerberos rows hold; the wrong one has never called kinit."""
    return {
        Credentials.RIGHT: Ticket(ADMIN, realm.get_ticket(ADMIN)),
        Credentials.WRONG: Ticket(ADMIN, realm.no_ticket()),
        Credentials.UNKNOWN: Ticket(NOBODY, realm.get_ticket(NOBODY, "stranger")),
    }


async def _read(address: ServerAddress, secret: Secret) -> WritebackError | None:
    try:
        server = await open_server(address, secret)
        try:
            assert (await server.scheduler()).sync_cycle_enabled
        finally:
            await server.close()
    except WritebackError as error:
        return error
    return None


def _accounts(lab: Lab) -> dict[str, Any]:
    return {f"{lab.username}@{lab.ready['server']['fqdn'].partition('.')[2]}": lab.username}


def _shown(lab: Lab) -> bytes:
    text = ssl.get_server_certificate(("localhost", lab.https_port), ca_certs=lab.ca_file)
    return ssl.PEM_cert_to_DER_cert(text)


def _nobody_listens() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
