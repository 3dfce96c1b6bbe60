"""Configuration complete."""

from __future__ import annotations

from typing import Any

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.screens.pages import shown, text_of, wizard_on
from tests.screens.scripted import ENABLE, ENDED
from tests.stand_in import StandInSession, read_session

from writeback.domain.facts import Edition
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


async def test_there_is_no_way_back_over_a_run() -> None:
    async with complete(read_session(server=builders.enabled_server())) as (pilot, _screen):
        await pilot.press("escape")
        assert shown(pilot).PAGE is Page.COMPLETE
        await pilot.press("enter")
        assert shown(pilot).PAGE is Page.PORTAL
