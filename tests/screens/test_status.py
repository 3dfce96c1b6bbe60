"""The status line: what it says of every state, and what it leaves out where there is no room."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len
from tests import builders
from tests.screens.pages import settled, text_of, until, wizard_on
from tests.stand_in import StandInSession, read_session, session_of

from writeback.domain.connection import Connection
from writeback.domain.errors import ConnectionLost
from writeback.domain.facts import Unknown
from writeback_tui.catalogue import Page
from writeback_tui.state import WizardState
from writeback_tui.status import Status, status_of

TENANT = "contoso.onmicrosoft.com"
LAB = Status("LAB", "SYNC01", "{server} connected", TENANT, "{tenant} signed in", "secrets: memory")


def words(session: StandInSession | None, **kept: object) -> str:
    return status_of(WizardState(session=session, **kept)).words  # type: ignore[arg-type]


def test_before_a_server_is_chosen_it_is_neither_lab_nor_production() -> None:
    assert words(None) == "no server yet | not signed in | secrets: none yet"


def test_a_lab_says_so_before_it_is_up() -> None:
    assert words(None, lab_name="") == "LAB | no server yet | not signed in | secrets: memory"


@pytest.mark.parametrize(
    ("connection", "said"),
    [
        (Connection.CLOSED, "sync01.contoso.com not connected"),
        (Connection.CONNECTING, "sync01.contoso.com connecting"),
        (Connection.OPEN, "sync01.contoso.com connected"),
        (Connection.READING, "sync01.contoso.com reading"),
        (Connection.LOST, "sync01.contoso.com connection lost"),
    ],
)
def test_every_state_of_the_connection_is_told_in_words(connection: Connection, said: str) -> None:
    session = session_of(lab=None, connection=connection)
    told = words(session, secrets="secrets: Secret Service")
    assert told == f"PRODUCTION | {said} | not signed in | secrets: Secret Service"


def test_a_tenant_is_named_from_the_server_until_somebody_signs_in() -> None:
    assert f"| {TENANT} not signed in |" in words(read_session(signed_in=False))
    assert f"| {TENANT} signed in |" in words(read_session())


def test_an_application_only_reads_and_that_is_said() -> None:
    session = read_session()
    account = replace(builders.tenant_facts().account, is_application=True)
    session.facts = replace(session.facts, tenant=replace(session.tenant, account=account))
    assert f"{TENANT} signed in, reads only" in words(session)


def test_a_tenant_that_does_not_answer_is_not_said_to_be_signed_out() -> None:
    session = read_session()
    session.facts = replace(session.facts, tenant=Unknown.because(ConnectionLost("Gone.")))
    assert f"{TENANT} cannot be read" in words(session)


@pytest.mark.parametrize(
    ("status", "width", "row", "moved"),
    [
        (LAB, 79, f"LAB | SYNC01 connected | {TENANT} signed in | secrets: memory", ""),
        (LAB, 75, "LAB | SYNC01 connected | contoso.on..rosoft.com signed in | secrets: memory", ""),
        (LAB, 59, f"LAB | SYNC01 connected | {TENANT} signed in", "secrets: memory"),
        (
            LAB._replace(mode="PRODUCTION", server="sync01.contoso.com"),
            59,
            "PRODUCTION | sync01..o.com connected | cont...com signed in",
            "secrets: memory",
        ),
        (
            LAB._replace(mode="PRODUCTION", server="a-server-with-a-long-name.of-a-long.domain"),
            59,
            "PRODUCTION | a-serv..omain connected | cont...com signed in",
            "secrets: memory",
        ),
        (
            LAB._replace(server="界" * 30),
            59,
            "LAB | 界界界界..界界界界界 connected | cont...com signed in",
            "secrets: memory",
        ),
    ],
)
def test_names_are_cut_in_the_middle_and_secrets_move_to_the_title_bar(
    status: Status, width: int, row: str, moved: str
) -> None:
    assert status.row(width) == (row, moved)


@pytest.mark.parametrize("width", range(40, 120))
def test_whether_it_is_a_lab_and_how_the_server_stands_never_drop_out(width: int) -> None:
    status = LAB._replace(
        server_is="{server} connection lost", server="a-server.with-a-long-name.contoso.com"
    )
    row, _moved = status.row(width)
    assert row.startswith("LAB | ")
    assert " connection lost" in row
    assert cell_len(row) <= max(width, 62)


async def test_a_server_that_is_lost_shows_without_a_key() -> None:
    session = session_of()
    async with wizard_on(Page.WELCOME, session) as (pilot, _screen):
        await until(pilot, lambda: "SYNC01 connected" in text_of(pilot))
        session.connection = Connection.LOST
        await until(pilot, lambda: "SYNC01 connection lost" in text_of(pilot))


async def test_a_reading_that_lasts_is_shown() -> None:
    session = session_of()
    async with wizard_on(Page.WELCOME, session) as (pilot, _screen):
        await until(pilot, lambda: "SYNC01 connected" in text_of(pilot))
        session.connection = Connection.READING
        await until(pilot, lambda: "SYNC01 reading" in text_of(pilot))


async def test_a_page_beneath_shows_what_has_changed_meanwhile() -> None:
    session = session_of()
    async with wizard_on(Page.WELCOME, session) as (pilot, _screen):
        await until(pilot, lambda: "SYNC01 connected" in text_of(pilot))
        await pilot.press("f1")
        session.connection = Connection.LOST
        await until(pilot, lambda: "Help:" in text_of(pilot) and "connection lost" in text_of(pilot))
        await pilot.press("escape")
        await settled(pilot)
        assert "SYNC01 connection lost" in text_of(pilot)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (200, 50)])
async def test_the_second_row_says_it_on_every_size(size: tuple[int, int]) -> None:
    async with wizard_on(Page.TASKS, size=size) as (pilot, _screen):
        rows = text_of(pilot).split("\n")
        assert rows[1].startswith(f" LAB | SYNC01 connected | {TENANT} signed in")
        assert "secrets: memory" in "".join(rows[:2])
