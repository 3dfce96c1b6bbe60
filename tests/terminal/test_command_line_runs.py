"""Runs of the past: listed, settled after a crash, taken back, reported."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.lab import Lab
from tests.terminal.command_line import CommandLine
from tests.terminal.interrupted import kill_run
from tests.terminal.pty_driver import terminal

DONE, FAILED, USAGE, BLOCKED = 0, 1, 2, 3
SMALL = ("--no-switches", "--no-start-sync", "--pause-scheduler")


@pytest.fixture
def shell(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


@pytest.fixture
def lab(shell: CommandLine, start_lab: Callable[..., Lab], monkeypatch: pytest.MonkeyPatch) -> Lab:
    """A lab that the shell's commands find."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", shell.environment["XDG_RUNTIME_DIR"])
    return start_lab("contoso", "--announce", "--speed", "60")


def onboardings(lab: Lab) -> tuple[int, bool]:
    """How often writeback was enabled, and whether the scheduler runs."""
    state = lab.state()
    return state["writeback"]["onboardings"], state["scheduler"]["sync_cycle_enabled"]


def test_going_on_finishes_the_plan_and_sends_no_step_twice(shell: CommandLine, lab: Lab) -> None:
    run = kill_run(shell, "set-password-writeback", *SMALL)
    done = shell.run("resume", "--go-on")
    assert done.returncode == DONE, done.stderr
    assert f"Run {run}" in done.stderr
    assert "Put the scheduler back" in done.stderr
    assert onboardings(lab) == (1, True)
    status, (listed,) = shell.json("runs")
    assert (status, listed["run"], listed["outcome"], listed["seen"]) == (DONE, run, "done", True)


def test_stopping_leaves_the_change_and_puts_the_scheduler_back(shell: CommandLine, lab: Lab) -> None:
    run = kill_run(shell, "await-events", *SMALL)
    status, report = shell.json("resume", run, "--stop")
    assert (status, report["outcome"], report["run"]) == (DONE, "stopped", run)
    assert onboardings(lab) == (1, True)
    assert lab.state()["writeback"]["enabled"]
    assert shell.run("resume").stderr == "Nothing to resume: every run is settled.\n"


def test_undoing_an_interrupted_run_goes_back_to_the_state_before(shell: CommandLine, lab: Lab) -> None:
    run = kill_run(shell, "await-events", *SMALL)
    status, report = shell.json("resume", "--undo", "--yes")
    assert (status, report["outcome"]) == (DONE, "done")
    assert not lab.state()["writeback"]["enabled"]
    assert onboardings(lab) == (1, True)
    _status, (newer, older) = shell.json("runs")
    assert (newer["undoes"], older["run"], older["unsettled"]) == (run, run, False)


def test_on_a_terminal_it_tells_what_it_found_and_asks(shell: CommandLine, lab: Lab) -> None:
    run = kill_run(shell, "await-events", *SMALL)
    with terminal("-m", "writeback_tui", "resume", environment=shell.environment, size=(120, 50)) as opened:
        opened.wait_for("Type go on, stop or undo")
        assert f"Run {run}" in opened.text
        assert "[OK] Enable Password writeback" in opened.text
        os.write(opened.master, b"stop\n")
        opened.wait_for("Journal:")
        assert opened.process.wait(timeout=30) == DONE


def test_an_answer_that_is_none_leaves_the_run_for_the_next_time(shell: CommandLine, lab: Lab) -> None:
    kill_run(shell, "await-events", *SMALL)
    with terminal("-m", "writeback_tui", "resume", environment=shell.environment, size=(120, 50)) as opened:
        opened.wait_for("Type go on, stop or undo")
        os.write(opened.master, b"perhaps\n")
        opened.wait_for("Not decided")
        assert opened.process.wait(timeout=30) == USAGE
    _status, (listed,) = shell.json("runs")
    assert listed["unsettled"]
    assert onboardings(lab)[1], "the scheduler was put back before anybody was asked"


def test_without_a_terminal_the_choice_is_an_option(shell: CommandLine, lab: Lab) -> None:
    kill_run(shell, "await-events", *SMALL)
    refused = shell.run("resume")
    assert (refused.returncode, "Give --go-on, --stop or --undo" in refused.stderr) == (USAGE, True)
    assert not onboardings(lab)[1], "nothing was sent"


