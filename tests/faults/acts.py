"""What the processes of a combination do: the run under the fault, then the next start, then a fresh plan.

Each runs in a child of its own and tells what it saw; nothing here judges.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.children import Voice
from tests.faults.disk import Disk, DiskFault
from tests.faults.haste import hasten, lighten, move_clock
from tests.faults.labs import Control
from tests.faults.points import Points
from tests.faults.signed_in import Person
from tests.faults.wires import install
from tests.lab import Lab
from writeback import library_log
from writeback.cli.interruptions import INTERRUPTIONS
from writeback.domain.choices import Choices, ServerCredential
from writeback.domain.errors import RunUnknown, WritebackError
from writeback.domain.facts import Facts, SwitchMethod
from writeback.domain.history import PastRun
from writeback.domain.ports import CloudCredential
from writeback.domain.run import RunEnded, RunEvent, RunStarted, StepEnded, StepStarted
from writeback.domain.secret import Secret
from writeback.engine.state_folder import state_folder
from writeback.service.lab import Lab as RunningLab
from writeback.service.session import Session

GO_ON, STOP, UNDO = "go on", "stop", "undo"
WAYS = (GO_ON, STOP, UNDO)
Act = Callable[["Stage", Voice], Coroutine[Any, Any, None]]
KEPT_ENVIRONMENT = ("PATH", "HOME", "USER", "LOGNAME", "LANG", "SSH_CONNECTION")
ROUNDS = 3
"""How often a start that ended in doubt is followed by another one."""


@dataclass(frozen=True)
class Wish:
    """What is asked for in a combination. With a credential a secret, too, travels to the server."""

    pause: bool = True
    credential: ServerCredential = ServerCredential.NONE

    def choices(self) -> Choices:
        """Everything on: both halves, all steps."""
        return Choices(
            password_writeback=True,
            start_sync=True,
            pause_scheduler=self.pause,
            server_credential=self.credential,
            write_back_passwords=True,
            unlock_without_reset=True,
            switch_method=SwitchMethod.PORTAL_API,
        )


@dataclass
class Stage:
    """One process of a combination and what it works with."""

    lab: Lab
    state: Path
    person: Person
    facts: Facts | None
    wish: Wish = field(default_factory=Wish)
    die_at: str = ""
    loses_power: bool = False
    disk: DiskFault | None = None
    arm: Callable[[Control, str], bool] = lambda _control, _place: False
    """Called as each step begins; True once the fault has been set."""
    mutate: Callable[[], None] = lambda: None
    pace: float = 1.0
    """How much slower than usual this machine is now."""
    at_point: Callable[[], None] | None = None
    """Done at the crash point instead of dying."""
    signals: tuple[int, ...] = ()
    """Sent to the process itself at the crash point instead of dying; it heeds them as a command does."""
    clock: float = 0.0
    """Hours by which this machine's clock was set forward before the process began."""

    def __post_init__(self) -> None:
        self.points = Points(self.die_at)
        self.is_armed = False
        self.control = Control(self.lab)

    def play(self, act: Act, voice: Voice) -> int:
        """Runs the act. The exit status is that of the command line: an error's own, else 0."""
        # Each message looks through the whole environment for proxies.
        kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        os.environ.clear()
        os.environ.update(kept, WRITEBACK_STATE=str(self.state))
        gc.disable()
        hasten(self.pace)
        lighten()
        Disk(self.state, self.points, self.disk, self.loses_power).install()
        install(self.points)
        if self.clock:
            move_clock(self.clock)
        library_log.keep(state_folder("logs"))
        self.points.die = self.at_point or self.points.die
        if self.signals:
            for number in self.signals:
                # Whoever started the campaign may have had it ignored: nohup, a job in the background.
                signal.signal(number, signal.SIG_DFL)
            INTERRUPTIONS.listen()
            self.points.die = self._signal
        self.mutate()
        try:
            status = asyncio.run(self._attached(act, voice))
            return INTERRUPTIONS.status or status
        except asyncio.CancelledError:
            return INTERRUPTIONS.status
        finally:
            voice.say("points", seen=self.points.seen)

    async def _attached(self, act: Act, voice: Voice) -> int:
        """The act as a command runs it: a signal cancels it, or stops its run in order."""
        task = asyncio.current_task()
        assert task is not None
        INTERRUPTIONS.attach(task, print)
        try:
            await act(self, voice)
        except WritebackError as error:
            voice.say("error", code=error.code, sentence=error.sentence(), in_doubt=error.in_doubt)
            print(error.sentence())
            return int(error.exit_status)
        return 0

    def _signal(self) -> None:
        """Once: a place that is come to again has the same names."""
        signals, self.signals = self.signals, ()
        for number in signals:
            os.kill(os.getpid(), number)

    def session(self) -> Session:
        """Signed in on both ends; the server is not connected yet."""
        lab = RunningLab(self.lab.ready, is_ours=False)
        session = Session(lab.profile(), lab=lab)
        session._tenant = self.person.tenant()
        if self.facts is not None:
            session.facts = self.facts
        return session

    def credential(self) -> CloudCredential | None:
        if self.wish.credential is not ServerCredential.PASSWORD:
            return None
        return CloudCredential(
            ServerCredential.PASSWORD, self.lab.operator, Secret(self.lab.cloud_password.strip())
        )

    def teller(self, session: Session, plan_steps: Any, phase: str = "") -> Callable[[RunEvent], None]:
        """Names the places of the crash points and arms the fault as the run tells of its steps."""

        def tell(event: RunEvent) -> None:
            if isinstance(event, StepStarted):
                self.go_to(f"{phase}{place_of(event.index, plan_steps[event.index])}")
            elif isinstance(event, StepEnded):
                self.points.go_to(f"{phase}after {event.index}")
            elif isinstance(event, RunEnded):
                self.points.go_to(f"{phase}end")
            print(event)

        return tell

    def go_to(self, place: str) -> None:
        """A new place; whatever is to happen there happens now."""
        self.points.go_to(place)
        if not self.is_armed and self.arm(self.control, place):
            self.is_armed = True
            self.points.seen.append(ARMED)


