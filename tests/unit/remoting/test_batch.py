"""A batch is believed only when all of it arrived; a real one can mislead in every way of the table here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from writeback.domain.errors import CmdletFailed, CmdletMissing, ConnectionLost, UntrustedAnswer
from writeback.remoting.batch import CLOCK, Answers, Reading, read_all
from writeback.remoting.commands import Command
from writeback.remoting.outcome import ErrorRecord, Outcome
from writeback.remoting.values import Properties

TIME = "2026-06-19T09:40:00Z"
NOW = datetime(2026, 6, 19, 9, 40, tzinfo=UTC)
A = Reading(Command("Get-A"), "A")
B = Reading(Command("Get-B"), "B", may_be_empty=True)
C = Reading(Command("Get-C"), "C")
BAD = ErrorRecord("it broke", "Boom,GetB", reason="RuntimeException")
UNKNOWN = ErrorRecord("no such command", "CommandNotFoundException")


def one(name: str) -> Properties:
    return Properties({"Name": name}, (f"Some.Space.{name}", "System.Object"))


class Server:
    """Answers the whole batch with `batch`, single commands by `singles`; keeps what it was asked."""

    def __init__(self, batch: Outcome, **singles: Outcome) -> None:
        self.batch = batch
        self.singles = singles
        self.asked: list[list[str]] = []

    def __call__(self, commands: Sequence[Command]) -> Outcome:
        self.asked.append([command.name for command in commands])
        if len(commands) > 1:
            return self.batch
        if commands[0] is CLOCK:
            return Outcome((TIME,))
        letter = commands[0].name[-1]
        return self.singles.get(letter, Outcome((one(letter),)))


def whole(*outputs: object) -> Outcome:
    return Outcome(outputs)


def test_a_complete_batch_is_one_invocation() -> None:
    server = Server(whole(one("A"), TIME, TIME, one("C"), one("C"), TIME))

    found = read_all([A, B, C], server)

    assert found == Answers(((one("A"),), (), (one("C"), one("C"))), NOW, at_once=True)
    assert server.asked == [["Get-A", "Get-Date", "Get-B", "Get-Date", "Get-C", "Get-Date"]]


INCOMPLETE = {
    "bad ; ok ; ok: the last one vanished, the state is clean": Outcome((TIME, one("B"), TIME), (BAD,)),
    "the last one vanished without any error": whole(one("A"), TIME, TIME),
    "ok ; bad: failed": Outcome((one("A"), TIME), (BAD,), completed=False),
    "failed without a record": Outcome((one("A"), TIME), completed=False),
    "all arrived, but with a non-terminating error": Outcome((one("A"), TIME, TIME, one("C"), TIME), (BAD,)),
    "an answer of another type": whole(one("A"), TIME, TIME, one("A"), TIME),
    "an answer that must not be empty": whole(TIME, TIME, one("C"), TIME),
    "something after the last clock": whole(one("A"), TIME, TIME, one("C"), TIME, one("C")),
    "a text that is no time": whole(one("A"), "hello", TIME, one("C"), TIME),
}


@pytest.mark.parametrize("batch", INCOMPLETE.values(), ids=INCOMPLETE.keys())
def test_an_incomplete_batch_is_read_again_one_by_one(batch: Outcome) -> None:
    server = Server(batch)

    found = read_all([A, B, C], server)

    assert found == Answers(((one("A"),), (one("B"),), (one("C"),)), NOW)
    assert server.asked[1:] == [["Get-A"], ["Get-B"], ["Get-C"], ["Get-Date"]]


def test_one_by_one_an_error_is_the_answer_of_its_own_statement_only() -> None:
    server = Server(
        Outcome((), (UNKNOWN,), completed=False),
        A=Outcome((), (UNKNOWN,), completed=False),
        B=Outcome((), (BAD,)),
    )

    first, second, third = read_all([A, B, C], server).answers

    assert isinstance(first, CmdletMissing)
    assert isinstance(second, CmdletFailed)
    assert third == (one("C"),)


def test_one_by_one_an_answer_of_another_type_is_not_trusted() -> None:
    server = Server(whole(), A=whole(one("C")))

    answers = read_all([A], server).answers

    assert isinstance(answers[0], UntrustedAnswer)


def test_an_error_that_means_nothing_found_is_an_empty_answer() -> None:
    events = Reading(Command("Get-A"), may_be_empty=True, empty_on=("NoMatchingEventsFound",))
    nothing = Outcome((), (ErrorRecord("none", "NoMatchingEventsFound,GetWinEvent"),), completed=False)

    assert read_all([events], Server(nothing, A=nothing)).answers == ((),)


def test_a_server_without_get_date_has_no_clock() -> None:
    class NoClock(Server):
        def __call__(self, commands: Sequence[Command]) -> Outcome:
            missing = CLOCK in commands
            return Outcome((), (UNKNOWN,), completed=False) if missing else super().__call__(commands)

    assert read_all([A], NoClock(whole())) == Answers(((one("A"),),), None)


def test_a_lost_connection_is_not_taken_for_a_missing_answer() -> None:
    def lost(commands: Sequence[Command]) -> Outcome:
        raise ConnectionLost("gone")

    with pytest.raises(ConnectionLost):
        read_all([A], lost)
