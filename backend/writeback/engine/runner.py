"""Runs the steps of a plan in order, journals each, and settles what is in doubt by reading again."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from datetime import datetime

from writeback.domain.errors import ConnectionLost, JournalUnwritable, ServerTimeout, WritebackError
from writeback.domain.facts import LogEvent
from writeback.domain.plan import Plan
from writeback.domain.ports import CloudCredential, SyncServer, TenantSwitches
from writeback.domain.run import (
    RunEnded,
    RunOutcome,
    RunStarted,
    StepEnded,
    StepNews,
    StepOutcome,
    StepStarted,
    Tell,
)
from writeback.domain.steps import Effect, SetSyncCycleEnabled, Step
from writeback.domain.texts import _
from writeback.domain.work import Done, Work
from writeback.engine.journal import Journal

ATTEMPTS = 3
"""How often something that only reads is tried over a connection that breaks."""
ATTEMPT_SECONDS = 2.0
SETTLED_SECONDS = 20.0
"""A command whose answer was lost may only just have reached the server: absence counts after this long."""
UNDER_WAY_SECONDS = 300.0
"""How long the end of something that has begun is waited for; as long as its answer would have been."""


class _StopWaiting(Exception):
    """The run was told to stop while a step only waited."""


@dataclass
class Run:
    """One execution of a plan. Setting `stop` ends it after the step in progress, a mere wait at once."""

    run_id: str
    plan: Plan
    server: SyncServer
    switches: TenantSwitches
    credential: CloudCredential
    since: datetime
    journal: Journal
    tell: Tell
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    outcome: RunOutcome = RunOutcome.DONE
    message: str = ""
    begun: set[int] = field(default_factory=set)
    """Indexes of the steps that were begun."""

    async def execute(self) -> RunEnded:
        """Runs to an end, whatever happens; what was paused is put back on every way out.

        Raises JournalUnwritable before anything has been sent.
        """
        self._write("run-started", plan=_summary(self.plan))
        self.tell(RunStarted(self.run_id, tuple(step.title() for step in self.plan.steps)))
        for index, step in enumerate(self.plan.steps):
            restores = self._restores(step, index)
            if self.stop.is_set() and self.outcome is RunOutcome.DONE and not restores:
                self._close(RunOutcome.STOPPED, _stopped_before(step))
            if self.outcome is RunOutcome.DONE or restores:
                await self._step(index, step, must_journal=not restores)
            else:
                self._end(index, StepOutcome.SKIPPED, "")
        self.message = self.message or _("Everything was done.")
        self._note("run-ended", outcome=self.outcome.value, message=self.message)
        report = RunEnded(self.run_id, self.outcome, self.message, str(self.journal.path))
        self.tell(report)
        return report

    async def _step(self, index: int, step: Step, *, must_journal: bool) -> None:
        self.tell(StepStarted(index, step.title()))
        try:
            done = await self._journalled(index, step, must_journal=must_journal)
        except _StopWaiting:
            done = Done(StepOutcome.NOT_SEEN, _("Stopped waiting, as asked."))
        except WritebackError as error:
            done = await self._settle(step, self._work(index), error)
        except (
            Exception
        ) as error:  # a defect of ours must not leave the scheduler paused or the run unreported
            doubt = StepOutcome.IN_DOUBT if step.writes else StepOutcome.FAILED
            done = Done(doubt, _("Internal error ({kind}).").format(kind=type(error).__name__))
        self._end(index, done.outcome, done.note)
        if done.outcome is StepOutcome.IN_DOUBT:
            self._close(RunOutcome.IN_DOUBT, done.note)
        elif done.outcome is StepOutcome.FAILED:
            self._close(RunOutcome.FAILED, done.note)

    async def _journalled(self, index: int, step: Step, *, must_journal: bool) -> Done:
        content = {"step": index, "id": step.id, "arguments": step.arguments()}
        if must_journal:
            self._write("intent", **content)
        else:
            # Putting the scheduler back matters more than the record of it.
            self._note("intent", **content)
        self.begun.add(index)
        work = self._work(index)
        for _attempt in range(0 if step.writes else ATTEMPTS):
            try:
                return await step.do(work)
            except (ConnectionLost, ServerTimeout) as error:
                work.tell(error.message, ())
                await asyncio.sleep(ATTEMPT_SECONDS)
        return await step.do(work)

    async def _settle(self, step: Step, work: Work, error: WritebackError) -> Done:
        """A failed step has had no effect, or is in doubt until the state has been read again."""
        if not (step.writes and error.in_doubt):
            return Done(StepOutcome.FAILED, error.sentence())
        self._note("in-doubt", id=step.id, why=error.sentence())
        work.tell(_("The answer was lost; reading the state again."), ())
        match await self._effect(step, work):
            case Effect.THERE:
                return Done(note=_("The answer was lost, but the state was read again: it is done."))
            case Effect.ABSENT:
                text = _("{why} The state was read again: nothing was changed.")
                return Done(StepOutcome.FAILED, text.format(why=error.message))
        text = _("{why} Whether it took effect is not known: read the state again before anything else.")
        return Done(StepOutcome.IN_DOUBT, text.format(why=error.message))

    async def _effect(self, step: Step, work: Work) -> Effect:
        """What the other end shows once it has had time to act on a command whose answer was lost."""
        began = time.monotonic()
        while True:
            try:
                effect = await step.effect(work)
            except WritebackError:
                effect = Effect.UNKNOWN
            patience = UNDER_WAY_SECONDS if effect is Effect.UNDER_WAY else SETTLED_SECONDS
            if effect is Effect.THERE or time.monotonic() - began >= patience:
                return effect
            await asyncio.sleep(ATTEMPT_SECONDS)

    def _restores(self, step: Step, index: int) -> bool:
        """Whether this step puts back what an earlier, begun step paused for the time of the run."""
        if not (isinstance(step, SetSyncCycleEnabled) and step.enabled):
            return False
        pause = replace(step, enabled=False)
        return any(self.plan.steps[earlier] == pause for earlier in self.begun if earlier < index)

    def _work(self, index: int) -> Work:
        began = time.monotonic()

        def elapsed() -> float:
            return time.monotonic() - began

        def news(text: str, events: tuple[LogEvent, ...]) -> None:
            self.tell(StepNews(index, text, events))

        return Work(
            self.run_id, self.server, self.switches, self.credential, self.since, self._pause, elapsed, news
        )

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.stop.wait(), seconds)
        except TimeoutError:
            return
        raise _StopWaiting

    def _close(self, outcome: RunOutcome, message: str) -> None:
        """The first bad end is the one that counts."""
        if self.outcome is RunOutcome.DONE:
            self.outcome, self.message = outcome, message

    def _end(self, index: int, outcome: StepOutcome, note: str) -> None:
        self._note("outcome", step=index, outcome=outcome.value, note=note)
        self.tell(StepEnded(index, outcome, note))

    def _write(self, kind: str, **content: object) -> None:
        self.journal.write(kind, run=self.run_id, **content)

    def _note(self, kind: str, **content: object) -> None:
        """A record after the fact. If it can't be written the run is failed and sends nothing more."""
        try:
            self._write(kind, **content)
        except JournalUnwritable as error:
            self._close(RunOutcome.FAILED, error.sentence())


def _stopped_before(step: Step) -> str:
    return _('Stopped as asked before "{step}"; what was done until then stays done.').format(
        step=step.title()
    )


def _summary(plan: Plan) -> dict[str, object]:
    return {
        "digest": plan.digest,
        "server": plan.server,
        "connector": plan.connector,
        "tenant": plan.tenant_id,
        "before": dict(plan.before),
        "ticket": plan.choices.ticket,
        "steps": [{"id": step.id, **step.arguments()} for step in plan.steps],
    }
