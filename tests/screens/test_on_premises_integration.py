"""On-premises integration: the tenant's two switches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests import builders
from tests.golden_frames import check_golden
from tests.screens.pages import settled, shown, text_of, until, wizard_on
from tests.screens.scripted import scripted
from tests.stand_in import StandInSession, read_session

from writeback.domain.errors import TenantDenied
from writeback.domain.facts import Edition, SwitchMethod, Unknown
from writeback.domain.run import RunOutcome, StepOutcome
from writeback.domain.steps import SaveSwitch, SwitchesByHand
from writeback_tui.catalogue import Page

UNREADABLE = builders.tenant_facts(switches=Unknown("The portal's interface was not used."))
AFTER = (builders.enabled_server(), builders.enabled_tenant())


def enabled(edition: Edition = Edition.ENTRA_CONNECT, **settings: Any) -> StandInSession:
    return read_session(edition, server=builders.enabled_server(), **settings)


def opted_in(session: StandInSession) -> StandInSession:
    session.profile = replace(session.profile, switches=SwitchMethod.PORTAL_API)
    return session


def flat(text: str) -> str:
    rows = (line[25:] for line in text.splitlines())
    return " ".join(" ".join(rows).split())


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("edition", Edition)
async def test_the_page_has_the_words_of_its_edition(edition: Edition) -> None:
    async with wizard_on(Page.PORTAL, enabled(edition)) as (pilot, _screen):
        await check_golden(pilot, f"portal-{edition.value}")


async def test_a_state_that_cannot_be_read_is_unknown() -> None:
    async with wizard_on(Page.PORTAL, enabled(tenant=UNREADABLE)) as (pilot, _screen):
        assert text_of(pilot).count("was: unknown") == 2


async def test_save_is_off_until_the_admin_says_it_was_saved_in_the_portal() -> None:
    async with wizard_on(Page.PORTAL, enabled(tenant=UNREADABLE)) as (pilot, _screen):
        assert "[ Save (off) ]" in text_of(pilot)
        await pilot.press("tab", "tab", "tab", "space")
        assert "[ Save ]" in text_of(pilot)


async def test_what_was_done_by_hand_is_recorded_by_a_run() -> None:
    session = enabled(tenant=UNREADABLE)
    async with wizard_on(Page.PORTAL, session) as (pilot, screen):
        await pilot.press("tab", "tab", "tab", "space", "enter")
        await until(pilot, lambda: shown(pilot).PAGE is Page.SUMMARY)
        plan, _credential = session.applied[0]
        assert plan.steps == (SwitchesByHand(True, True),)
        assert len(screen.wizard.state.runs) == 1


async def test_a_portal_that_says_otherwise_is_not_believed_to_be_saved() -> None:
    session = enabled()
    async with wizard_on(Page.PORTAL, session) as (pilot, _screen):
        await pilot.press("tab", "tab", "tab", "space", "enter")
        await settled(pilot)
        assert "The portal still says: write back passwords no" in flat(text_of(pilot))
        assert session.applied == []


async def test_the_portals_interface_is_closed_unless_the_profile_opts_in() -> None:
    async with wizard_on(Page.PORTAL, enabled()) as (pilot, _screen):
        await pilot.press("tab", "tab", "down")
        assert "does not opt in" in text_of(pilot)
        assert "(o) I set this in the portal" in text_of(pilot)


async def test_the_portals_interface_saves_both_switches_in_one_run() -> None:
    session = opted_in(enabled(after_run=AFTER))
    async with wizard_on(Page.PORTAL, session) as (pilot, _screen):
        assert "(o) Portal API (unsupported)" in text_of(pilot)
        assert "I have saved it" not in text_of(pilot)
        await pilot.press("f8")
        await until(pilot, lambda: shown(pilot).PAGE is Page.SUMMARY)
        plan, _credential = session.applied[0]
        assert [type(step) for step in plan.steps] == [SaveSwitch, SaveSwitch]


async def test_switches_that_are_as_chosen_need_no_run() -> None:
    session = opted_in(enabled(tenant=builders.enabled_tenant()))
    async with wizard_on(Page.PORTAL, session) as (pilot, screen):
        assert text_of(pilot).count("was: on") == 2
        await pilot.press("f8")
        await until(pilot, lambda: shown(pilot).PAGE is Page.SUMMARY)
        assert session.applied == []
        assert not screen.wizard.state.unsaved


async def test_a_save_that_is_refused_keeps_the_page_and_says_why() -> None:
    session = opted_in(enabled(apply_error=TenantDenied("The portal refused the account.", "Use another.")))
    async with wizard_on(Page.PORTAL, session) as (pilot, screen):
        await pilot.press("f8")
        await settled(pilot)
        assert "The portal refused the account. Use another." in flat(text_of(pilot))
        assert screen.wizard.state.changing is False


async def test_a_save_that_failed_says_so_and_one_in_doubt_asks_to_read_again() -> None:
    lost = (StepOutcome.IN_DOUBT, "The answer was lost.")
    session = opted_in(scripted(lost, ends=RunOutcome.IN_DOUBT, server=builders.enabled_server()))
    async with wizard_on(Page.PORTAL, session) as (pilot, _screen):
        await pilot.press("f8")
        await until(pilot, lambda: "IN DOUBT" in text_of(pilot))
        assert shown(pilot).PAGE is Page.PORTAL


async def test_skip_leads_on_and_wants_nothing() -> None:
    async with wizard_on(Page.PORTAL, enabled()) as (pilot, screen):
        await pilot.press("shift+tab", "enter")
        await until(pilot, lambda: shown(pilot).PAGE is Page.SUMMARY)
        assert not screen.wizard.state.choices.wants_switches


async def test_answers_are_kept_when_the_page_is_left() -> None:
    async with wizard_on(Page.PORTAL, enabled()) as (pilot, _screen):
        await pilot.press("tab", "space", "f7", "f8")
        assert shown(pilot).PAGE is Page.PORTAL
        assert "[ ] Allow users to unlock" in text_of(pilot)
        assert "[x] Write back passwords" in text_of(pilot)


async def test_yes_and_no_are_answered_with_space_in_2021() -> None:
    async with wizard_on(Page.PORTAL, enabled(Edition.AZURE_AD_CONNECT)) as (pilot, screen):
        await pilot.press("space", "f7")
        assert screen.wizard.state.choices.write_back_passwords is False


async def test_without_a_sign_in_save_is_off() -> None:
    async with wizard_on(Page.PORTAL, enabled(signed_in=False)) as (pilot, _screen):
        assert "Nobody has signed in to the tenant" in text_of(pilot)
        assert "[ Save (off) ]" in text_of(pilot)


@pytest.mark.usefixtures("spoken")
async def test_f6_shows_the_address_in_whole_pieces_and_what_to_set() -> None:
    async with wizard_on(Page.PORTAL, enabled()) as (pilot, _screen):
        await pilot.press("f6")
        await pilot.pause()
        await check_golden(pilot, "portal-link")


async def test_in_a_lab_f4_plays_the_admin_in_the_portal() -> None:
    session = enabled()
    async with wizard_on(Page.PORTAL, session) as (pilot, _screen):
        session.tenant = builders.enabled_tenant()
        await pilot.press("f4")
        await until(pilot, lambda: "[ Save ]" in text_of(pilot) and "survey" in session.calls)
        assert session.lab is not None
        assert session.lab.saved == (True, True)
        assert "[x] I have saved it in the portal." in text_of(pilot)


async def test_after_a_save_in_the_portal_the_page_still_says_what_was_before_it() -> None:
    session = enabled()
    async with wizard_on(Page.PORTAL, session) as (pilot, screen):
        session.tenant = builders.enabled_tenant()
        await pilot.press("f4")
        await until(pilot, lambda: shown(pilot) is not screen)
        await settled(pilot)
        assert session.facts.tenant is session.tenant
        assert text_of(pilot).count("was: off") == 2


async def test_what_a_run_has_saved_is_what_was_before_the_next_change() -> None:
    session = opted_in(enabled(after_run=AFTER))
    async with wizard_on(Page.PORTAL, session) as (pilot, _screen):
        await pilot.press("f8")
        await until(pilot, lambda: shown(pilot).PAGE is Page.SUMMARY)
        await settled(pilot)
        await pilot.press("f7")
        await until(pilot, lambda: text_of(pilot).count("was: on") == 2)


async def test_outside_a_lab_f4_does_nothing() -> None:
    session = enabled(lab=None)
    async with wizard_on(Page.PORTAL, session, lab_name=None) as (pilot, _screen):
        await pilot.press("f4")
        await settled(pilot)
        assert "F4" not in text_of(pilot)
        assert session.calls == []
