"""What the walks and the hostile names have found, each as a test of its own."""

from __future__ import annotations

import io
import signal
from pathlib import Path

import pytest
from textual.events import Resize
from textual.geometry import Size

from tests.builders import facts_of, server_facts
from tests.faults.pages.program import REACTION, Program
from tests.terminal.pty_driver import KEYS, Terminal, terminal
from tests.unit.service.journals import record_run, with_names
from writeback import profiles
from writeback.cli.console import Console
from writeback.domain.choices import Choices
from writeback.domain.errors import InvalidInput
from writeback.domain.plan import make_plan
from writeback.engine import plan_file
from writeback.engine.history import past_runs
from writeback.engine.lock import server_lock, this_operator
from writeback_tui.display import FrugalApp

WIZARD = "tests.terminal.stand_in_wizard"
READY = ("Scheduler not suspended", "F10")
SURROGATE = "SYNC\ud800"


def reversed_text(opened: Terminal) -> str:
    """What is drawn in reverse: the button or mark with the focus."""
    cells = (
        opened.screen.buffer[y][x] for y in range(opened.screen.lines) for x in range(opened.screen.columns)
    )
    return "".join(cell.data for cell in cells if cell.reverse).strip()


def test_a_window_made_small_and_big_again_at_once_is_drawn_again() -> None:
    with terminal("-m", WIZARD) as opened:
        opened.wait_for(*READY)
        before = opened.text
        for size in ((60, 16), (80, 24)):
            opened.screen.resize(size[1], size[0])
            opened._set_size(size)
        opened.wait_for(*READY)
        assert opened.text == before


def test_what_had_the_focus_has_it_again_once_the_window_is_large_enough() -> None:
    with terminal("-m", WIZARD, "features", environment={"TICKED": "1"}) as opened:
        opened.wait_for("F10")
        opened.read(0.5)
        before = reversed_text(opened)
        opened.resize((50, 12))
        assert "too small" in opened.text
        opened.resize((80, 24))
        assert reversed_text(opened) == before != ""


def test_a_continue_signal_without_a_stop_changes_nothing_about_the_end() -> None:
    program = Program({}, (), WIZARD)
    try:
        assert program.until("not suspended")
        program.process.send_signal(signal.SIGCONT)
        program.settle()
        program.process.send_signal(signal.SIGTERM)
        assert program.wait(REACTION) == 128 + signal.SIGTERM
        assert program.wrong_end() == []
    finally:
        program.close()


@pytest.mark.parametrize("value", ["\udcff", "a\x7fb", "\x00", "\x1b"])
def test_a_profile_is_saved_as_it_is_read_again_or_not_at_all(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRITEBACK_CONFIG", str(tmp_path))
    stored = profiles.StoredProfile(profiles.StoredServer(host="sync01", user_name=value))
    try:
        profiles.save("p", stored)
    except InvalidInput:
        assert profiles.names() == ()
    else:
        assert profiles.read("p") == stored


def test_a_plan_with_any_name_is_kept_and_its_file_does_not_act(tmp_path: Path) -> None:
    name = "\ud800 \x9b31m \u202e"
    plan = make_plan(facts_of(server_facts(connector=name)), Choices(password_writeback=True, ticket=name))
    plan_file.save(plan, "p", tmp_path / "plan.json")
    assert (tmp_path / "plan.json").read_bytes().isascii()
    assert plan_file.load(tmp_path / "plan.json").digest == plan.digest


def test_a_server_with_any_name_can_be_locked_and_its_interrupted_run_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path))
    with server_lock(SURROGATE, "run", this_operator()):
        pass
    hostile = with_names(SURROGATE) | {"operator": this_operator()}
    record_run(**hostile, end=False)
    assert [run.is_unsettled for run in past_runs()] == [True]  # type: ignore[union-attr]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_what_a_terminal_cannot_write_is_said_in_other_characters(encoding: str) -> None:
    out, err = io.BytesIO(), io.BytesIO()
    console = Console(io.TextIOWrapper(out, encoding), io.TextIOWrapper(err, encoding))
    console.data("Za\u017c\u00f3\u0142\u0107 \x1b")
    console.tell("Za\u017c\u00f3\u0142\u0107 \x1b")
    console.finish()
    for written in (out.getvalue(), err.getvalue()):
        assert written.startswith(b"Za")
        assert b"\x1b" not in written


def test_a_page_that_opens_while_the_program_leaves_is_no_defect() -> None:
    program = Program({}, ("tasks",), WIZARD)
    try:
        assert program.until("Additional tasks")
        program.send(KEYS["f9"] * 24)
        program.process.send_signal(signal.SIGTERM)
        assert program.wait(REACTION) == 128 + signal.SIGTERM
        assert b"Internal error" not in program.sent
    finally:
        program.close()


async def test_the_size_that_counts_is_the_terminals_not_the_one_told_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = FrugalApp()
    async with app.run_test(size=(79, 24)) as pilot:
        monkeypatch.setattr(app, "terminal_size", lambda: Size(80, 24))
        app.post_message(Resize(Size(60, 16), Size(60, 16)))
        while app.size != Size(80, 24):
            await pilot.pause()
