"""What the wizard sends over a slow line: bytes are exact whatever the machine's load."""

from __future__ import annotations

from statistics import median

import pytest
from tests.terminal.pty_driver import Terminal, terminal

MODULE = "tests.terminal.stand_in_wizard"
READY = ("Scheduler not suspended", "F10")
ANSI = {"TERM": "xterm"}


def wizard(page: str = "welcome", environment: dict[str, str] | None = None) -> Terminal:
    return terminal("-m", MODULE, page, environment=environment)  # type: ignore[return-value]


@pytest.mark.parametrize(("environment", "limit"), [({}, 4000), (ANSI, 3000)])
def test_a_start_costs_no_more_than_its_budget(environment: dict[str, str], limit: int) -> None:
    with wizard(environment=environment) as opened:
        assert len(opened.wait_for(*READY)) <= limit


@pytest.mark.parametrize(
    ("page", "marker"),
    [
        ("welcome", READY[0]),
        ("tasks", "Troubleshoot"),
        ("connect", "expires"),
        ("view_configuration", "Export"),
    ],
)
def test_a_move_of_the_focus_costs_no_more_than_its_budget(page: str, marker: str) -> None:
    with wizard(page) as opened:
        opened.wait_for(marker, "F10")
        costs = [opened.press(key) for key in ("tab", "tab", "down", "up", "tab", "shift+tab")]
        assert median(costs) <= 250
        assert max(costs) <= 500


def test_a_move_of_the_focus_is_cheaper_still_in_sixteen_colours() -> None:
    with wizard(environment=ANSI) as opened:
        opened.wait_for(*READY)
        assert median(opened.press("tab") for _ in range(5)) <= 80


def test_a_page_change_costs_no_more_than_its_budget() -> None:
    with wizard() as opened:
        opened.wait_for(*READY)
        assert opened.press("f8") <= 1500
        assert opened.press("f8") <= 1500
        assert opened.press("f4") <= 1500
        assert opened.press("f7") <= 1024
        assert opened.press("f8") <= 1024


def test_help_and_powershell_open_and_close_within_the_budget_of_a_page() -> None:
    with wizard("tasks") as opened:
        opened.wait_for("Troubleshoot", "F10")
        for key in ("f1", "f9"):
            assert opened.press(key) <= 1500
            assert opened.press("escape") <= 1024


def test_nothing_is_sent_while_nothing_happens() -> None:
    with wizard() as opened:
        opened.wait_for(*READY)
        assert opened.read(quiet=2.5) == b""


def test_a_typed_character_costs_no_more_than_its_budget() -> None:
    with wizard("connect", {"CREDENTIAL": "1"}) as opened:
        opened.wait_for("user name")
        opened.press("tab")
        assert max(opened.press(letter) for letter in "adm") <= 100


def test_everything_sent_is_ascii() -> None:
    with wizard() as opened:
        opened.wait_for(*READY)
        for key in ("f8", "f1", "escape", "down", "f9", "pagedown", "escape"):
            opened.press(key)
        assert max(opened.sent) < 0x80
        assert b"\\u" not in opened.sent


def test_no_colour_is_sent_where_none_is_wanted() -> None:
    with wizard(environment={"NO_COLOR": "1"}) as opened:
        opened.wait_for(*READY)
        opened.press("f8")
        for colour in (b";38;", b"[38;", b";48;", b"[48;", b"[31m", b"[34m", b"[44m"):
            assert colour not in opened.sent
