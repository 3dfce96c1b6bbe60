"""Kerberos with a real controller: MIT's KDC issues the tickets, the lab accepts them through GSSAPI."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests.lab import Lab
from tests.wire.access.kdc import ADMIN, Realm, missing, running_realm
from tests.wire.access.rows import Credentials, Row, kerberos_rows
from tests.wire.access.ways import Ticket, Ways, tickets_of, ways
from tests.wire.remote import address, connected, plain_address

from writeback.domain.errors import AccessDenied, TicketNeeded, TicketRefused, WritebackError
from writeback.domain.secret import Secret
from writeback.domain.target import Authentication, ServerAddress
from writeback.remoting import open_server

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"Kerberos cannot be tried here: {missing()}")


@pytest.fixture(scope="module")
def realm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Realm]:
    with running_realm(tmp_path_factory.mktemp("realm")) as made, pytest.MonkeyPatch.context() as patch:
        for name, value in made.environment.items():
            patch.setenv(name, value)
        yield made


@pytest.fixture(scope="module")
def tickets(realm: Realm) -> Mapping[Credentials, Ticket]:
    return tickets_of(realm)


@pytest.fixture(scope="module")
def walked(realm: Realm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ways]:
    """The lab demands that the sign-in be bound to the TLS channel."""
    with ways(tmp_path_factory.mktemp("ways"), "--require-channel-binding") as made:
        yield made


@pytest.mark.parametrize("row", kerberos_rows(), ids=lambda row: " | ".join(row.cells))
async def test_a_way_to_the_server_ends_as_it_must(
    walked: Ways,
    tickets: Mapping[Credentials, Ticket],
    row: Row,
    record_property: Callable[[str, object], None],
) -> None:
    seen = await walked.walk(row, tickets[row.credentials])
    record_property("access", (*row.cells, seen.error or "works", seen.sentence))
    assert (seen.error, row.outcome.words in seen.sentence) == (row.outcome.error, True), seen.sentence
    assert not (row.is_before_anything_is_sent and seen.requests)


def target(user: str = ADMIN, host: str = "localhost") -> ServerAddress:
    """Where nobody listens: a ticket is got before anything is sent."""
    return ServerAddress(host, user, 1, authentication=Authentication.KERBEROS)


async def refusal(address: ServerAddress) -> WritebackError:
    with pytest.raises(WritebackError) as caught:
        await open_server(address, Secret(""))
    assert "nothing was sent" in caught.value.sentence()
    return caught.value


async def test_a_server_that_the_domain_does_not_know(
    realm: Realm, tickets: Mapping[Credentials, Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRB5CCNAME", tickets[Credentials.RIGHT].cache)
    error = await refusal(target(host="sync99.corp.contoso.com"))
    assert isinstance(error, TicketRefused)
    assert "sync99.corp.contoso.com" in error.sentence()


async def test_a_ticket_of_somebody_else_is_not_used(
    realm: Realm, tickets: Mapping[Credentials, Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRB5CCNAME", tickets[Credentials.UNKNOWN].cache)
    error = await refusal(target())
    assert isinstance(error, TicketNeeded)
    assert f"kinit {ADMIN}" in error.hint


async def test_a_controller_that_does_not_answer(
    realm: Realm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KRB5CCNAME", realm.get_ticket(ADMIN, "fresh"))
    monkeypatch.setenv("KRB5_CONFIG", str(realm.without_controller(tmp_path)))
    error = await refusal(target())
    assert isinstance(error, TicketRefused)
    assert "No Kerberos server of the realm answers" in error.message


async def test_a_ticket_is_bound_to_the_channel_that_it_is_sent_over(
    realm: Realm, tickets: Mapping[Credentials, Ticket], start_lab: Callable[..., Lab]
) -> None:
    """Behind somebody in the middle, whose certificate we trust, nobody's proof fits."""
    lab = start_lab()
    lab.faults(channel_binding="foreign")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KRB5CCNAME", tickets[Credentials.RIGHT].cache)
        to = address(lab, user_name=ADMIN, authentication=Authentication.KERBEROS)
        with pytest.raises(AccessDenied, match="did not accept the Kerberos ticket"):
            await open_server(to, Secret(""))


async def test_encrypted_http_is_mended_with_a_new_ticket_exchange(
    realm: Realm, tickets: Mapping[Credentials, Ticket], start_lab: Callable[..., Lab]
) -> None:
    """A lost connection takes the security context with it; a reading goes on over a new one."""
    lab = start_lab()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KRB5CCNAME", tickets[Credentials.RIGHT].cache)
        to = replace(plain_address(lab), user_name=ADMIN, authentication=Authentication.KERBEROS)
        async with connected(lab, to) as server:
            lab.faults(drop_receive_after=0)
            assert (await server.scheduler()).sync_cycle_enabled
