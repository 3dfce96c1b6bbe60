"""Copies: which values a page offers, what becomes of them on the way, and what is said of it."""

from __future__ import annotations

import base64
import os
import re
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
from tests.golden_frames import check_golden
from tests.screens.pages import text_of, until, wizard_on
from tests.stand_in import read_session
from textual.pilot import Pilot

from writeback.domain.choices import Choices
from writeback.domain.secret import Secret
from writeback_tui import copying
from writeback_tui.catalogue import Page
from writeback_tui.copying import CHUNK, LARGEST, Way, clipboard_sequence, copy, way_from
from writeback_tui.page_values import value, values_of
from writeback_tui.screens.copy import CopyScreen
from writeback_tui.screens.side import TextScreen
from writeback_tui.text import pasteable
from writeback_tui.widgets.field import Field
from writeback_tui.widgets.pick_list import PickList
from writeback_tui.widgets.rows import Rows

XTERM = {"TERM": "xterm-256color"}
FILE = "copied.txt"


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A terminal without a multiplexer, and a state directory of the test's own."""
    for name in ("TMUX", "STY", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path))
    return tmp_path


def stand_in_app() -> Any:
    return SimpleNamespace(_driver=mock.Mock(), farewell=[])


def sent(app: Any) -> list[str]:
    """The texts that the terminal was given for its clipboard."""
    written = "".join(call.args[0] for call in app._driver.write.call_args_list)
    return [base64.b64decode(found).decode() for found in re.findall(r"\x1b\]52;c;([^\x07]*)\x07", written)]


async def open_copy(pilot: Pilot[None], key: str) -> list[str]:
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, CopyScreen) and pilot.app.focused is not None)
    return [entry.label for entry in pilot.app.screen.query_one(PickList).entries]


# Which values ---------------------------------------------------------------------------


@pytest.mark.usefixtures("spoken")
async def test_the_code_of_the_sign_in_is_copied_and_what_is_known_of_it_is_said(
    plain_terminal: Path,
) -> None:
    async with wizard_on(Page.CONNECT, read_session(signed_in=False)) as (pilot, _screen):
        await until(pilot, lambda: "F7QK2MZP" in text_of(pilot))
        await open_copy(pilot, "y")
        await pilot.press("down")
        with mock.patch.object(copying, "short", return_value="~/.local/state/writeback/copied.txt"):
            await pilot.press("enter")
            await until(pilot, lambda: FILE in text_of(pilot))
        await check_golden(pilot, "copy-code")
        assert (plain_terminal / FILE).read_text() == "F7QK2MZP\n"


async def test_a_page_offers_what_has_the_focus_first_and_never_a_password() -> None:
    async with wizard_on(Page.PROFILE) as (pilot, screen):
        name = screen.query_one("#name", Field)
        name.value = "contoso-name"
        hidden = Field("hunter2", password=True, id="hidden")
        await screen.query_one("#body").mount(hidden)
        screen.set_focus(name)
        assert (await open_copy(pilot, "ctrl+y"))[0] == "Profile: contoso-name"
        await pilot.press("escape")
        screen.set_focus(hidden)
        assert not [label for label in await open_copy(pilot, "alt+c") if "hunter2" in label]


async def test_the_lines_of_a_side_screen_are_one_block(plain_terminal: Path) -> None:
    async with wizard_on(Page.TASKS) as (pilot, screen):
        screen.wizard.show_text("Some text", ["Get-One", "", "\x1b[31mGet-Two\u202e"])
        await until(pilot, lambda: isinstance(pilot.app.screen, TextScreen) and "Get-One" in text_of(pilot))
        assert (await open_copy(pilot, "y"))[0] == "Some text"
        await pilot.press("enter")
        await until(pilot, lambda: "Sent to" in text_of(pilot))
        assert (plain_terminal / FILE).read_text() == "Get-One\n\n[31mGet-Two\n"


async def test_a_path_in_two_rows_is_copied_as_one() -> None:
    async with wizard_on(Page.TASKS) as (pilot, screen):
        rows = Rows([("Journal", "/state/runs/"), ("", "20260619.jsonl"), ("Undo", "F6")])
        await screen.query_one("#body").mount(rows)
        assert "Journal: /state/runs/20260619.jsonl" in await open_copy(pilot, "y")


async def test_the_plan_that_is_shown_is_copied_with_all_its_steps() -> None:
    async with wizard_on(Page.READY, choices=Choices(password_writeback=True)) as (_pilot, screen):
        plan = next(one for one in values_of(screen) if one.label == "Full plan")
        assert len(plan.lines) > 20
        assert any("Set-ADSyncAADPasswordResetConfiguration" in line for line in plan.lines)


def test_of_a_secret_nothing_is_left() -> None:
    assert value("Password", Secret("hunter2")).whole == ""


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        ("contoso", "contoso"),
        ("rm -rf /\nrm -rf ~\r\n", "rm -rf / rm -rf ~"),
        ("a\x1b]52;c;ZXZpbA==\x07b", "a]52;c;ZXZpbA==b"),
        ("user\u202egpj.exe\u200b", "usergpj.exe"),
        ("x\u2028y\x85z\tw", "x y z w"),
        ("\ud800", ""),
        ("x" * 5000, "x" * 5000),
    ],
)
def test_a_value_is_one_line_without_anything_that_acts_and_is_not_cut(text: str, copied: str) -> None:
    assert pasteable(text) == copied


