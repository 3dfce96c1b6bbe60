"""Ready to configure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.past import ended_run
from tests.screens.pages import shown, text_of, until, wizard_on
from tests.screens.scripted import ENABLE, scripted
from tests.stand_in import read_session

from writeback.domain.choices import Choices, ServerCredential
from writeback.domain.facts import Edition, SwitchMethod
from writeback.domain.steps import SetSyncCycleEnabled, StartSyncCycle
from writeback.domain.texts import _
from writeback_tui.catalogue import Page
from writeback_tui.widgets.tick_box import TickBox


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("edition", Edition)
async def test_the_plan_is_shown_before_it_is_made(edition: Edition) -> None:
    async with wizard_on(Page.READY, read_session(edition), choices=ENABLE) as (pilot, _screen):
        await check_golden(pilot, f"ready-{edition.value}")


async def test_disabling_is_shown_as_what_it_is() -> None:
    session = read_session(server=builders.enabled_server())
    choices = Choices(password_writeback=False)
    async with wizard_on(Page.READY, session, choices=choices) as (pilot, _screen):
        assert "Disable Password writeback" in text_of(pilot)
        assert "after    Disabled / Stopped" in text_of(pilot)


async def test_the_boxes_decide_about_cycle_and_scheduler() -> None:
    async with wizard_on(Page.READY, choices=ENABLE) as (pilot, screen):
        await pilot.press("space", "tab", "space", "f8")
        assert screen.wizard.state.plan is not None
        kinds = {type(step) for step in screen.wizard.state.plan.steps}
        assert StartSyncCycle not in kinds
        assert SetSyncCycleEnabled in kinds


async def test_a_box_changes_the_digest_on_the_page() -> None:
    def digest(text: str) -> str:
        return text.partition("sha256 ")[2][:19]

    async with wizard_on(Page.READY, choices=ENABLE) as (pilot, _screen):
        before = digest(text_of(pilot))
        await pilot.press("space")
        assert digest(text_of(pilot)) != before


async def test_the_ticket_is_part_of_the_plan_and_is_kept() -> None:
    async with wizard_on(Page.READY, choices=ENABLE) as (pilot, screen):
        await pilot.press("tab", "tab", *"CHG0041877", "escape", "f8")
        assert "CHG0041877" in text_of(pilot)
        assert screen.wizard.state.choices.ticket == "CHG0041877"


async def test_configure_hands_over_the_plan_that_was_shown() -> None:
    session = scripted(None)  # a run that ended would lead on to the next page by itself
    async with wizard_on(Page.READY, session, choices=ENABLE) as (pilot, screen):
        await pilot.press("enter")
        try:
            await until(pilot, lambda: "apply" in session.calls)
            assert shown(pilot).PAGE is Page.CONFIGURING
            assert screen.wizard.state.plan is not None
            assert screen.wizard.state.plan.digest == session.plan(ENABLE).digest
        finally:
            screen.wizard.worker.tell(session.may_go_on.set)


@pytest.mark.usefixtures("spoken")
async def test_f4_shows_the_full_plan_and_closes_it() -> None:
    async with wizard_on(Page.READY, choices=ENABLE) as (pilot, _screen):
        await pilot.press("f4")
        await pilot.pause()
        await check_golden(pilot, "full-plan")
        await pilot.press("f4")
        assert _("Ticket / reason") in text_of(pilot)


async def test_f9_shows_what_would_be_run() -> None:
    async with wizard_on(Page.READY, choices=ENABLE) as (_pilot, screen):
        assert any("-Enable $true" in line for line in screen.powershell())


@pytest.mark.usefixtures("spoken")
async def test_nothing_to_do_is_said_and_next_leads_past_the_run() -> None:
    async with wizard_on(Page.READY) as (pilot, _screen):
        await check_golden(pilot, "ready-nothing-to-do")
        await pilot.press("enter")
        assert shown(pilot).PAGE is Page.PORTAL


async def test_a_plan_that_cannot_be_made_says_why() -> None:
    from writeback.domain.facts import Unknown

    server = builders.server_facts(connector=Unknown("There is no connector."))
    async with wizard_on(Page.READY, read_session(server=server), choices=ENABLE) as (pilot, _screen):
        assert "The server has no connector to the tenant." in text_of(pilot)
        assert "[ Configure (off) ]" in text_of(pilot)


TAKEN_BACK = Choices(
    write_back_passwords=False, unlock_without_reset=False, switch_method=SwitchMethod.PORTAL_API
)


def undoing(choices: Choices) -> Any:
    """The page that takes a run back whose switches the portal's interface has set."""
    session = read_session(server=builders.enabled_server(), tenant=builders.enabled_tenant())
    return wizard_on(Page.READY, session, choices=choices, undoing=ended_run())


@pytest.mark.usefixtures("spoken")
async def test_taking_the_switches_back_asks_nothing_of_a_server_and_shows_its_digest() -> None:
    async with undoing(TAKEN_BACK) as (pilot, screen):
        assert not screen.query(TickBox)
        await check_golden(pilot, "ready-undo-switches")
        await pilot.press("f8")
        assert screen.wizard.state.choices.start_sync


@pytest.mark.usefixtures("spoken")
async def test_taking_both_halves_back_shows_the_digest_without_scrolling() -> None:
    async with undoing(replace(TAKEN_BACK, password_writeback=False)) as (pilot, screen):
        assert len(screen.query(TickBox)) == 2
        assert "sha256" in text_of(pilot)


async def test_taking_the_switches_back_asks_nothing_for_the_server_at_the_sign_in() -> None:
    session = read_session(credentials=(ServerCredential.PASSWORD,), tenant=builders.enabled_tenant())
    kept: dict[str, Any] = {"choices": TAKEN_BACK, "undoing": ended_run()}
    async with wizard_on(Page.CONNECT, session, **kept) as (pilot, _screen):
        assert "THE SERVER IS GIVEN" not in text_of(pilot)
        await pilot.press("f8")
        assert shown(pilot).PAGE is Page.READY
