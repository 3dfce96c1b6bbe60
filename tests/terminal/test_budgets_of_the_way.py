"""What single steps send that the walk over every page does not take: ticks, a ticket, a run, past runs."""

from __future__ import annotations

from statistics import median

from tests.terminal.pty_driver import Terminal, terminal

TICKED = {"TICKED": "1"}
PAST = {"PAST": "1"}
AGAIN = 1024
"""One kB (design, section 7)."""
KEYS = ("tab", "tab", "down", "up", "tab", "shift+tab", "right", "left")


def wizard(page: str, environment: dict[str, str]) -> Terminal:
    return terminal("-m", "tests.terminal.stand_in_wizard", page, environment=environment)  # type: ignore[return-value]


def cost(opened: Terminal, key: str, *words: str) -> int:
    """Bytes from the key until the page with the words is complete."""
    before = len(opened.sent)
    opened.press(key)
    opened.wait_for(*words)
    return len(opened.sent) - before


def test_ticks_and_folds_cost_no_more_than_a_move() -> None:
    with wizard("features", {}) as opened:
        opened.wait_for("Preflight:", "F10")
        assert opened.press("space") <= 500
    with wizard("filtering", {}) as opened:
        opened.wait_for("not selected", "F10")
        assert max(opened.press(key) for key in ("left", "right")) <= 500


def test_a_character_of_the_ticket_costs_no_more_than_its_budget() -> None:
    with wizard("ready", TICKED) as opened:
        opened.wait_for("sha256", "F10")
        opened.press("tab")
        opened.press("tab")
        assert max(opened.press(letter) for letter in "CHG") <= 100


def test_a_run_that_waits_sends_little_more_than_its_clock() -> None:
    with wizard("configuring", {**TICKED, "HELD": "1"}) as opened:
        opened.wait_for("[..]")
        before = len(opened.sent)
        opened.read_for(4.0)
        assert (len(opened.sent) - before) / 4 <= 200


def test_welcome_with_past_runs_keeps_the_budget_of_a_move() -> None:
    with wizard("welcome", PAST) as opened:
        opened.wait_for("How it ended", "F10")
        costs = [opened.press(key) for key in KEYS]
        assert median(costs) <= 250
        assert max(costs) <= 500


def test_the_way_over_an_interrupted_run_keeps_the_budget_of_a_page() -> None:
    with wizard("welcome", PAST) as opened:
        assert len(opened.wait_for("How it ended", "[OK]", "F10")) <= 4000
        # With what was found, which comes after the page.
        assert cost(opened, "f8", "Go on:") <= 1500
        assert cost(opened, "f6", "STEPS") <= 1500
        assert cost(opened, "escape", "Go on:") <= AGAIN
        opened.press("down")
        assert cost(opened, "f8", "In force now") <= 1500
        assert cost(opened, "f8", "Choose one task") <= 1500
        assert cost(opened, "f6", "U Undo", "Begun") <= 1500
        assert cost(opened, "escape", "Choose one task") <= AGAIN


def test_no_colour_is_sent_where_none_is_wanted() -> None:
    with wizard("welcome", {"NO_COLOR": "1"}) as opened:
        opened.wait_for("Scheduler not suspended", "F10")
        cost(opened, "f8", "Additional tasks")
        for colour in (b";38;", b"[38;", b";48;", b"[48;", b"[31m", b"[34m", b"[44m"):
            assert colour not in opened.sent
