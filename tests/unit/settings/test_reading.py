"""settings.toml: what is taken, and what is said of a file that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from writeback.settings import Settings, WindowSettings, load


@pytest.fixture
def read(tmp_path: Path) -> object:
    def read(text: str | bytes) -> Settings:
        file = tmp_path / "settings.toml"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return load(str(file))

    return read


def test_without_a_file_nothing_is_set(tmp_path: Path) -> None:
    settings = load(str(tmp_path / "nowhere" / "settings.toml"))
    assert (settings.window, settings.keys, settings.warning()) == (WindowSettings(), {}, "")


def test_what_is_set_is_taken(read) -> None:  # type: ignore[no-untyped-def]
    settings = read(
        '[window]\ntheme = "ansi"\nno-color = false\nlanguage = "sv"\n'
        '[keys]\nhelp = "f11, Alt+H"\nnext = "F8"\nsearch = "s"\nsearch-next = "+"\n'
    )
    assert settings.problems == ()
    assert settings.window == WindowSettings(theme="ansi", no_color=False, language="sv")
    assert settings.keys == {
        "help": ("f11", "alt+h"),
        "next": ("f8",),
        "search": ("s",),
        "search-next": ("plus",),
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[window]\n\nascii = 1", "Line 3: ascii is one of: true, false."),
        ('[window]\ntheme = "pink"', "Line 2: theme is one of: writeback, "),
        ('[window]\ntheme = ["ansi"]', "Line 2: theme is one of: writeback, "),
        ("[window]\ncolour = true", "Line 2: colour is not known in [window]; there are ascii, language, "),
        ('[colours]\nred = "#f00"', "Line 1: colours is not known; the tables are [window] and [keys]."),
        ("window = 3", "Line 1: window is a table: write [window]."),
        ('[keys]\nhelf = "f1"', 'Line 2: helf is no action; "writeback settings" lists them.'),
        ("[keys]\nhelp = 1", "Line 2: help takes its keys as a text, "),
        ('[keys]\nhelp = ""', "Line 2: help: a key is missing."),
        ('[keys]\nhelp = "f25"', "Line 2: help: f25 is no key that a terminal sends."),
        ('[keys]\nhelp = "alt+1"', "Line 2: help: alt+1 stands for f1; write f1."),
        ('[keys]\nhelp = "super+h"', "Line 2: help: super+h is no key that a terminal sends."),
        ('[keys]\nnext = "h"', "Line 2: next: the key h is needed to type text."),
        ('[keys]\nhelp = "space"', "Line 2: help: the key space is needed to type text or to move."),
        ('[keys]\nhelp = "tab"', "Line 2: help: the key tab is needed to type text or to move."),
        ('[keys]\nhelp = "ctrl+c"', "Line 2: help: the key ctrl+c is needed to type text or to move."),
        ('[keys]\nhelp = "f9"', "Line 2: help: on the same page the key f9 is that of powershell."),
        ('[keys]\npast-runs = "f5"', "Line 2: past-runs: on the same page the key f5 is that of retry."),
        ("[keys", "it is no TOML: "),
    ],
)
def test_what_is_wrong_is_said_with_its_line(read, text: str, sentence: str) -> None:  # type: ignore[no-untyped-def]
    settings = read(text)
    (problem,) = settings.problems
    assert sentence in problem.sentence()
    assert settings.warning().startswith(f"{settings.file} is not used: ")
    assert "\n" not in settings.warning()


def test_bytes_that_are_no_text_are_said_with_their_line(read) -> None:  # type: ignore[no-untyped-def]
    assert read(b'[window]\ntheme = "\xff"').problems[0].sentence() == "Line 2: it is not UTF-8."


def test_one_mistake_leaves_all_of_it_at_the_defaults(read) -> None:  # type: ignore[no-untyped-def]
    settings = read('[window]\ntheme = "ansi"\nmouse = "yes"\n[keys]\nhelp = "f12"\nquit = "x"')
    assert (settings.window, settings.keys) == (WindowSettings(), {})
    assert [problem.line for problem in settings.problems] == [3, 6]
    assert settings.warning().endswith('There is 1 more; "writeback settings" lists them.')


def test_a_file_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    assert "cannot be read" in load(str(tmp_path)).warning()


def test_two_actions_may_change_places(read) -> None:  # type: ignore[no-untyped-def]
    assert read('[keys]\nhelp = "f9"\npowershell = "f1"').problems == ()


def test_actions_that_never_meet_may_have_the_same_key(read) -> None:  # type: ignore[no-untyped-def]
    assert read('[keys]\nstop = "f12"\nadd-server = "f12"').problems == ()


def test_a_key_by_default_is_never_refused(read) -> None:  # type: ignore[no-untyped-def]
    from writeback.settings.actions import ACTIONS

    lines = [f'{action.id} = "{", ".join(action.keys)}"' for action in ACTIONS]
    assert read("\n".join(["[keys]", *lines])).problems == ()
