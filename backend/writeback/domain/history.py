"""Runs of the past, as their journals tell: what was planned, what was begun, how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from writeback.domain.plan import Plan
from writeback.domain.run import RunOutcome, StepOutcome
from writeback.domain.steps import SetSyncCycleEnabled, Step


class RunState(Enum):
    """Where a run stands now."""

    ENDED = "ended"
    GOING_ON = "going-on"
    """A living process holds the server's lock."""
    INTERRUPTED = "interrupted"
    """No end is recorded, and its process is gone."""
    ELSEWHERE = "elsewhere"
    """Begun on another machine and no end recorded: only there can it be told whether it still goes on."""
    LAB_ENDED = "lab-ended"
    """Interrupted, and the lab that it worked on is gone with all its state."""


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs it. `boot` tells one start of the machine from the next; `origin` is where the operator
    sits (the address of the SSH client), empty on a terminal of this machine."""

    user: str
    host: str
    pid: int
    boot: str
    since: datetime
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """The server as the profile addresses it. `lab` names one instance of a lab, empty in production."""

    profile: str
    host: str
    port: int
    lab: str = ""

    def is_same_server(self, other: Target) -> bool:
        """Whatever the profile is called."""
        return (self.host.lower(), self.port, self.lab) == (other.host.lower(), other.port, other.lab)


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One step of the plan and what the journal says about it."""

    step: Step
    begun: bool = False
    outcome: StepOutcome | None = None
    note: str = ""
    boot: str = ""
    monotonic: float = 0.0
    """When it was begun: in seconds since that boot of the machine, which no change of its clock moves."""

    @property
    def is_open(self) -> bool:
        """It was begun, and whether it took effect is not recorded."""
        return self.begun and self.outcome in (None, StepOutcome.IN_DOUBT)

    @property
    def is_done(self) -> bool:
        """Nothing of it is left to do."""
        return self.outcome in (StepOutcome.DONE, StepOutcome.NOT_SEEN, StepOutcome.BY_HAND)

    @property
    def took_effect(self) -> bool:
        """It changed the remote configuration, or may have."""
        return self.step.writes and (self.is_done or self.is_open)


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run. `journal` is its file; `torn` says that its last record was incomplete and is ignored."""

    id: str
    state: RunState
    started: datetime
    ended: datetime | None
    operator: Operator
    target: Target
    plan: Plan
    since: datetime
    """The server's clock at the beginning."""
    steps: tuple[StepRecord, ...]
    journal: str
    outcome: RunOutcome | None = None
    message: str = ""
    verdict: str = ""
    """Value of the last Verdict on it, empty while there is none."""
    seen: bool = False
    """Its outcome has been shown to somebody."""
    undoes: str = ""
    """Id of the run that this one takes back."""
    torn: bool = False
    given_up: bool = False
    """Somebody ended it although its state was not settled."""

    @property
    def open_steps(self) -> tuple[int, ...]:
        """Indexes of the steps whose effect is to be read before anything else."""
        return tuple(index for index, record in enumerate(self.steps) if record.is_open)

    @property
    def open_writes(self) -> tuple[int, ...]:
        """Those among them that change something at the other end."""
        return tuple(index for index in self.open_steps if self.steps[index].step.writes)

    @property
    def changed(self) -> tuple[Step, ...]:
        """Steps that changed the remote configuration, or may have."""
        return tuple(record.step for record in self.steps if record.took_effect)

    @property
    def left_paused(self) -> bool:
        """It paused the scheduler, or may have, and is not known to have put it back."""
        paused = restored = False
        for record in self.steps:
            match record.step:
                case SetSyncCycleEnabled(enabled=False):
                    paused = record.took_effect
                case SetSyncCycleEnabled(enabled=True):
                    restored = record.is_done
        return paused and not restored

    @property
    def is_unsettled(self) -> bool:
        """Its state must be read again before anything else is done to the server."""
        if self.state in (RunState.GOING_ON, RunState.ELSEWHERE, RunState.LAB_ENDED):
            return False
        if self.state is RunState.INTERRUPTED or self.outcome is RunOutcome.IN_DOUBT:
            return True
        return self.left_paused and not self.given_up


@dataclass(frozen=True, slots=True)
class DamagedRun:
    """A journal that cannot be trusted; `why` is one sentence."""

    id: str
    journal: str
    why: str
