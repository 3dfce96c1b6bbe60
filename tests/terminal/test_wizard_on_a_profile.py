"""The wizard on a saved profile: passwords typed, and a server that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.terminal.command_line import CommandLine
from tests.terminal.pty_driver import Terminal, terminal
from tests.terminal.said import said


@pytest.fixture
def shell(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


def wizard(shell: CommandLine) -> Iterator[Terminal]:
    return terminal("-m", "writeback_tui", environment=shell.environment)  # type: ignore[return-value]


def type_password(opened: Terminal, password: str) -> None:
    opened.wait_for("[ Connect ]")
    for character in password:
        opened.press(character)
    opened.press("enter")


def test_a_wrong_password_is_one_sentence_and_the_right_one_goes_on(shell: CommandLine) -> None:
    with shell.serving() as ready:
        shell.add_profile(ready)
        with wizard(shell) as opened:  # type: ignore[attr-defined]
            type_password(opened, "wrong-canary")
            assert "refused the sign-in of labadmin" in said(opened, "refused the sign-in of labadmin")
            type_password(opened, Path(ready["server"]["password_file"]).read_text())
            opened.wait_for("Writeback", "Disabled")
            assert b"canary" not in opened.sent


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"--host": "no-such-host.invalid"}, "no-such-host.invalid"),
        ({"--port": "1"}, "localhost"),
        ({"--host": "127.0.0.2"}, "127.0.0.2"),
        ({"--ca-file": __file__}, "no certificate that can be read"),
    ],
)
def test_a_server_that_cannot_be_used_is_one_sentence_and_can_be_tried_again(
    shell: CommandLine, changes: dict[str, str], sentence: str
) -> None:
    with shell.serving() as ready:
        shell.add_profile(ready, **changes)
        with wizard(shell) as opened:  # type: ignore[attr-defined]
            type_password(opened, "canary-password")
            assert sentence in said(opened, sentence)
            assert "(off)" in opened.text
            assert b"canary" not in opened.sent


def test_without_a_profile_the_lab_is_offered(shell: CommandLine) -> None:
    with wizard(shell) as opened:  # type: ignore[attr-defined]
        opened.wait_for("lab")
        opened.press("enter")
        opened.wait_for("Writeback", "[LAB]")
