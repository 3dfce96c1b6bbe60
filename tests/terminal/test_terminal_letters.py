"""Letters: as many as the terminal has, and what stands for the others; both ways."""

from __future__ import annotations

import pytest
from tests.terminal.pty_driver import Terminal, terminal

MODULE = "tests.terminal.stand_in_wizard"
NAME = "\u00c5sa-\u754c.example"
"""A letter that Latin-1 has, and one that it lacks."""
C = {"LC_ALL": "C"}
LATIN = {"LC_ALL": "sv_SE.ISO-8859-1", "LANGUAGE": "en"}


def shows(opened: Terminal, text: str) -> None:
    """On the status line, in the charset in which it was sent."""
    opened.wait_for("F10")
    assert text in opened.text


@pytest.mark.parametrize(
    ("environment", "sent"),
    [
        ({}, NAME.encode()),
        (LATIN, b"\xc5sa-<U+754C>.example"),
        (C, b"<U+C5>sa-<U+754C>.example"),
        ({"ASKED_FOR": "--ascii"}, b"<U+C5>sa-<U+754C>.example"),
        (C | {"ASKED_FOR": "--no-ascii"}, NAME.encode()),
    ],
)
def test_a_name_is_sent_in_the_letters_that_there_are(environment: dict[str, str], sent: bytes) -> None:
    with terminal("-m", MODULE, "tasks", environment={"NAMED": NAME, **environment}) as opened:
        opened.wait_for("Troubleshoot", "F10")
        assert sent in opened.sent
        assert b"\\u" not in opened.sent
        assert b"\\x" not in opened.sent
        if sent.isascii():
            assert max(opened.sent) < 0x80


@pytest.mark.parametrize("option", ["--ascii", "--no-ascii"])
def test_our_own_texts_lose_their_accents_where_letters_are_spared(option: str) -> None:
    environment = {"LC_ALL": "C", "ASKED_FOR": f"--lang sv {option}"}
    with terminal("-m", MODULE, "tasks", environment=environment) as opened:
        word = "Foregaende" if option == "--ascii" else "F\u00f6reg\u00e5ende"
        opened.wait_for(word, "F10")
        assert "<U+" not in opened.text
        assert (max(opened.sent) < 0x80) is (option == "--ascii")


@pytest.mark.parametrize(
    ("environment", "typed", "shown"),
    [
        ({}, "\u00e5".encode(), "\u00e5"),
        (LATIN, b"\xe5", "\xe5"),
        ({"ASKED_FOR": "--ascii"}, "\u00e5".encode(), "?"),
    ],
)
def test_a_letter_that_is_typed_arrives(environment: dict[str, str], typed: bytes, shown: str) -> None:
    with terminal("-m", MODULE, "connect", environment={"CREDENTIAL": "1", **environment}) as opened:
        if environment is LATIN:
            opened.speak_latin()
        opened.wait_for("user name")
        opened.press("tab")
        opened.type(b"a" + typed + b"b")
        opened.wait_for(f"a{shown}b")
