"""Run events become lines."""

from __future__ import annotations

import pytest
from tests import builders

from writeback.domain.run import (
    RunEnded,
    RunEvent,
    RunOutcome,
    RunStarted,
    StepEnded,
    StepNews,
    StepOutcome,
    StepStarted,
)
from writeback_tui.contents.run_progress import RunProgress, elapsed, event_line, window

TITLES = ("Export", "Set", "Read back")


def after(*events: RunEvent) -> RunProgress:
    progress = RunProgress()
    for event in (RunStarted("run", TITLES), *events):
        progress.follow(event)
    return progress


def marks(progress: RunProgress) -> list[str]:
    return [step.mark for step in progress.steps]


def test_steps_wait_run_and_end() -> None:
    progress = after(StepStarted(0, ""), StepEnded(0, StepOutcome.DONE), StepStarted(1, ""))
    assert marks(progress) == ["[OK]", "[..]", "[  ]"]
    assert progress.current == 1


@pytest.mark.parametrize(
    ("outcome", "mark"),
    [
        (StepOutcome.DONE, "[OK]"),
        (StepOutcome.NOT_SEEN, "[??]"),
        (StepOutcome.BY_HAND, "[OK]"),
        (StepOutcome.FAILED, "[!!]"),
        (StepOutcome.IN_DOUBT, "[??]"),
        (StepOutcome.SKIPPED, "[--]"),
    ],
)
def test_every_outcome_has_its_mark(outcome: StepOutcome, mark: str) -> None:
    assert marks(after(StepStarted(0, ""), StepEnded(0, outcome)))[0] == mark


def test_news_are_sentences_and_events_of_the_server() -> None:
    progress = after(StepStarted(0, ""), StepNews(0, "Waiting.", (builders.event(31005, 1),)))
    assert progress.steps[0].news == ["Waiting.", "31005 OnboardingEventSuccess  09:41:00Z"]


def test_an_event_without_a_name_shows_its_number() -> None:
    assert event_line(builders.event(39999, 0)) == "39999 39999  09:40:00Z"


def test_the_end_of_the_run_is_kept() -> None:
    ended = RunEnded("run", RunOutcome.FAILED, "No.", "/journal")
    assert after(ended).ended == ended


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "00:00"), (48.9, "00:48"), (600, "10:00"), (3725, "1:02:05")]
)
def test_elapsed_time_is_minutes_and_seconds(seconds: float, text: str) -> None:
    assert elapsed(seconds) == text


@pytest.mark.parametrize(
    ("heights", "current", "room", "shown"),
    [
        ([1, 1, 1], 0, 9, range(3)),
        ([1, 1, 1, 1, 1], 0, 3, range(3)),
        ([1, 1, 1, 1, 1], 4, 3, range(2, 5)),
        ([1, 1, 3, 1, 1], 2, 4, range(2, 4)),
        ([9], 0, 4, range(1)),
        ([], 0, 4, range(0)),
    ],
)
def test_the_window_holds_the_current_step_and_what_comes(
    heights: list[int], current: int, room: int, shown: range
) -> None:
    assert window(heights, current, room) == shown
