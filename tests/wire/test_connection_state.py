"""What is said of the way to the server: each state as it comes, the loss of the connection too."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pytest
from tests.lab import Lab
from tests.wire.wsman_lab import PASSWORD, USER, RunningLab

from writeback.domain.connection import Connection
from writeback.domain.errors import WritebackError, WrongPassword
from writeback.domain.secret import Secret
from writeback.domain.target import ServerAddress
from writeback.remoting.commands import Command
from writeback.remoting.owner import Ticket
from writeback.remoting.session import Session
from writeback.service import Session as Facade
from writeback.service.lab import Lab as RunningScenario
from writeback.service.link import Link

CLOSED, CONNECTING, OPEN = Connection.CLOSED, Connection.CONNECTING, Connection.OPEN
READING, LOST = Connection.READING, Connection.LOST
MARK = Command("Add-Mark", {"Name": "here"})


def session_of(lab: RunningLab, told: list[Connection], password: str = PASSWORD) -> Session:
    address = ServerAddress("localhost", USER, lab.https_port, ca_file=str(lab.certificate.ca_file))
    return Session(address, Secret(password), told.append)


def test_an_opened_connection_is_told_and_its_closing_on_purpose_is_no_loss(wsman_lab: RunningLab) -> None:
    told: list[Connection] = []
    session = session_of(wsman_lab, told)
    session.read([MARK], Ticket.lasting(10))
    session.read([MARK], Ticket.lasting(10))
    session.close()
    assert told == [CONNECTING, OPEN]


def test_a_refused_sign_in_leaves_the_connection_closed(wsman_lab: RunningLab) -> None:
    told: list[Connection] = []
    with pytest.raises(WrongPassword):
        session_of(wsman_lab, told, "wrong").open(Ticket.lasting(10))
    assert (told[0], set(told[1:])) == (CONNECTING, {CLOSED})


def test_a_session_that_has_ended_is_told_when_it_is_noticed_and_opened_anew(wsman_lab: RunningLab) -> None:
    told: list[Connection] = []
    session = session_of(wsman_lab, told)
    session.open(Ticket.lasting(10))
    wsman_lab.run(wsman_lab.service.restart())
    session.keep_alive()
    assert told == [CONNECTING, OPEN, LOST]
    session.read([MARK], Ticket.lasting(10))
    session.close()
    assert told[3:] == [CONNECTING, OPEN]


async def test_a_session_of_the_facade_says_when_it_connects_reads_and_closes(contoso: Lab) -> None:
    ours = RunningScenario(contoso.ready, is_ours=False)
    session = Facade(ours.profile(), ours)
    seen: list[Connection] = []
    session.changed = lambda: seen.append(session.connection)

    assert session.connection is CLOSED
    await session.connect()
    await session.close()
    assert [state for state, _same in groupby(seen)] == [CONNECTING, OPEN, READING, OPEN, CLOSED]


async def test_what_cannot_be_opened_is_closed_not_lost(contoso: Lab) -> None:
    ours = RunningScenario(contoso.ready, is_ours=False)
    profile = ours.profile()
    session = Facade(replace(profile, server=replace(profile.server, ca_file="/nowhere")), ours)

    with pytest.raises(WritebackError):
        await session.connect()
    assert session.connection is CLOSED


def test_a_link_tells_changes_only() -> None:
    told: list[Connection] = []
    link = Link(lambda: told.append(link.state))
    for state in (CLOSED, CONNECTING, CONNECTING, OPEN):
        link.put(state)
    with link.reading(), link.reading():
        link.put(OPEN)
        link.put(LOST)
    link.put(CLOSED)
    assert told == [CONNECTING, OPEN, READING, LOST, CLOSED]
