"""Additional tasks: which can be chosen, where they lead, why the others cannot."""

from __future__ import annotations

import pytest
from tests.golden_frames import check_golden
from tests.screens.pages import settled, shown, text_of, until, wizard_on
from tests.stand_in import read_session

from writeback.domain.facts import Edition
from writeback_tui.catalogue import Page, Task


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("edition", Edition)
async def test_the_page_looks_as_it_should(edition: Edition) -> None:
    async with wizard_on(Page.TASKS, read_session(edition), task=None) as (pilot, _screen):
        await check_golden(pilot, f"tasks-{edition.value}")


@pytest.mark.parametrize(
    ("task", "page"),
    [
        (Task.CUSTOMIZE, Page.CONNECT),
        (Task.VIEW, Page.VIEW),
        (Task.TROUBLESHOOT, Page.TROUBLESHOOT),
    ],
)
async def test_enter_on_a_task_leads_to_its_page(task: Task, page: Page) -> None:
    async with wizard_on(Page.TASKS, task=task) as (pilot, _screen):
        await pilot.press("enter")
        await until(pilot, lambda: shown(pilot).PAGE is page)


async def test_a_task_of_the_windows_wizard_says_why_it_cannot_be_chosen() -> None:
    async with wizard_on(Page.TASKS) as (pilot, _screen):
        await pilot.press("home", "enter")
        await settled(pilot)
        assert shown(pilot).PAGE is Page.TASKS
        assert "Privacy settings stays in the Windows wizard" in text_of(pilot)
        assert "(o) Customize" in text_of(pilot)


async def test_the_answer_is_kept_by_previous() -> None:
    async with wizard_on(Page.TASKS) as (pilot, _screen):
        await pilot.press("end", "f8")
        await until(pilot, lambda: shown(pilot).PAGE is Page.TROUBLESHOOT)
        await pilot.press("escape")
        await until(pilot, lambda: shown(pilot).PAGE is Page.TASKS)
        assert "(o) Troubleshoot" in text_of(pilot)


async def test_welcome_cannot_be_returned_to() -> None:
    async with wizard_on(Page.TASKS) as (pilot, _screen):
        await pilot.press("escape")
        await settled(pilot)
        assert shown(pilot).PAGE is Page.TASKS
        assert "- Welcome" in text_of(pilot)


@pytest.mark.usefixtures("spoken")
async def test_the_configuration_is_shown_and_exported() -> None:
    session = read_session()
    async with wizard_on(Page.VIEW, session, task=Task.VIEW) as (pilot, _screen):
        await check_golden(pilot, "view-configuration")
        await pilot.click("#export")
        await until(pilot, lambda: "writeback-export" in " ".join(text_of(pilot).split()))
        assert session.calls == ["export_configuration"]


@pytest.mark.usefixtures("spoken")
async def test_troubleshoot_shows_findings_and_events() -> None:
    async with wizard_on(Page.TROUBLESHOOT, task=Task.TROUBLESHOOT) as (pilot, _screen):
        await check_golden(pilot, "troubleshoot")
