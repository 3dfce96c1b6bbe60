"""Whose word counts for the window: the command line, settings.toml, the last time, the terminal."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest
from tests.screens.pages import wizard_on

from writeback.settings import Settings, WindowSettings
from writeback.settings.remembered import remember, remembered
from writeback_tui.app import WizardApp
from writeback_tui.catalogue import Page
from writeback_tui.terminal_profile import Wishes
from writeback_tui.wishes import is_plain, note, wishes_of


@pytest.fixture(autouse=True)
def last_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path))
    monkeypatch.setenv("TERM", "xterm-256color")
    remember("theme", "writeback-light")


def said(**words: object) -> Namespace:
    return Namespace(**{"theme": None, "ascii": None, "no_color": None, "mouse": None, "plain": None} | words)


def set_to(**values: object) -> Settings:
    return Settings(window=WindowSettings(**values))  # type: ignore[arg-type]


def test_the_command_line_wins_over_the_file_and_the_file_over_the_last_time() -> None:
    file = set_to(theme="ansi", mouse=True, ascii=True)
    assert wishes_of(said(theme="writeback", ascii=False), file) == Wishes("writeback", False, None, True)
    assert wishes_of(None, file) == Wishes("ansi", True, None, True)
    assert wishes_of(None, Settings()) == Wishes(theme="writeback-light")


def test_colours_of_the_last_time_are_not_forced_on_a_terminal_that_lacks_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.delenv("COLORTERM", raising=False)
    assert wishes_of(None, Settings()) == Wishes()
    remember("theme", "ansi")
    assert wishes_of(None, Settings()) == Wishes(theme="ansi")


@pytest.mark.parametrize(
    ("word", "setting", "plain"),
    [(None, None, False), (None, True, True), (False, True, False), (True, None, True)],
)
def test_plain_is_asked_for_by_the_file_too(word: bool | None, setting: bool | None, plain: bool) -> None:
    assert is_plain(said(plain=word), set_to(plain=setting)) is plain


def test_a_command_notes_a_broken_file_on_stderr_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from writeback.settings import load

    (tmp_path / "settings.toml").write_text("[window]\nascii = 3\n\x1b[31m", encoding="utf-8")
    note(load(str(tmp_path / "settings.toml")))
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"writeback: {tmp_path}/settings.toml is not used: ")
    assert "\x1b" not in err


async def test_the_wizard_remembers_without_waiting_for_the_disk() -> None:
    async with wizard_on(Page.TASKS) as (pilot, _screen):
        assert isinstance(pilot.app, WizardApp)
        pilot.app.remember("theme", "ansi")
        await pilot.app.worker.run(_nothing())
        assert remembered() == {"theme": "ansi"}


async def _nothing() -> None:
    """Runs after what was told before it."""
