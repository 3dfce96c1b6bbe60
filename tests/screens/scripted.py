"""A session whose run tells exactly what a test has written down."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, fields

from tests import builders
from tests.stand_in import StandInSession, read_session

from writeback.domain.choices import Choices
from writeback.domain.plan import Plan
from writeback.domain.ports import CloudCredential
from writeback.domain.run import (
    RunEnded,
    RunEvent,
    RunOutcome,
    RunStarted,
    StepEnded,
    StepNews,
    StepOutcome,
    StepStarted,
    Tell,
)

RUN_ID = "20260619T094000Z-1a2b"
JOURNAL = "/home/adm/.local/state/writeback/runs/20260619T094000Z-1a2b.jsonl"
ENABLE = Choices(password_writeback=True)


@dataclass
class ScriptedSession(StandInSession):
    """`outcomes` are how the steps end, in order; None stays at that step until `may_go_on` is set."""

    outcomes: tuple[tuple[StepOutcome, str] | None, ...] = ()
    ends: RunOutcome = RunOutcome.DONE
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def apply(
        self, plan: Plan, tell: Tell, credential: CloudCredential | None = None, *, undoes: str = ""
    ) -> RunEnded:
        self.calls.append("apply")
        titles = tuple(step.title() for step in plan.steps)
        tell(RunStarted(RUN_ID, titles))
        note = "Everything was done."
        for index, outcome in enumerate(self.outcomes):
            for event in self._news(index, titles[index]):
                tell(event)
            if outcome is None:
                await self.may_go_on.wait()
            kind, note = outcome or (StepOutcome.DONE, note)
            tell(StepEnded(index, kind, note))
        ended = RunEnded(RUN_ID, self.ends, note, JOURNAL)
        tell(ended)
        self._settle_after_run()
        return ended

    @staticmethod
    def _news(index: int, title: str) -> tuple[RunEvent, ...]:
        seen = tuple(builders.event(number, 1) for number in (31004, 31017, 31018))
        return StepStarted(index, title), StepNews(index, events=seen)


def scripted(
    *outcomes: tuple[StepOutcome, str] | None, ends: RunOutcome = RunOutcome.DONE, **settings: object
) -> ScriptedSession:
    """A session that has read everything; its run goes as written."""
    read = read_session(**settings)  # type: ignore[arg-type]
    same = {entry.name: getattr(read, entry.name) for entry in fields(StandInSession)}
    session = ScriptedSession(**same, outcomes=outcomes, ends=ends)
    session.facts = read.facts
    return session


DONE = (StepOutcome.DONE, "")
ENDED = RunEnded(RUN_ID, RunOutcome.DONE, "Everything was done.", JOURNAL)
