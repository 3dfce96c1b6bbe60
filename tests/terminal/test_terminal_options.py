"""What is asked for on the command line, and terminals that are spared something: with the whole program."""

from __future__ import annotations

import re
from statistics import median

import pytest
from tests.terminal.pty_driver import Terminal, terminal

MODULE = "tests.terminal.stand_in_wizard"
SGR = re.compile(rb"\x1b\[([\d;]*)m")
CLEARED = b"\x1b[2J\x1b[H"
MOUSE = re.compile(rb"\x1b\[\?100[0236][hl]")
MOUSE_ON, MOUSE_OFF = (b"\x1b[?1000h\x1b[?1006h", b"\x1b[?1000l\x1b[?1006l")


def colour_codes(sent: bytes) -> set[str]:
    """Parameters of SGR that are colours; 39 and 49 are the terminal's own."""
    found = {code for codes in SGR.findall(sent) for code in codes.decode().split(";")}
    return {code for code in found if re.fullmatch(r"(3|4|9|10)[0-8]", code)}


def ready(opened: Terminal) -> Terminal:
    """On Additional tasks."""
    opened.wait_for("Troubleshoot", "F10")
    return opened


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"ASKED_FOR": "--no-color --theme writeback-contrast"}, False),
        ({"NO_COLOR": "1", "ASKED_FOR": "--color"}, True),
        ({"TERM": "vt220"}, False),
    ],
)
def test_colours_are_sent_only_where_they_are_wanted(environment: dict[str, str], coloured: bool) -> None:
    with terminal("-m", MODULE, "tasks", environment=environment) as opened:
        ready(opened)
        for key in ("f1", "escape", "tab", "f8"):
            opened.press(key)
        assert bool(colour_codes(opened.sent)) is coloured
        assert not MOUSE.search(opened.sent)


@pytest.mark.parametrize(
    ("theme", "title"),
    [
        ("writeback-contrast", ("000000", "ffff00")),
        ("writeback-light", ("ffffff", "005faf")),
    ],
)
def test_a_theme_that_was_asked_for_is_drawn(theme: str, title: tuple[str, str]) -> None:
    with terminal("-m", MODULE, "tasks", environment={"ASKED_FOR": f"--theme {theme}"}) as opened:
        assert ready(opened).cells[0][2][1:3] == title


def click(opened: Terminal, word: str) -> int:
    """Presses the left button on the word and lets it go; the bytes that this costs."""
    row = next(at for at, line in enumerate(opened.screen.display) if word in line)
    column = opened.screen.display[row].index(word)
    place = f"{column + 2};{row + 1}"
    before = len(opened.sent)
    opened.type(f"\x1b[<0;{place}M\x1b[<0;{place}m".encode())
    opened.read()
    return len(opened.sent) - before


def test_clicks_and_the_wheel_do_what_keys_do() -> None:
    with terminal("-m", MODULE, "tasks", environment={"ASKED_FOR": "--mouse"}, size=(80, 18)) as opened:
        opened.wait_for("Customize", "F10")
        assert MOUSE_ON in opened.sent
        assert b"\x1b[?1003h" not in opened.sent
        costs = [click(opened, "View or export")]
        assert "(o) View or export" in opened.text
        costs.append(click(opened, "Customize"))
        assert "(o) Customize" in opened.text
        assert median(costs) <= 250
        opened.type(b"\x1b[<65;30;8M" * 3)
        opened.wait_for("PgUp back")
        opened.press("pageup")
        assert click(opened, "[ Next ]") <= 1500
        opened.wait_for("Connect to Microsoft")
        opened.press("f10")
        opened.read()
        assert MOUSE_OFF in opened.sent


def test_ticks_trees_and_fields_take_clicks() -> None:
    with terminal("-m", MODULE, "features", environment={"ASKED_FOR": "--mouse"}) as opened:
        opened.wait_for("Preflight")
        click(opened, "[ ] Password writeback")
        opened.wait_for("[x] Password writeback")
        click(opened, "[ Previous ]")
        opened.wait_for("Domain and OU filtering")
        click(opened, "[-] contoso.com")
        opened.wait_for("folded")
        assert "CORP" not in opened.text


@pytest.mark.parametrize(
    ("environment", "clears"),
    [
        ({"TERM": "screen-256color", "STY": "1.pts"}, True),
        ({}, False),
    ],
)
def test_what_was_drawn_does_not_stay_where_there_is_no_second_screen(
    environment: dict[str, str], clears: bool
) -> None:
    with terminal("-m", MODULE, "tasks", environment=environment) as opened:
        ready(opened)
        opened.press("f10")
        opened.process.wait(timeout=30)
        opened.read()
        assert opened.sent.endswith(CLEARED) is clears


@pytest.mark.parametrize("term", ["dumb", "unknown", "vt100", "vt102-nav"])
def test_a_terminal_that_cannot_show_it_gets_the_offer_of_plain_mode(term: str) -> None:
    with terminal("-m", "writeback_tui", "--lab", "contoso", environment={"TERM": term}) as opened:
        assert opened.process.wait(timeout=30) == 2
        opened.read()
        said = " ".join(opened.text.split())
        assert f"TERM={term}" in said
        assert "writeback --plain" in said


def test_a_theme_that_does_not_exist_is_a_wrong_word_and_the_others_are_named() -> None:
    with terminal("-m", "writeback_tui", "--theme", "solarized") as opened:
        assert opened.process.wait(timeout=30) == 2
        opened.read()
        for name in ("writeback", "writeback-contrast", "writeback-light", "ansi"):
            assert name in opened.text
