"""Several readings in one invocation, without being fooled by it.

In an invocation of several statements a failing one can take later ones with it and still look well
(remoting.md, 4.2). So a Get-Date follows every statement: it closes that statement's results and shows that
it came to its end. The batch counts only if all of them arrived, every result is of the type that its
statement gives, and there is no error; otherwise each statement is run again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from writeback.domain.errors import UntrustedAnswer, WritebackError
from writeback.domain.texts import _
from writeback.remoting.commands import Command
from writeback.remoting.outcome import Outcome
from writeback.remoting.refusals import refusal
from writeback.remoting.values import Malformed, Properties, moment_of

CLOCK = Command("Get-Date")

Invoke = Callable[[Sequence[Command]], Outcome]
"""Runs the commands as statements of one invocation; raises WritebackError when the way to it fails."""
Answer = tuple[Properties, ...] | WritebackError
"""What one reading gave, or why it gave nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A command that only reads."""

    command: Command
    type_name: str = ""
    """The type of its results without the namespace; "" where the real module's is not known."""
    may_be_empty: bool = False
    empty_on: tuple[str, ...] = ()
    """Ids of errors that only mean "nothing found"."""

    def takes(self, results: Sequence[object]) -> bool:
        """Whether these can be its results."""
        if not results:
            return self.may_be_empty
        return all(
            isinstance(one, Properties) and one.is_a(self.type_name or one.type_name) for one in results
        )


@dataclass(frozen=True, slots=True)
class Answers:
    """One answer for each reading, in their order, and the server's time after the last; None if unread."""

    answers: tuple[Answer, ...]
    clock: datetime | None
    at_once: bool = False
    """In one invocation: none of them failed."""


def read_all(readings: Sequence[Reading], invoke: Invoke) -> Answers:
    """Reads everything, in one invocation if nothing fails.

    Raises what `invoke` raises; an error of a single statement is that statement's answer.
    """
    statements = [command for reading in readings for command in (reading.command, CLOCK)]
    answers = _split(readings, invoke(statements))
    return answers or _one_by_one(readings, invoke)


def _split(readings: Sequence[Reading], outcome: Outcome) -> Answers | None:
    """The answers of a whole batch; None if anything is missing, of another type, or in error."""
    if not outcome.succeeded:
        return None
    answers: list[tuple[Properties, ...]] = []
    results: list[Properties] = []
    clock: datetime | None = None
    for output in outcome.outputs:
        if isinstance(output, Properties):
            results.append(output)
            continue
        try:
            clock = moment_of(output)
        except Malformed:
            return None
        answers.append(tuple(results))
        results = []
    complete = len(answers) == len(readings) and not results
    fitting = all(reading.takes(answer) for reading, answer in zip(readings, answers, strict=False))
    return Answers(tuple(answers), clock, at_once=True) if complete and fitting else None


def _one_by_one(readings: Sequence[Reading], invoke: Invoke) -> Answers:
    answers = tuple(_alone(reading, invoke) for reading in readings)
    return Answers(answers, _time(invoke([CLOCK])))


def _alone(reading: Reading, invoke: Invoke) -> Answer:
    outcome = invoke([reading.command])
    if outcome.errors and all(any(e.is_id(one) for one in reading.empty_on) for e in outcome.errors):
        return ()
    if not outcome.succeeded:
        return refusal(reading.command, outcome)
    if not reading.takes(outcome.outputs):
        return UntrustedAnswer(
            _("{command} answered with something else than expected.").format(command=reading.command.name)
        )
    return tuple(one for one in outcome.outputs if isinstance(one, Properties))


def _time(outcome: Outcome) -> datetime | None:
    try:
        return moment_of(outcome.outputs[0]) if outcome.succeeded and outcome.outputs else None
    except Malformed:
        return None
