"""Optional features."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.screens.pages import shown, text_of, wizard_on
from tests.stand_in import read_session

from writeback.domain.facts import Edition, Unknown
from writeback.domain.texts import _
from writeback_tui.catalogue import Page

STAGING = builders.server_facts(scheduler=replace(builders.SCHEDULER, staging_mode_enabled=True))


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("edition", Edition)
async def test_the_eight_boxes_are_shown_as_they_are(edition: Edition) -> None:
    async with wizard_on(Page.FEATURES, read_session(edition)) as (pilot, _screen):
        await check_golden(pilot, f"features-{edition.value}")


async def test_ticking_the_box_plans_the_enabling() -> None:
    async with wizard_on(Page.FEATURES) as (pilot, screen):
        await pilot.press("space", "f8")
        assert screen.wizard.state.choices.password_writeback is True
        assert shown(pilot).PAGE is Page.READY


async def test_clearing_the_box_plans_the_disabling() -> None:
    session = read_session(server=builders.enabled_server())
    async with wizard_on(Page.FEATURES, session) as (pilot, screen):
        assert "was: on" in text_of(pilot)
        await pilot.press("space")
        assert "Configure will disable password writeback" in " ".join(
            line[25:].strip() for line in text_of(pilot).splitlines()
        )
        await pilot.press("f8")
        assert screen.wizard.state.choices.password_writeback is False


async def test_leaving_the_box_as_it_is_plans_nothing() -> None:
    async with wizard_on(Page.FEATURES) as (pilot, screen):
        await pilot.press("space", "space", "f8")
        assert screen.wizard.state.choices.password_writeback is None


async def test_previous_and_next_keep_what_was_ticked() -> None:
    async with wizard_on(Page.FEATURES) as (pilot, _screen):
        await pilot.press("space", "escape")
        assert shown(pilot).PAGE is Page.FILTERING
        await pilot.press("f8")
        assert "[x] Password writeback" in text_of(pilot)


async def test_the_other_boxes_cannot_have_the_focus() -> None:
    async with wizard_on(Page.FEATURES) as (pilot, _screen):
        seen = set()
        for _press in range(5):
            seen.add(pilot.app.focused.id if pilot.app.focused else None)
            await pilot.press("tab")
        assert seen == {"password-writeback", "previous", "next"}


async def test_a_blocking_finding_closes_next_and_says_why() -> None:
    async with wizard_on(Page.FEATURES, read_session(server=STAGING)) as (pilot, _screen):
        assert "1 blocking" in text_of(pilot)
        assert "[ Next (off) ]" in text_of(pilot)
        assert "SYNC01 is in staging mode" in text_of(pilot)
        await pilot.press("f8")
        assert shown(pilot).PAGE is Page.FEATURES


async def test_a_state_that_could_not_be_read_closes_next() -> None:
    server = builders.server_facts(writeback=Unknown("Access is denied."))
    async with wizard_on(Page.FEATURES, read_session(server=server)) as (pilot, _screen):
        assert "could not be read" in text_of(pilot)
        assert "[ Next (off) ]" in text_of(pilot)


@pytest.mark.usefixtures("spoken")
async def test_f3_opens_the_findings_worst_first_and_closes_them() -> None:
    async with wizard_on(Page.FEATURES, read_session(server=STAGING)) as (pilot, _screen):
        await pilot.press("f3")
        await pilot.pause()
        await check_golden(pilot, "preflight")
        await pilot.press("f3")
        assert _("Only Password writeback can be changed here.") in text_of(pilot)
