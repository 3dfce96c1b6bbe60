"""Summary: the verdict and what it rests on."""

from __future__ import annotations

from typing import Any

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.screens.pages import text_of, until, wizard_on
from tests.screens.scripted import ENDED
from tests.stand_in import StandInSession, read_session

from writeback.domain.choices import Choices
from writeback.domain.facts import Edition, Switches, Unknown
from writeback.domain.texts import _
from writeback_tui.catalogue import Page


def summary(session: StandInSession, **kept: Any) -> Any:
    return wizard_on(Page.SUMMARY, session, run=ENDED, runs=[ENDED], **kept)


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("edition", Edition)
async def test_writeback_that_works_is_proven(edition: Edition) -> None:
    session = read_session(edition, server=builders.enabled_server(), tenant=builders.enabled_tenant())
    async with summary(session) as (pilot, _screen):
        await until(pilot, lambda: _("PROVEN: password writeback works.").partition(":")[0] in text_of(pilot))
        await check_golden(pilot, f"summary-{edition.value}")


async def test_evidence_that_is_missing_is_no_proof() -> None:
    session = read_session(
        server=builders.enabled_server(events=()), tenant=builders.tenant_facts(switches=Unknown("not read"))
    )
    async with summary(session) as (pilot, _screen):
        await until(pilot, lambda: "NOT PROVEN" in text_of(pilot))
        assert "[??] Events on the server" in text_of(pilot)


async def test_a_contradiction_is_said() -> None:
    off = builders.enabled_tenant(switches=Switches(False, False))
    session = read_session(server=builders.enabled_server(), tenant=off)
    async with summary(session) as (pilot, _screen):
        await until(pilot, lambda: "CONTRADICTED" in text_of(pilot))
        assert "[!!] Switches of the tenant" in text_of(pilot)


async def test_what_was_switched_off_is_no_contradiction() -> None:
    async with summary(read_session(), choices=Choices(password_writeback=False)) as (pilot, _screen):
        await until(pilot, lambda: "Password writeback is off, as chosen." in text_of(pilot))
        assert "CONTRADICTED" not in text_of(pilot)


OFF = Switches(False, False)
WITHOUT_SWITCH = Choices(write_back_passwords=False, unlock_without_reset=False)


@pytest.mark.parametrize(
    ("switches", "words"),
    [
        (OFF, "i The tenant's switch is off, as chosen."),
        (Switches(True, False), "! The tenant's switch was to be off, but it is"),
        (Unknown("not read"), "! The tenant's switch was to be off; whether it is"),
    ],
)
async def test_a_switch_that_was_taken_back_is_measured_by_what_was_chosen(switches: Any, words: str) -> None:
    session = read_session(
        server=builders.enabled_server(), tenant=builders.enabled_tenant(switches=switches)
    )
    async with summary(session, choices=WITHOUT_SWITCH) as (pilot, _screen):
        await until(pilot, lambda: words in text_of(pilot))
        assert "PROVEN" not in text_of(pilot)
        assert "CONTRADICTED" not in text_of(pilot)


async def test_a_server_that_is_off_though_it_was_chosen_is_a_contradiction_whatever_the_switch_is() -> None:
    session = read_session(tenant=builders.enabled_tenant(switches=OFF))
    choices = Choices(password_writeback=True, write_back_passwords=False)
    async with summary(session, choices=choices) as (pilot, _screen):
        await until(pilot, lambda: "CONTRADICTED" in text_of(pilot))


async def test_what_is_off_unasked_is_one() -> None:
    async with summary(read_session(), choices=Choices(password_writeback=True)) as (pilot, _screen):
        await until(pilot, lambda: "CONTRADICTED" in text_of(pilot))


async def test_f5_checks_again() -> None:
    session = read_session(server=builders.enabled_server(events=()), tenant=builders.enabled_tenant())
    async with summary(session) as (pilot, _screen):
        await until(pilot, lambda: "NOT PROVEN" in text_of(pilot))
        session.server = builders.enabled_server()
        await pilot.press("f5")
        await until(pilot, lambda: "# PROVEN" in text_of(pilot))


async def test_a_session_without_a_run_says_that_nothing_was_changed() -> None:
    async with wizard_on(Page.SUMMARY, read_session()) as (pilot, _screen):
        assert "Nothing was changed in this session." in text_of(pilot)


async def test_enter_ends_the_program() -> None:
    session = read_session(server=builders.enabled_server(), tenant=builders.enabled_tenant())
    async with summary(session) as (pilot, _screen):
        await until(pilot, lambda: "PROVEN" in text_of(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: not pilot.app._running)
