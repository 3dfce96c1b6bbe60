"""Configuration complete."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.screens.pages import shown, text_of, wizard_on
from tests.screens.scripted import ENABLE, ENDED
from tests.stand_in import StandInSession, read_session

from writeback.domain.choices import Choices
from writeback.domain.facts import Edition, Switches, SwitchMethod, Unknown
from writeback_tui.catalogue import Page


def complete(session: StandInSession) -> Any:
    plan = read_session().plan(ENABLE)
    return wizard_on(Page.COMPLETE, session, plan=plan, run=ENDED, runs=[ENDED])


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("edition", Edition)
async def test_what_was_done_is_shown_with_its_proof_and_its_undo(edition: Edition) -> None:
    async with complete(read_session(edition, server=builders.enabled_server())) as (pilot, _screen):
        await check_golden(pilot, f"complete-{edition.value}")


async def test_events_that_are_not_there_yet_are_said() -> None:
    server = builders.enabled_server(events=())
    async with complete(read_session(server=server)) as (pilot, _screen):
        assert "! Events: not seen: 31005, 31015, 31019." in text_of(pilot)


async def test_after_disabling_no_cloud_half_is_announced() -> None:
    async with complete(read_session()) as (pilot, _screen):
        assert "Writeback is disabled on SYNC01" in text_of(pilot)
        assert "The cloud half" not in text_of(pilot)


BY_PORTAL = Choices(
    write_back_passwords=False, unlock_without_reset=False, switch_method=SwitchMethod.PORTAL_API
)


@pytest.mark.parametrize(
    ("choices", "now", "words"),
    [
        (BY_PORTAL, Switches(False, False), "# Switches of the tenant: write back passwords: no,"),
        (BY_PORTAL, Switches(True, False), "! Switches of the tenant: write back passwords: yes,"),
        (BY_PORTAL, Unknown("The portal was not asked."), "! Switches of the tenant: The portal was not"),
        (replace(BY_PORTAL, switch_method=SwitchMethod.ASSISTED), Switches(False, False), "by hand in the"),
    ],
)
async def test_after_the_switches_alone_nothing_is_said_of_the_server(
    choices: Choices, now: Any, words: str
) -> None:
    before = read_session(server=builders.enabled_server(), tenant=builders.enabled_tenant())
    plan = before.plan(choices)
    session = read_session(server=builders.enabled_server(), tenant=builders.enabled_tenant(switches=now))
    async with wizard_on(Page.COMPLETE, session, plan=plan, run=ENDED, runs=[ENDED]) as (pilot, _screen):
        assert words in text_of(pilot)
        for other in ("configuration succeeded", "Writeback is", "Events", "cloud half"):
            assert other not in text_of(pilot)


async def test_after_both_halves_both_are_said() -> None:
    before = read_session(server=builders.enabled_server(), tenant=builders.enabled_tenant())
    plan = before.plan(replace(BY_PORTAL, password_writeback=False))
    async with wizard_on(Page.COMPLETE, read_session(), plan=plan, run=ENDED, runs=[ENDED]) as (pilot, _):
        assert "Writeback is disabled on SYNC01" in text_of(pilot)
        assert "# Switches of the tenant: write back passwords: no," in text_of(pilot)


async def test_there_is_no_way_back_over_a_run() -> None:
    async with complete(read_session(server=builders.enabled_server())) as (pilot, _screen):
        await pilot.press("escape")
        assert shown(pilot).PAGE is Page.COMPLETE
        await pilot.press("enter")
        assert shown(pilot).PAGE is Page.PORTAL
