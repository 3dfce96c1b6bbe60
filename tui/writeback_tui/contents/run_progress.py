"""What is shown of a run while it goes: run events in, steps and lines out."""

from __future__ import annotations

from dataclasses import dataclass, field

from writeback.domain.facts import LogEvent
from writeback.domain.run import (
    RunEnded,
    RunEvent,
    RunNote,
    RunStarted,
    StepEnded,
    StepNews,
    StepOutcome,
    StepStarted,
)
from writeback.domain.texts import _
from writeback.domain.windows_events import name_of

NEWS_SHOWN = 5
"""Lines under the running step: what is older is in the journal."""

MARKS = {
    StepOutcome.DONE: "[OK]",
    StepOutcome.BY_HAND: "[OK]",
    StepOutcome.NOT_SEEN: "[??]",
    StepOutcome.IN_DOUBT: "[??]",
    StepOutcome.FAILED: "[!!]",
    StepOutcome.SKIPPED: "[--]",
}
RUNNING_MARK = "[..]"
WAITING_MARK = "[  ]"


@dataclass
class ShownStep:
    """One step: `begun` while it runs, `outcome` when it has ended."""

    title: str
    begun: bool = False
    outcome: StepOutcome | None = None
    note: str = ""
    news: list[str] = field(default_factory=list)

    @property
    def is_running(self) -> bool:
        return self.begun and self.outcome is None

    @property
    def mark(self) -> str:
        """`[OK]` done, `[..]` running, `[  ]` to come, `[!!]` failed, `[??]` not seen or in doubt."""
        if self.outcome is not None:
            return MARKS[self.outcome]
        return RUNNING_MARK if self.begun else WAITING_MARK

    @property
    def state_in_words(self) -> str:
        """As `mark`: a sentence with `{number}`, `{count}` and `{title}`."""
        if self.outcome is None:
            if self.begun:
                return _("Step {number} of {count} has begun: {title}.")
            return _("Step {number} of {count} is to come: {title}.")
        return {
            StepOutcome.DONE: _("Step {number} of {count} is done: {title}."),
            StepOutcome.BY_HAND: _("Step {number} of {count} is left to a person: {title}."),
            StepOutcome.NOT_SEEN: _("Step {number} of {count} has not seen what it waited for: {title}."),
            StepOutcome.IN_DOUBT: _("Step {number} of {count} is in doubt: {title}."),
            StepOutcome.FAILED: _("Step {number} of {count} has failed: {title}."),
            StepOutcome.SKIPPED: _("Step {number} of {count} was left out: {title}."),
        }[self.outcome]


@dataclass
class RunProgress:
    """All steps of one run. `ended` is set by its last event."""

    steps: list[ShownStep] = field(default_factory=list)
    run_id: str = ""
    ended: RunEnded | None = None

    def follow(self, event: RunEvent) -> None:
        """Takes in one event of the run."""
        match event:
            case RunStarted(run_id, titles):
                self._start(run_id, titles)
            case RunNote(text) if self.steps:
                self.steps[self.current].news.append(text)
            case StepStarted(index):
                self.steps[index].begun, self.steps[index].outcome = True, None
            case StepNews(index, text, events):
                self.steps[index].news += [text] if text else []
                self.steps[index].news += [event_line(entry) for entry in events]
            case StepEnded(index, outcome, note):
                self.steps[index].outcome, self.steps[index].note = outcome, note
            case RunEnded():
                self.ended = event

    def _start(self, run_id: str, titles: tuple[str, ...]) -> None:
        """A run that is gone on with keeps what was done earlier."""
        self.run_id = run_id
        if [step.title for step in self.steps] != list(titles):
            self.steps = [ShownStep(title) for title in titles]

    def in_words(self, index: int) -> str:
        """How it stands with a step, for those who do not see its mark."""
        step = self.steps[index]
        text = step.state_in_words.format(number=index + 1, count=len(self.steps), title=step.title)
        return f"{text} {step.note}" if step.note and step.mark != "[OK]" else text

    def begun_in_words(self, index: int) -> str:
        """That a step has begun."""
        title = self.steps[index].title
        return _("Step {number} of {count} has begun: {title}.").format(
            number=index + 1, count=len(self.steps), title=title
        )

    @property
    def current(self) -> int:
        """Index of the step to look at: the running one, else the last that has ended, else the first."""
        begun = [index for index, step in enumerate(self.steps) if step.begun]
        return begun[-1] if begun else 0

    @property
    def finished(self) -> int:
        """How many steps have ended one way or another."""
        return sum(step.outcome is not None for step in self.steps)

    @property
    def saw_everything(self) -> bool:
        """Whether every observation that was waited for has been made."""
        return all(step.outcome is not StepOutcome.NOT_SEEN for step in self.steps)


def event_line(event: LogEvent) -> str:
    """A server event in one line: number, its own name, and the server's time in UTC."""
    return _("{id} {name}  {time}Z").format(
        id=event.id, name=name_of(event.id), time=event.at.strftime("%H:%M:%S")
    )


def elapsed(seconds: float) -> str:
    """Minutes and seconds, with hours only where there are any."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def window(heights: list[int], current: int, room: int) -> range:
    """The steps to draw in `room` lines around the current one, when step n takes `heights[n]` lines."""
    first = last = current
    used = heights[current] if heights else 0
    while True:
        # Steps already passed are worth less than those to come, so the window grows downwards first.
        if last + 1 < len(heights) and used + heights[last + 1] <= room:
            last += 1
            used += heights[last]
        elif first > 0 and used + heights[first - 1] <= room:
            first -= 1
            used += heights[first]
        else:
            return range(first, last + 1 if heights else 0)
