"""What is left of an interrupted run, and what takes a run back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from writeback.domain.choices import Choices
from writeback.domain.history import PastRun
from writeback.domain.steps import (
    UNLOCK,
    WRITE_BACK,
    SaveSwitch,
    SetPasswordWriteback,
    SetSyncCycleEnabled,
    SwitchesByHand,
    WaitForQuietWindow,
)


def remaining(run: PastRun) -> frozenset[int]:
    """Indexes of the steps that going on has to run, once every open one has been looked at.

    What surrounds the change belongs to it: waiting for a quiet window and pausing the scheduler are done
    again before it is sent, and not at all when it is done.
    """
    is_change_left = any(
        isinstance(record.step, SetPasswordWriteback) and not record.is_done for record in run.steps
    )
    return frozenset(
        index
        for index, record in enumerate(run.steps)
        if (
            is_change_left
            if isinstance(record.step, WaitForQuietWindow | SetSyncCycleEnabled)
            else not record.is_done
        )
    )


def moved_apart_from(run: PastRun, state: Mapping[str, str]) -> tuple[str, ...]:
    """What differs from the state that the run was planned on, other than by the run itself.

    A part that was not read this time, such as a tenant without a sign-in, cannot be said to have moved.
    """
    own = _touched(run)
    return tuple(
        f"{name}: {then} -> {state[name]}"
        for name, then in run.plan.before
        if name not in own and state.get(name, then) != then
    )


def undoing(run: PastRun) -> Choices:
    """The choices that lead back to the state which the run recorded before it changed anything.

    A switch whose state could not be read then is left alone: nobody knows what it was.
    """
    own, before = _touched(run), dict(run.plan.before)

    def recorded(name: str) -> bool | None:
        return before[name] == str(True) if name in own and name in before else None

    return replace(
        run.plan.choices,
        password_writeback=recorded("writeback.enabled"),
        write_back_passwords=recorded(f"switches.{WRITE_BACK}"),
        unlock_without_reset=recorded(f"switches.{UNLOCK}"),
    )


def _touched(run: PastRun) -> frozenset[str]:
    """Names of the readings that the run changed, or may have."""
    names: set[str] = set()
    for record in run.steps:
        match record.step:
            case SetPasswordWriteback() if record.took_effect:
                names |= {"writeback.enabled", "writeback.service", "writeback.onboarding"}
            case SaveSwitch(switch=switch) if record.took_effect:
                names.add(f"switches.{switch}")
            case SwitchesByHand() as step if record.is_done:
                wanted = {WRITE_BACK: step.write_back_passwords, UNLOCK: step.unlock_without_reset}
                names |= {f"switches.{name}" for name, value in wanted.items() if value is not None}
    return frozenset(names)