# The way to the clipboard ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "said_by_tmux", "way"),
    [
        (XTERM, "", Way.PLAIN),
        ({"TERM": "vte-256color"}, "", Way.PLAIN),
        ({"TERM": "linux"}, "", Way.NONE),
        ({"TERM": "vt220"}, "", Way.NONE),
        ({"TERM": "putty"}, "", Way.NONE),
        ({}, "", Way.NONE),
        (XTERM | {"TERM_PROGRAM": "Apple_Terminal"}, "", Way.NONE),
        ({"TERM": "screen", "STY": "1.pts-0"}, "", Way.SCREEN),
        ({"TERM": "tmux", "TMUX": "/tmp/t,1,0"}, "on/off", Way.PLAIN),
        ({"TERM": "tmux", "TMUX": "/tmp/t,1,0"}, "external/on", Way.TMUX),
        ({"TERM": "tmux", "TMUX": "/tmp/t,1,0"}, "off/all", Way.TMUX),
        ({"TERM": "tmux", "TMUX": "/tmp/t,1,0"}, "external/", Way.TMUX),
        ({"TERM": "tmux", "TMUX": "/tmp/t,1,0"}, "external/off", Way.BUFFER),
        ({"TERM": "tmux", "TMUX": "/tmp/t,1,0"}, "", Way.NONE),
        ({"TERM": "screen", "TMUX": "/tmp/t,1,0", "STY": "1.pts-0"}, "on/on", Way.NONE),
    ],
)
def test_the_way_to_the_clipboard(environ: dict[str, str], said_by_tmux: str, way: Way) -> None:
    with mock.patch.object(copying, "_tmux", return_value=said_by_tmux):
        assert way_from(environ) is way


def test_tmux_and_screen_are_asked_to_pass_it_on() -> None:
    plain = clipboard_sequence("caf\u00e9", Way.PLAIN)
    assert plain == "\x1b]52;c;Y2Fmw6k=\x07"
    assert clipboard_sequence("caf\u00e9", Way.TMUX) == "\x1bPtmux;\x1b\x1b]52;c;Y2Fmw6k=\x07\x1b\\"
    assert clipboard_sequence("caf\u00e9", Way.SCREEN) == "\x1bP\x1b]52;c;Y2Fmw6k=\x07\x1b\\"


def test_for_screen_a_long_copy_is_cut_into_pieces_that_make_the_whole() -> None:
    wrapped = clipboard_sequence("x" * LARGEST, Way.SCREEN)
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", wrapped, re.DOTALL)
    assert max(map(len, pieces)) <= CHUNK
    assert "".join(pieces) == clipboard_sequence("x" * LARGEST, Way.PLAIN)


async def test_what_is_too_long_for_the_line_goes_into_the_file_alone(plain_terminal: Path) -> None:
    app = stand_in_app()
    said = await copy(app, "x" * (LARGEST + 1))
    assert said.startswith("Too long for a clipboard (3001 bytes). It is in ")
    assert sent(app) == []
    assert (plain_terminal / FILE).stat().st_size == LARGEST + 2


async def test_the_file_is_its_owners_alone_and_holds_the_last_copy_only(plain_terminal: Path) -> None:
    app = stand_in_app()
    elsewhere = plain_terminal / "elsewhere"
    elsewhere.write_text("untouched")
    (plain_terminal / FILE).symlink_to(elsewhere)
    (plain_terminal / "copied.new").symlink_to(elsewhere)
    for text in ("first", "second"):
        await copy(app, text)
    file = plain_terminal / FILE
    assert file.read_text() == "second\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert elsewhere.read_text() == "untouched"
    assert sorted(os.listdir(plain_terminal)) == [FILE, "elsewhere"]
    assert sent(app) == ["first", "second"]
    assert app.farewell == [f"What was copied last is in {file}."]


async def test_a_file_that_cannot_be_written_is_said(plain_terminal: Path) -> None:
    app = stand_in_app()
    (plain_terminal / FILE).mkdir()
    assert "The file could not be written" in await copy(app, "text")
    assert sent(app) == ["text"]


async def test_where_the_terminal_takes_nothing_only_the_file_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "linux")
    app = stand_in_app()
    assert (await copy(app, "text")).startswith("This terminal takes no copies. It is in ")
    assert not app._driver.write.called


async def test_tmux_that_passes_nothing_on_gets_it_into_its_buffer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", "/tmp/t,1,0")
    given: list[tuple[str, str]] = []

    def tmux(command: tuple[str, ...], _environ: object, text: str = "") -> str | None:
        given.append((command[0], text))
        return None if "-w" in command else "external/off"

    app = stand_in_app()
    with mock.patch.object(copying, "_tmux", tmux):
        assert (await copy(app, "text")).startswith("It is in tmux's buffer")
    assert given[1:] == [("load-buffer", "text")] * 2
    assert not app._driver.write.called
