"""From the environment to what the wizard is drawn with: tables."""

from __future__ import annotations

import pytest

from writeback.cli.arguments import parse
from writeback.cli.window_arguments import THEMES
from writeback_tui.terminal_profile import (
    Colours,
    TerminalProfile,
    Window,
    Wishes,
    colours_of,
    terminal_profile,
    window_of,
)
from writeback_tui.themes import OWN, theme_of

SIZE = (80, 24)
FOUND = TerminalProfile("xterm-256color", SIZE, Colours.MANY, "utf-8")


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"TERM": "xterm-256color"}, Colours.MANY),
        ({"TERM": "screen.xterm-256color"}, Colours.MANY),
        ({"TERM": "tmux-256color"}, Colours.MANY),
        ({"TERM": "putty-256color"}, Colours.MANY),
        ({"TERM": "xterm-kitty"}, Colours.MANY),
        ({"TERM": "xterm"}, Colours.SIXTEEN),
        ({"TERM": "linux"}, Colours.SIXTEEN),
        ({"TERM": "screen"}, Colours.SIXTEEN),
        ({}, Colours.SIXTEEN),
        ({"TERM": "vt220"}, Colours.NONE),
        ({"TERM": "vt320-w"}, Colours.NONE),
        ({"TERM": "vt420", "COLORTERM": "truecolor"}, Colours.NONE),
        ({"TERM": "xterm-mono"}, Colours.NONE),
        ({"TERM": "linux-m"}, Colours.NONE),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, Colours.TRUE),
        ({"TERM": "xterm", "COLORTERM": "24BIT "}, Colours.TRUE),
        ({"TERM": "xterm", "COLORTERM": "gnome-terminal"}, Colours.SIXTEEN),
        ({"TERM": "xterm-256color", "TEXTUAL_COLOR_SYSTEM": "standard"}, Colours.SIXTEEN),
        ({"TERM": "vt220", "TEXTUAL_COLOR_SYSTEM": "256"}, Colours.MANY),
    ],
)
def test_term_and_colorterm_say_how_many_colours_there_are(environ: dict[str, str], colours: Colours) -> None:
    assert colours_of(environ) is colours


@pytest.mark.parametrize(
    ("environ", "facts"),
    [
        ({"TERM": " XTERM "}, {"term": "xterm"}),
        ({"TMUX": "/tmp/x,1,0"}, {"multiplexer": "tmux", "keeps_drawing": False}),
        ({"STY": "1.pts"}, {"multiplexer": "screen", "keeps_drawing": True}),
        ({"TERM": "linux"}, {"keeps_drawing": True}),
        ({"TERM": "vt220"}, {"keeps_drawing": True}),
        ({"SSH_CONNECTION": "192.0.2.7 1 192.0.2.1 22"}, {"is_remote": True}),
        ({"NO_COLOR": "1"}, {"wants_no_color": True}),
        ({"NO_COLOR": ""}, {"wants_no_color": False}),
        ({"LC_ALL": "C"}, {"charset": "ascii"}),
        ({"LANG": "sv_SE.ISO-8859-1"}, {"charset": "iso8859-1"}),
    ],
)
def test_what_is_found_at_the_start(environ: dict[str, str], facts: dict[str, object]) -> None:
    found = terminal_profile(environ, SIZE, "utf-8")
    assert {name: getattr(found, name) for name in facts} == facts


@pytest.mark.parametrize(
    ("found", "wishes", "theme", "no_color"),
    [
        (FOUND, Wishes(), "writeback", False),
        (TerminalProfile("linux", SIZE, Colours.SIXTEEN, "utf-8"), Wishes(), "ansi", False),
        (TerminalProfile("vt220", SIZE, Colours.NONE, "utf-8"), Wishes(), "ansi", True),
        (TerminalProfile("vt220", SIZE, Colours.NONE, "utf-8"), Wishes(no_color=False), "ansi", False),
        (FOUND, Wishes(theme="writeback-light"), "writeback-light", False),
        (FOUND, Wishes(theme="writeback-light", no_color=True), "ansi", True),
        (TerminalProfile("x", SIZE, Colours.MANY, "utf-8", wants_no_color=True), Wishes(), "ansi", True),
        (
            TerminalProfile("x", SIZE, Colours.MANY, "utf-8", wants_no_color=True),
            Wishes(no_color=False),
            "writeback",
            False,
        ),
    ],
)
def test_wishes_win_over_what_was_found(
    found: TerminalProfile, wishes: Wishes, theme: str, no_color: bool
) -> None:
    window = window_of(found, wishes)
    assert (theme_of(window), window.no_color) == (theme, no_color)


def test_a_stronger_wish_wins_and_a_silent_one_does_not() -> None:
    said = Wishes(ascii=False, mouse=True)
    kept = Wishes(theme="ansi", ascii=True)
    assert said.over(kept) == Wishes(theme="ansi", ascii=False, mouse=True)


@pytest.mark.parametrize(
    ("words", "wishes"),
    [
        ([], (None, None, None, None)),
        (["--ascii", "--no-color", "--theme", "ansi", "--mouse"], ("ansi", True, True, True)),
        (["--no-ascii", "--color", "--no-mouse"], (None, False, False, False)),
        (["--ascii", "--lab", "check"], (None, True, None, None)),
    ],
)
def test_the_words_of_the_command_line(words: list[str], wishes: tuple[object, ...]) -> None:
    asked = parse(words)
    assert (asked.theme, asked.ascii, asked.no_color, asked.mouse) == wishes


def test_a_theme_that_does_not_exist_is_a_wrong_word_and_the_others_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["--theme", "solarized"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert all(name in said for name in THEMES)


def test_the_themes_that_can_be_asked_for_are_those_that_there_are() -> None:
    assert set(THEMES) == set(OWN)
    assert Window().theme in OWN
