"""The first page: sent once, as a whole, and before anything else is begun."""

from __future__ import annotations

from tests.terminal.pty_driver import Terminal, terminal

MODULE = "tests.terminal.stand_in_wizard"
OPENING = b"\x1b]99;opening\x07"
HOME = b"\x1b[H"


def started(**environment: str) -> Terminal:
    return terminal("-m", MODULE, environment=environment)  # type: ignore[return-value]


def test_the_first_page_is_sent_before_the_session_begins_to_be_opened() -> None:
    with started(TELLS="1") as opened:
        opened.wait_for("Scheduler not suspended", "F10")
        before = opened.sent.partition(OPENING)[0]
        for words in (b"Welcome to", b"License terms", b"[ Exit ]", b"F10", b"until you confirm"):
            assert words in before


def test_the_first_page_is_sent_once() -> None:
    with started(TELLS="1") as opened:
        opened.wait_for("Scheduler not suspended", "F10")
        for words in (b"Welcome to", b"[LAB]", b"F10", b"until you confirm", b"Tasks"):
            assert opened.sent.count(words) == 1


def test_the_cursor_does_not_stay_where_somebody_typed() -> None:
    with terminal("-m", MODULE, "profile") as opened:
        opened.wait_for("F10")
        opened.press("x")
        assert not opened.sent.endswith(HOME)
        opened.press("f7")
        opened.press("f7")
        assert opened.sent.endswith(HOME)
