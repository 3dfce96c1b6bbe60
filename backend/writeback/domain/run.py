"""What a run reports while it goes and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from writeback.domain.facts import LogEvent


class StepOutcome(Enum):
    """How one step ended."""

    DONE = "done"
    NOT_SEEN = "not-seen"
    """A wait ended without the expected observation; the verdict decides what that means."""
    BY_HAND = "by-hand"
    """Left to the admin, who states it; never counted as proof."""
    FAILED = "failed"
    IN_DOUBT = "in-doubt"
    SKIPPED = "skipped"


class RunOutcome(Enum):
    """How a whole run ended."""

    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    IN_DOUBT = "in-doubt"


@dataclass(frozen=True, slots=True)
class RunStarted:
    """`titles` are the steps in order."""

    run_id: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunNote:
    """A sentence about the run as a whole, such as a lock that a dead process left behind."""

    text: str


@dataclass(frozen=True, slots=True)
class StepStarted:
    """Step `index` of the run begins."""

    index: int
    title: str


@dataclass(frozen=True, slots=True)
class StepNews:
    """What a step sees while it works: a sentence, or events of the server."""

    index: int
    text: str = ""
    events: tuple[LogEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class StepEnded:
    """Step `index` has ended; `note` is one sentence, empty when there is nothing to add."""

    index: int
    outcome: StepOutcome
    note: str = ""


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The run is over; `message` is the sentence for people, `journal` the file it was recorded in."""

    run_id: str
    outcome: RunOutcome
    message: str
    journal: str


RunEvent = RunStarted | RunNote | StepStarted | StepNews | StepEnded | RunEnded
Tell = Callable[[RunEvent], None]