ARMED = "(the fault is set)"
FRESH = "fresh plan"


def place_of(index: int, step: Any) -> str:
    """Name of a step that tells the two switches, pausing and putting back, before and after apart."""
    told_apart = (
        str(v) for k, v in step.arguments().items() if k not in ("connector", "credential", "policy")
    )
    return " ".join([str(index), step.id, *(one for one in told_apart if one.isascii() and "[" not in one)])


async def rehearse(stage: Stage, voice: Voice) -> None:
    """A reading of both ends, for the plans of all combinations. Nothing is changed."""
    session = stage.session()
    await session.connect()
    facts = await session.survey()
    voice.say("facts", pickled=pickle.dumps(facts).hex(), modules=sorted(sys.modules))
    await session.close()


async def first_run(stage: Stage, voice: Voice) -> None:
    """The run that meets the fault: plan, apply."""
    session = stage.session()
    plan = session.plan(stage.wish.choices())
    stage.go_to("start")
    tell = stage.teller(session, plan.steps)
    with INTERRUPTIONS.changing(session.stop_after_step) as begin:

        def from_its_start_on(event: RunEvent) -> None:
            if isinstance(event, RunStarted):
                begin()
            tell(event)

        ended = await session.apply(plan, from_its_start_on, stage.credential())
    voice.say("ended", run=ended.run_id, outcome=ended.outcome.value, message=ended.message)
    await session.close()


def next_start(way: str, phase: str = "", *, goes_to_the_end: bool = False) -> Act:
    """The next start: names what is unsettled, reads it again, and takes the way that the user chose.

    `goes_to_the_end`: the same process then makes a fresh plan, which saves the campaign a third of its time.
    """

    async def act(stage: Stage, voice: Voice) -> None:
        session = stage.session()
        stage.go_to(f"{phase}next start")
        found = session.unsettled()
        voice.say("unsettled", runs=[told(run) for run in found])
        for run in found:
            await _settle(stage, voice, session, run, way, phase)
        voice.say("left", runs=[told(run) for run in session.unsettled()], truth=stage.control.state())
        if goes_to_the_end:
            await _fresh_plan(stage, voice, session, must_read=not found or way == STOP)
        await session.close()

    return act


async def _settle(stage: Stage, voice: Voice, session: Session, run: PastRun, way: str, phase: str) -> None:
    again = await session.recover(run.id, stage.teller(session, run.plan.steps, f"{phase}recover "))
    voice.say("recovered", run=told(again), truth=stage.control.state())
    tell = stage.teller(session, run.plan.steps, f"{phase}{way} ")
    try:
        if way == GO_ON:
            ended = await session.go_on(run.id, tell, stage.credential())
        elif way == UNDO:
            ended = await _undo(stage, session, again, phase)
        else:
            ended = await session.end_run(run.id)
    except RunUnknown:
        # Reading it again and putting back what was paused was all there was to do.
        voice.say("over", run=run.id)
        return
    voice.say("way", way=way, outcome=ended.outcome.value, message=ended.message, truth=stage.control.state())


async def _undo(stage: Stage, session: Session, run: PastRun, phase: str) -> RunEnded:
    await session.survey()
    plan = session.plan(session.undo_choices(run))
    if plan.is_empty:
        return await session.end_run(run.id)
    tell = stage.teller(session, plan.steps, f"{phase}undo ")
    return await session.apply(plan, tell, stage.credential(), undoes=run.id)


async def finish(stage: Stage, voice: Voice) -> None:
    """Faults gone: whatever is unsettled is stopped, and a fresh plan must lead to the goal."""
    session = stage.session()
    for _round in range(ROUNDS):
        for run in session.unsettled():
            again = await session.recover(run.id, print)
            if again.is_unsettled:
                with contextlib.suppress(RunUnknown):
                    await session.end_run(run.id)
    await _fresh_plan(stage, voice, session, must_read=True)
    await session.close()


async def _fresh_plan(stage: Stage, voice: Voice, session: Session, *, must_read: bool) -> None:
    stage.go_to(FRESH)
    if must_read:
        await session.survey()
    plan = session.plan(stage.wish.choices())
    voice.say("fresh", steps=[step.id for step in plan.steps], truth=stage.control.state())
    if not plan.is_empty:
        ended = await session.apply(plan, print, stage.credential())
        voice.say("fresh ended", run=ended.run_id, outcome=ended.outcome.value, message=ended.message)
    voice.say(
        "goal",
        empty=session.plan(stage.wish.choices()).is_empty,
        unsettled=len(session.unsettled()),
        truth=stage.control.state(),
    )


def told(run: PastRun) -> dict[str, Any]:
    """A run as plain data."""
    return {
        "id": run.id,
        "state": run.state.value,
        "outcome": run.outcome.value if run.outcome else None,
        "left_paused": run.left_paused,
        "undoes": run.undoes,
        "steps": [
            {
                "id": record.step.id,
                "arguments": record.step.arguments(),
                "writes": record.step.writes,
                "begun": record.begun,
                "outcome": record.outcome.value if record.outcome else None,
                "note": record.note,
            }
            for record in run.steps
        ],
    }
