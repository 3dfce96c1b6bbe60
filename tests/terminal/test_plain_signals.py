"""Plain mode on a real terminal: passwords, signals, and the terminal given back."""

from __future__ import annotations

import os
import signal

import pytest
from tests.terminal.plain_transcript import PlainTerminal
from tests.terminal.pty_driver import is_cooked

STAND_IN = ("-m", "tests.terminal.plain_stand_in")


def test_a_wrong_password_is_said_and_asked_again_and_none_is_ever_shown() -> None:
    with PlainTerminal.of(*STAND_IN) as person:
        person.answer("wrong-canary")
        person.answer("Connect")
        assert "Note: sync01 refused the sign-in of CONTOSO\\admin." in person.wait_until_asked()
        person.answer("right-canary")
        person.answer("")
        assert "Passed: Not a staging server" in person.wait_until_asked()
        os.write(person.master, b"\x04")
        assert person.process.wait(timeout=30) == 0
        assert "canary" not in person.text
        assert "no more answers" in person.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_in_the_middle_of_a_password_gives_the_echo_back(number: signal.Signals) -> None:
    with PlainTerminal.of(*STAND_IN) as person:
        person.wait_until_asked()
        status, _seconds = person.end(number)
        assert status == 128 + number
        assert is_cooked(person)
        assert b"\x1b" not in person.sent


def test_ctrl_c_asks_and_a_second_one_leaves() -> None:
    with PlainTerminal.of(*STAND_IN, "ready") as person:
        person.wait_until_asked()
        os.write(person.master, b"\x03")
        person.wait_for("Leave without configuring?", "What next?")
        status, _seconds = person.end(signal.SIGINT)
        assert status == 128 + signal.SIGINT
        assert "Traceback" not in person.text


def test_ctrl_c_during_a_change_stops_it_after_its_step_and_goes_on_asking() -> None:
    with PlainTerminal.of(*STAND_IN, "configuring") as person:
        person.wait_for("Step 1 of 8 has begun")
        os.write(person.master, b"\x03")
        person.wait_for("The run ends after the step it is at.")
        person.process.send_signal(signal.SIGUSR1)
        assert "Configuration complete" in person.wait_until_asked()


def test_ctrl_z_is_refused_in_words_while_a_change_goes_on() -> None:
    with PlainTerminal.of(*STAND_IN, "configuring") as person:
        person.wait_for("Step 1 of 8 has begun")
        os.write(person.master, b"\x1a")
        person.wait_for("cannot be suspended now")
        assert person.process.poll() is None