def test_a_run_is_taken_back_by_name_and_then_there_is_nothing_to_undo(shell: CommandLine, lab: Lab) -> None:
    plan = str(shell.folder / "plan.json")
    assert shell.run("--lab", "plan", "-o", plan).returncode == 5
    status, report = shell.json("--lab", "apply", plan, "--yes")
    assert status == DONE
    refused = shell.run("undo", report["run"])
    assert (refused.returncode, "Give --yes" in refused.stderr) == (USAGE, True)
    assert "Password writeback: enabled -> disabled" in refused.stderr

    status, undone = shell.json("undo", report["run"], "--yes")
    assert (status, undone["outcome"]) == (DONE, "done")
    state = lab.state()
    assert not state["writeback"]["enabled"]
    status, again = shell.json("undo", report["run"], "--yes")
    assert (status, again["run"], "Nothing to undo" in again["message"]) == (DONE, None, True)

    evidence = shell.run("report", report["run"])
    assert evidence.returncode == DONE
    assert "| Password writeback | disabled -> enabled |" in evidence.stdout
    file = shell.folder / "report.md"
    assert shell.run("report", undone["run"], "-o", str(file)).returncode == DONE
    assert (stat.S_IMODE(file.stat().st_mode), report["run"] in file.read_text()) == (0o600, True)
    assert shell.run("report", undone["run"], "-o", str(file)).returncode == USAGE


def test_a_damaged_journal_is_named_and_stands_in_nobodys_way(shell: CommandLine, lab: Lab) -> None:
    run = kill_run(shell, "await-events", *SMALL)
    journal = shell.folder / "state" / "runs" / f"{run}.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b'"enable":true', b'"enable":false', 1))
    listed = shell.run("runs")
    assert (listed.returncode, f"[!!] {run}  damaged journal" in listed.stdout) == (DONE, True)
    assert shell.json("runs")[1][0]["state"] == "damaged"
    for command in ("report", "undo"):
        refused = shell.run(command, run)
        assert (refused.returncode, "altered or damaged" in refused.stderr) == (FAILED, True)


def test_a_run_that_is_over_or_unknown_is_not_resumed(shell: CommandLine, lab: Lab) -> None:
    run = kill_run(shell, "await-events", *SMALL)
    assert shell.run("resume", run[:12], "--stop").returncode == DONE
    over = shell.run("resume", run, "--go-on")
    assert (over.returncode, "cannot be resumed: stopped" in over.stderr) == (USAGE, True)
    unknown = shell.run("resume", "2001", "--go-on")
    assert (unknown.returncode, "writeback runs" in unknown.stderr) == (USAGE, True)


def test_a_run_of_a_lab_that_is_gone_is_not_taken_back_on_another_one(shell: CommandLine) -> None:
    with shell.serving("contoso", speed=2000):
        plan = str(shell.folder / "plan.json")
        assert shell.run("--lab", "plan", "-o", plan, *SMALL).returncode == 5
        _status, report = shell.json("--lab", "apply", plan, "--yes")
    with shell.serving("contoso", speed=2000):
        refused = shell.run("undo", report["run"], "--yes")
    assert (refused.returncode, "another lab" in refused.stderr) == (USAGE, True)


def test_a_bundle_is_made_without_a_target_and_with_findings_on_request(shell: CommandLine, lab: Lab) -> None:
    plain, checked = shell.folder / "plain.zip", shell.folder / "checked.zip"
    assert shell.run("report", "--bundle", str(plain)).returncode == DONE
    assert shell.run("--lab", "report", "--bundle", str(checked), "--check").returncode == DONE
    with zipfile.ZipFile(plain) as one, zipfile.ZipFile(checked) as other:
        assert "findings.json" not in one.namelist()
        assert {"id": "not-staging", "severity": "passed"} in json.loads(other.read("findings.json"))


@pytest.mark.parametrize("words", [(), ("x", "--bundle", "b.zip"), ("--bundle", "b.zip", "-o", "r.md")])
def test_a_report_of_nothing_or_of_everything_is_wrong_usage(
    shell: CommandLine, words: tuple[str, ...]
) -> None:
    assert shell.run("report", *words).returncode == USAGE


def test_output_that_cannot_be_written_is_said(shell: CommandLine) -> None:
    shell.add_profile({"server": {"host": "s", "username": "C\\a", "https_port": 1}, "ca_file": "/ca"})
    into_nothing = "import os, sys; os.close(1); os.open('/dev/full', os.O_WRONLY); "
    runs_list = "from writeback_tui.__main__ import main; sys.exit(main(['profile', 'list']))"
    done = shell.python(into_nothing + runs_list)
    assert (done.returncode, "could not be written" in done.stderr) == (FAILED, True)
    assert "Traceback" not in done.stderr
