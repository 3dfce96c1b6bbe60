"""The connection itself, against the bare WSMan service: binding, stopping, keeping alive, size."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from tests.wire.wsman_lab import PASSWORD, USER, RunningLab, running_lab

from writeback.domain.secret import Secret
from writeback.domain.target import ServerAddress
from writeback.lab.certificate import ServerCertificate
from writeback.lab.wsman import channel_binding
from writeback.remoting.commands import Command
from writeback.remoting.owner import Owner, Ticket
from writeback.remoting.session import MOST_ENDED, Session

MARK = Command("Add-Mark", {"Name": "here"})


def session_of(lab: RunningLab) -> Session:
    ca_file = str(lab.certificate.ca_file)
    return Session(ServerAddress("localhost", USER, lab.https_port, ca_file=ca_file), Secret(PASSWORD))


@pytest.fixture
def session(wsman_lab: RunningLab) -> Iterator[Session]:
    made = session_of(wsman_lab)
    yield made
    made.close()


def test_a_server_that_insists_on_channel_binding_lets_us_in(
    certificate: ServerCertificate, ntlm_users: None
) -> None:
    with running_lab(certificate, binding=channel_binding(certificate.sha256)) as lab:
        session = session_of(lab)

        assert session.read([MARK], Ticket.lasting(10)).outputs == ("here",)
        session.close()


async def test_a_cancelled_reading_is_stopped_on_the_server_too(
    wsman_lab: RunningLab, session: Session
) -> None:
    owner = Owner("test", lambda: None, lambda: None)
    waiting = Command("Wait-Forever")
    await owner.call(session.open, 10)
    reading = asyncio.create_task(owner.call(lambda ticket: session.read([waiting], ticket), 60))
    _, pending = await asyncio.wait([reading], timeout=0.2)
    assert pending

    reading.cancel()
    async with asyncio.timeout(1.5):
        outcome = await owner.call(lambda ticket: session.read([MARK], ticket), 10)

    assert outcome.outputs == ("here",)
    assert wsman_lab.counts["Create"] == 1
    await owner.call(lambda _: session.tidy(), 10)
    assert [shell["commands"] for shell in wsman_lab.shells] == [0]
    owner.retire()


def test_a_large_output_passes_the_guard(session: Session) -> None:
    outcome = session.read([Command("Get-Text", {"Size": 2_000_000})], Ticket.lasting(20))

    assert len(str(outcome.outputs[0])) == 2_000_000


def test_keeping_alive_reads_the_session_and_changes_nothing(wsman_lab: RunningLab, session: Session) -> None:
    session.open(Ticket.lasting(10))
    session.keep_alive()

    assert wsman_lab.counts["Get"] == 1
    assert wsman_lab.counts["Command"] == 1


def test_a_session_that_has_ended_meanwhile_is_opened_anew(wsman_lab: RunningLab, session: Session) -> None:
    session.open(Ticket.lasting(10))
    wsman_lab.run(wsman_lab.service.restart())

    assert session.read([MARK], Ticket.lasting(10)).outputs == ("here",)
    assert wsman_lab.counts["Create"] == 2


def test_a_command_that_has_ended_is_closed_on_the_server_while_nobody_waits(
    wsman_lab: RunningLab, session: Session
) -> None:
    for _ in range(3):
        session.read([MARK], Ticket.lasting(10))
    assert "Signal" not in wsman_lab.counts

    session.tidy()

    assert [shell["commands"] for shell in wsman_lab.shells] == [0]


def test_on_a_lost_connection_one_farewell_is_tried_and_no_more(
    wsman_lab: RunningLab, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []

    def lost(shell: object) -> None:
        tried.append(shell)
        raise ConnectionError

    for _ in range(3):
        session.read([MARK], Ticket.lasting(10))
    monkeypatch.setattr("writeback.remoting.session.PowerShell.close", lost)
    session.tidy()
    assert len(tried) == 1


def test_no_more_commands_stay_open_than_the_smallest_quota_allows(
    wsman_lab: RunningLab, session: Session
) -> None:
    for _ in range(2 * MOST_ENDED):
        session.read([MARK], Ticket.lasting(10))
        assert wsman_lab.shells[0]["commands"] < MOST_ENDED
