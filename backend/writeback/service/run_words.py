"""Words for runs: where one stands, how it ended, and one line about it."""

from __future__ import annotations

from datetime import datetime

from writeback.domain.history import Operator, PastRun, RunState
from writeback.domain.run import RunOutcome, StepOutcome
from writeback.domain.texts import _

MARKS = {
    StepOutcome.DONE: "[OK]",
    StepOutcome.NOT_SEEN: "[??]",
    StepOutcome.BY_HAND: "[i ]",
    StepOutcome.FAILED: "[!!]",
    StepOutcome.IN_DOUBT: "[??]",
    StepOutcome.SKIPPED: "[--]",
}


def moment(at: datetime) -> str:
    """A time for people, with its offset from UTC."""
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S %z}"


def standing(run: PastRun) -> str:
    """Where the run stands: its outcome, or why it has none."""
    if run.outcome is None or run.state in (RunState.GOING_ON, RunState.ELSEWHERE):
        return {
            RunState.ENDED: _("ended"),
            RunState.GOING_ON: _("going on"),
            RunState.INTERRUPTED: _("interrupted"),
            RunState.ELSEWHERE: _("begun on another machine, no end known"),
            RunState.LAB_ENDED: _("interrupted, and its lab is gone"),
        }[run.state]
    return {
        RunOutcome.DONE: _("done"),
        RunOutcome.FAILED: _("failed"),
        RunOutcome.STOPPED: _("stopped"),
        RunOutcome.IN_DOUBT: _("in doubt"),
    }[run.outcome]


def mark(run: PastRun) -> str:
    """Four characters, the same marks as of steps."""
    if run.is_unsettled:
        return "[!!]"
    if run.state is RunState.GOING_ON:
        return "[..]"
    if run.outcome is RunOutcome.DONE:
        return "[OK]"
    return "[??]" if run.outcome is None or run.outcome is RunOutcome.IN_DOUBT else "[! ]"


def whom(operator: Operator) -> str:
    """Who it was, on which machine and from where."""
    if operator.origin:
        return _("{user} on {host}, connected from {origin}").format(
            user=operator.user, host=operator.host, origin=operator.origin
        )
    return _("{user} on {host}").format(user=operator.user, host=operator.host)


def step_words(outcome: StepOutcome | None) -> str:
    """How a step ended, in words."""
    if outcome is None:
        return _("no end recorded")
    return {
        StepOutcome.DONE: _("done"),
        StepOutcome.NOT_SEEN: _("not seen"),
        StepOutcome.BY_HAND: _("left to the admin"),
        StepOutcome.FAILED: _("failed"),
        StepOutcome.IN_DOUBT: _("in doubt"),
        StepOutcome.SKIPPED: _("skipped"),
    }[outcome]
