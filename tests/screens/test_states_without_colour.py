"""No state is told by colour alone: ticks, focus, what is closed and what is severe show without any."""

from __future__ import annotations

import pytest
from tests.screens.pages import settled, text_of, wizard_on
from textual.pilot import Pilot

from writeback.cli import console
from writeback.domain.findings import Severity
from writeback_tui.catalogue import Page
from writeback_tui.terminal_profile import Window
from writeback_tui.widgets import bars, evidence_rows, findings
from writeback_tui.widgets.choice_list import ChoiceList
from writeback_tui.widgets.field import Field
from writeback_tui.widgets.step_list import Mark
from writeback_tui.widgets.tick_box import TickBox

BARE = Window(theme="ansi", no_color=True)


def lit(pilot: Pilot[None]) -> list[tuple[int, str]]:
    """What is in reverse video, with its row; the caret of a field is its focus."""
    strips = enumerate(pilot.app.screen._compositor.render_strips())
    return [(y, text) for y, strip in strips for text, style, _ in strip if style and style.reverse]


@pytest.mark.parametrize(
    "page", [Page.TASKS, Page.FEATURES, Page.READY, Page.PORTAL, Page.PROFILE, Page.FILTERING]
)
async def test_where_the_focus_is_can_be_seen(page: Page) -> None:
    async with wizard_on(page, window=BARE) as (pilot, _screen):
        seen = []
        for _time in range(3):
            focused = pilot.app.focused
            if focused is not None and not isinstance(focused, Field):
                assert lit(pilot), focused
            seen.append((focused, lit(pilot)))
            await pilot.press("tab")
            await settled(pilot)
        shown = {id(focused): marks for focused, marks in seen if not isinstance(focused, Field)}
        assert len({tuple(marks) for marks in shown.values()}) == len(shown)


async def test_a_tick_shows() -> None:
    async with wizard_on(Page.FEATURES, window=BARE) as (pilot, page):
        before = text_of(pilot)
        await pilot.press("space")
        await settled(pilot)
        assert text_of(pilot) != before
        box = page.query(TickBox).first()
        states = set()
        for box.disabled in (False, True):
            for box.value in (False, True):
                for box.listed in (False, True):
                    states.add((box.lines(60)[0].plain, box.listed))
        assert len(states) == 8


async def test_a_choice_shows() -> None:
    async with wizard_on(Page.TASKS, window=BARE) as (pilot, page):
        before = text_of(pilot)
        await pilot.press("down", "down", "up", "up", "up")
        await settled(pilot)
        chosen = page.query_one(ChoiceList)
        assert text_of(pilot) != before or chosen.at == chosen.chosen


async def test_a_field_that_is_closed_says_so() -> None:
    async with wizard_on(Page.PROFILE, window=BARE) as (pilot, page):
        field = page.query(Field).first()
        field.value = "contoso"
        field.disabled = True
        await settled(pilot)
        assert "contoso (fixed)" in text_of(pilot)


async def test_a_placeholder_is_told_from_what_was_typed() -> None:
    async with wizard_on(Page.PROFILE, window=BARE) as (pilot, _page):
        assert "(a name for it)" in text_of(pilot)


async def test_a_button_that_is_closed_says_so() -> None:
    async with wizard_on(Page.TASKS, window=BARE) as (pilot, _page):
        assert "[ Previous (off) ]" in text_of(pilot)


@pytest.mark.parametrize("marks", [findings.MARKS, console.MARKS])
def test_every_severity_has_a_mark_of_its_own(marks: dict[Severity, str]) -> None:
    assert len(set(marks.values())) == len(Severity)


def test_every_tone_step_and_piece_of_evidence_has_a_mark_of_its_own() -> None:
    assert len({tone.value for tone in bars.Tone}) == len(bars.Tone)
    assert len({mark.value for mark in Mark}) == len(Mark)
    assert len({mark for mark, _style in evidence_rows.MARKS.values()}) == len(evidence_rows.MARKS)
