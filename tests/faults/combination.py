"""One combination from beginning to end: the run, its crash, the next start, a fresh plan, the judgement."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from tests.faults import acts, children, judge
from tests.faults.acts import GO_ON, WAYS
from tests.faults.children import Ended
from tests.faults.edited import edited
from tests.faults.fault import Fault
from tests.faults.job import Job
from tests.faults.labs import Control
from tests.faults.story import Story
from writeback.engine.lock import server_lock, this_operator

SERVER = "SYNC01"
"""The lab's server as plans name it."""


@dataclass(frozen=True)
class Combination:
    """A fault, and where the process dies. `number` 0 does not die; the others count the points from 1."""

    fault: Fault
    number: int = 0
    point: str = ""
    way: str = GO_ON
    loses_power: bool = False

    @classmethod
    def of(cls, fault: Fault, number: int, point: str) -> Combination:
        """The way and the kind of death follow from the number, so that the number repeats everything."""
        way = fault.way or WAYS[(number + fault.turn) % len(WAYS)]
        return cls(fault, number, point, way, not fault.signals and bool((number + fault.turn) % 2))

    def __str__(self) -> str:
        death = "power lost" if self.loses_power else "signalled" if self.fault.signals else "killed"
        return (
            f"{self.fault.title}, {death} at {self.point}, then {self.way}"
            if self.point
            else self.fault.title
        )


@dataclass(frozen=True)
class Result:
    """What became of a combination. `points` are those of the run, in order, until it ended or died."""

    wrong: tuple[str, ...]
    points: tuple[str, ...]
    died: bool


Mutate = Callable[[], None]


def nothing() -> None:
    """The product as it is."""


def run(job: Job, combination: Combination, mutate: Mutate = nothing) -> Result:
    """Plays it. The files are kept only when something did not hold."""
    return _Performance(job, combination, mutate).result()


class _Performance:
    """One combination being played."""

    def __init__(self, job: Job, combination: Combination, mutate: Mutate) -> None:
        self.job, self.combination, self.mutate = job, combination, mutate
        self.fault, self.control = combination.fault, job.control
        self.folder = job.new_folder()
        job.renew()
        self.story = Story(
            self.folder,
            (job.canary, *job.person.tokens),
            combination.way,
            before=self.control.state(),
            must_resume=self.fault.resumes and not self.fault.stays,
            expects="" if combination.point else self.fault.expects,
            is_lie=self.fault.is_lie,
            signals=self.fault.signals if combination.point else (),
            place=combination.point.partition(":")[0],
        )
        self.control.forget()

    def result(self) -> Result:
        self._first()
        self._meanwhile()
        self._next_starts()
        story, struck = self.story, self.story.children[1 if self.fault.again else 0]
        story.end = _settled(self.control)
        self.control.forget()
        wrong = judge.judged(story)
        if not wrong:
            shutil.rmtree(self.folder)
        points = struck.says("points")
        return Result(tuple(wrong), tuple(points["seen"] if points else ()), struck.was_signalled)

    def _play(self, name: str, act: acts.Act, **rest: Any) -> Ended:
        if self.story.children:
            rest |= {"clock": self.fault.clock}
        stage = self.job.stage(self.folder, wish=self.fault.wish, mutate=self.mutate, **rest)
        ended = children.run(self.folder, name, lambda voice: stage.play(act, voice))
        self.story.children.append(ended)
        return ended

    def _first(self) -> None:
        """The run, under the fault, until its end or its death."""
        death = self.combination.loses_power
        dies_at = self.fault.again or self.combination.point
        with held_lock(self.folder / "state") if self.fault.is_taken else contextlib.nullcontext():
            self._play(
                "run",
                acts.first_run,
                die_at=dies_at,
                loses_power=death,
                disk=self.fault.disk,
                arm=self.fault.arm,
                signals=self.fault.signals,
            )
        runs = self.folder / "state" / "runs"
        self.story.journals_after_first = {path.name: path.read_bytes() for path in runs.glob("*.jsonl")}
        self.story.after_first = _settled(self.control)

    def _meanwhile(self) -> None:
        """Between the death and the next start; a start that the fault still meets belongs to it."""
        one = self.combination
        self._left_alone()
        if self.fault.again:
            self._play("dying start", acts.next_start(one.way), die_at=one.point, loses_power=one.loses_power)
        elif self.fault.stays:
            self._play("disturbed start", acts.next_start(one.way))
        mend(self.control, self.story)
        if self.fault.mend:
            self.fault.mend(self.control)
        if self.fault.signs_in_again:
            self.job.sign_in()
            self.story.secrets += self.job.person.tokens

    def _left_alone(self) -> None:
        """What happens to the server and to the files while nobody runs the program."""
        if self.fault.between:
            self.fault.between(self.control)
        if self.fault.lock_left:
            for path in (self.folder / "state").rglob("*.lock"):
                path.write_text(self.fault.lock_left)
        if self.fault.edits:
            self._play("edited", edited)

    def _next_starts(self) -> None:
        """The trouble is over."""
        start = acts.next_start(self.combination.way, goes_to_the_end=True)
        if not self._play("start", start).says("goal"):
            self._play("fresh plan", acts.finish)


@contextlib.contextmanager
def held_lock(state: Path) -> Iterator[None]:
    """Somebody is at the server inside the block."""
    place = mock.patch.dict(os.environ, {"WRITEBACK_STATE": str(state)})
    with place, server_lock(SERVER, "other", this_operator()):
        yield


def mend(control: Control, story: Story) -> None:
    """The trouble is over: faults off, and the world as it was where the fault had changed it."""
    control.faults(reset=True)
    _wait_for_listener(control)
    for name in ("scheduler_suspended", "staging_mode_enabled", "sync_cycle_in_progress"):
        control.set(f"server.scheduler.{name}", story.before["scheduler"][name])
    control.set("server.writeback.onboarding_fault", "none")


def _wait_for_listener(control: Control) -> None:
    """A server that reboots is up again before the next start is judged."""
    while True:
        with (
            contextlib.suppress(ConnectionError),
            socket.create_connection(("localhost", control.lab.https_port)),
        ):
            return


def _settled(control: Control) -> dict[str, object]:
    """The truth once what is under way has ended."""
    state = control.state()
    if state["writeback"]["changing"]:
        control.call("POST", "advance", {"seconds": 120})
        state = control.state()
    return state
