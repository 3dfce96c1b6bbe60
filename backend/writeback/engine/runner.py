"""Runs the steps of a plan in order, journals each, and settles what is in doubt by reading again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Container
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from writeback.domain.errors import ConnectionLost, JournalUnwritable, ServerTimeout, WritebackError
from writeback.domain.facts import LogEvent
from writeback.domain.history import Operator, PastRun, StepRecord, Target
from writeback.domain.plan import Plan
from writeback.domain.ports import CloudCredential, SyncServer, TenantSwitches
from writeback.domain.run import (
    RunEnded,
    RunNote,
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
from writeback.engine.lock import operator_content, this_operator
from writeback.engine.plan_file import plan_content

T = TypeVar("T")

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
    """One execution of a plan: `begin` or `resume`, then `execute`.

    Setting `stop` ends it after the step in progress, a mere wait at once.
    """

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
    """Indexes of the steps that this process began."""

    def begin(self, operator: Operator, target: Target, undoes: str = "") -> None:
        """Records the plan. Raises JournalUnwritable: nothing is sent then."""
        self._write(
            "run-started",
            plan=plan_content(self.plan, target.profile),
            operator=operator_content(operator),
            target=asdict(target),
            since=self.since.isoformat(),
            undoes=undoes,
        )
        self._tell_start()

    def resume(self, operator: Operator) -> None:
        """Records who takes the run up again. Raises JournalUnwritable: nothing is sent then."""
        self._write("resumed", operator=operator_content(operator))
        self._tell_start()

    async def execute(self, indexes: Container[int] | None = None) -> RunEnded:
        """Runs to an end, whatever happens; what was paused is put back on every way out.

        `indexes` are the steps that are left of a resumed run; None means all.
        """
        for index, step in enumerate(self.plan.steps):
            if indexes is not None and index not in indexes:
                continue
            restores = self._restores(step, index)
            if self.stop.is_set() and self.outcome is RunOutcome.DONE and not restores:
                self.fail(RunOutcome.STOPPED, _stopped_before(step))
            if self.outcome is RunOutcome.DONE or restores:
                await self._step(index, step, must_journal=not restores)
            else:
                self._end(index, StepOutcome.SKIPPED, "")
        return self.end()

    def end(self) -> RunEnded:
        """Records and reports how the run ended."""
        self.message = self.message or _("Everything was done.")
        self._note("run-ended", outcome=self.outcome.value, message=self.message, given_up=False)
        report = RunEnded(self.run_id, self.outcome, self.message, str(self.journal.path))
        self.tell(report)
        return report

    async def recover(self, past: PastRun) -> None:
        """Reads the effect of every write that has no recorded end, then puts back what was paused.

        Tells and records what it found. Sends nothing else.
        """
        for index in past.open_writes:
            step = self.plan.steps[index]
            self.tell(StepStarted(index, step.title()))
            found = await self._found(step, self._work(index), _age(past.steps[index]))
            self._end(index, found.outcome, found.note)

    async def restore(self, past: PastRun) -> None:
        """Puts the scheduler back if the run left it paused. `past` is as recorded after `recover`."""
        if past.left_paused:
            index = self.plan.steps.index(SetSyncCycleEnabled(True))
            await self._step(index, self.plan.steps[index], must_journal=False)

    def note(self, text: str) -> None:
        """A sentence about the run as a whole, recorded and told."""
        self._note("note", text=text)
        self.tell(RunNote(text))

    def _tell_start(self) -> None:
        self.tell(RunStarted(self.run_id, tuple(step.title() for step in self.plan.steps)))

    async def _step(self, index: int, step: Step, *, must_journal: bool) -> None:
        self.tell(StepStarted(index, step.title()))
        work = self._work(index)
        try:
            done = await self._already(step, work) or await self._journalled(
                index, step, work, must_journal=must_journal
            )
        except _StopWaiting:
            done = Done(StepOutcome.NOT_SEEN, _("Stopped waiting, as asked."))
        except WritebackError as error:
            done = await self._settle(index, step, work, error)
        except (
            Exception
        ) as error:  # a defect of ours must not leave the scheduler paused or the run unreported
            doubt = StepOutcome.IN_DOUBT if step.writes and index in self.begun else StepOutcome.FAILED
            done = Done(doubt, _("Internal error ({kind}).").format(kind=type(error).__name__))
        self._end(index, done.outcome, done.note)
        self._conclude(step, done)

    def _conclude(self, step: Step, done: Done) -> None:
        """What the end of a step means for the run."""
        if done.outcome is StepOutcome.IN_DOUBT:
            self.fail(RunOutcome.IN_DOUBT, done.note)
        elif done.outcome is StepOutcome.FAILED:
            self.fail(RunOutcome.FAILED, done.note)
        else:
            return
        if step == SetSyncCycleEnabled(True):
            # Whatever ended the run first, this is what must not be missed.
            text = _('{message} The scheduler is still paused: "writeback resume {id}" puts it back.')
            self.message = text.format(message=self.message, id=self.run_id)

    async def _already(self, step: Step, work: Work) -> Done | None:
        """Looks right before a write: on another machine somebody else may be at the same server.

        None means that the write is still to be sent.
        """
        if not step.writes:
            return None
        match await self._reading(lambda: step.effect(work), work):
            case Effect.UNDER_WAY:
                return Done(
                    StepOutcome.FAILED,
                    _("Somebody else is making this change right now; nothing was sent."),
                )
            case Effect.THERE if step.is_ours_alone:
                return Done(
                    StepOutcome.FAILED,
                    _("Somebody else has made this change since the plan was made; nothing was sent."),
                )
            case Effect.THERE:
                return Done(note=_("It was so already; nothing was sent."))
        return None

    async def _journalled(self, index: int, step: Step, work: Work, *, must_journal: bool) -> Done:
        content = {"step": index, "id": step.id, "arguments": step.arguments()}
        if must_journal:
            self._write("intent", **content)
        else:
            # Putting the scheduler back matters more than the record of it.
            self._note("intent", **content)
        self.begun.add(index)
        if step.writes:
            return await step.do(work)
        return await self._reading(lambda: step.do(work), work)

    async def _reading(self, read: Callable[[], Awaitable[T]], work: Work) -> T:
        """What only reads may be tried again over a connection that breaks."""
        for _attempt in range(ATTEMPTS):
            try:
                return await read()
            except (ConnectionLost, ServerTimeout) as error:
                work.tell(error.message, ())
                await asyncio.sleep(ATTEMPT_SECONDS)
        return await read()

    async def _settle(self, index: int, step: Step, work: Work, error: WritebackError) -> Done:
        """A failed step has had no effect, or is in doubt until the state has been read again."""
        if not (step.writes and error.in_doubt):
            return Done(StepOutcome.FAILED, error.sentence())
        self._note("in-doubt", step=index, id=step.id, why=error.sentence())
        work.tell(_("The answer was lost; reading the state again."), ())
        match await self._effect(step, work, SETTLED_SECONDS):
            case Effect.THERE:
                return Done(note=_("The answer was lost, but the state was read again: it is done."))
            case Effect.ABSENT:
                text = _("{why} The state was read again: nothing was changed.")
                return Done(StepOutcome.FAILED, text.format(why=error.message))
        if step.passes:
            return Done(StepOutcome.NOT_SEEN, _("The answer was lost; whether it happened is not known."))
        text = _("{why} Whether it took effect is not known: read the state again before anything else.")
        return Done(StepOutcome.IN_DOUBT, text.format(why=error.message))

    async def _found(self, step: Step, work: Work, age: float) -> Done:
        """What became of a write whose process died after it was begun, at least `age` seconds ago."""
        effect = await self._effect(step, work, max(SETTLED_SECONDS - age, 0.0))
        self._note("found", id=step.id, effect=effect.value)
        match effect:
            case Effect.THERE:
                return Done(note=_("The state was read again: it is done."))
            case Effect.ABSENT:
                return Done(StepOutcome.FAILED, _("The state was read again: nothing was changed."))
        if step.passes:
            return Done(StepOutcome.NOT_SEEN, _("Whether it happened is not known."))
        return Done(StepOutcome.IN_DOUBT, _("Whether it took effect is not known."))

    async def _effect(self, step: Step, work: Work, patience: float) -> Effect:
        """What the other end shows once it has had time to act on a command whose answer was lost."""
        began = time.monotonic()
        while True:
            try:
                effect = await step.effect(work)
            except WritebackError:
                effect = Effect.UNKNOWN
            seconds = UNDER_WAY_SECONDS if effect is Effect.UNDER_WAY else patience
            if effect is Effect.THERE or time.monotonic() - began >= seconds:
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

    def fail(self, outcome: RunOutcome, message: str) -> None:
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
            self.fail(RunOutcome.FAILED, error.sentence())


def _age(record: StepRecord) -> float:
    """Seconds since a step was begun, or fewer: a boot later they are only known to be more than this boot's.

    By the monotonic clock: whoever sets the other one forward must not make absence count too early.
    """
    now = time.monotonic()
    return max(now - record.monotonic, 0.0) if record.boot == this_operator().boot else now


def _stopped_before(step: Step) -> str:
    return _('Stopped as asked before "{step}"; what was done until then stays done.').format(
        step=step.title()
    )
