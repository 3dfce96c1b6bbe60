"""The main job by a file of choices: written from what is now, edited, carried out, proven."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.terminal.command_line import CommandLine

USAGE = 2


@pytest.fixture
def shell(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


def test_a_file_of_what_is_now_is_edited_and_carried_out(shell: CommandLine) -> None:
    file = shell.folder / "c.toml"
    with shell.serving():
        written = shell.run("--lab", "choices", "-o", "c.toml")
        assert written.returncode == 0, written.stderr
        before = file.read_text()
        assert tomllib.loads(before)["optional-features"] == {"password-writeback": False}

        file.write_text(before.replace("= false", "= true").replace('ticket = ""', 'ticket = "CHG0041877"'))
        status, report = shell.json("--lab", "apply", "--choices", "c.toml", "--yes")
        assert (status, report["outcome"]) == (0, "done")

        assert shell.json("--lab", "verify")[1]["verdict"] == "proven"
        done = shell.run("--lab", "--choices", "c.toml", "plan")
        assert (done.returncode, "Nothing to do" in done.stderr) == (0, True)

        wanted = shell.run("choices", "--run", report["run"])
        assert tomllib.loads(wanted.stdout) == tomllib.loads(file.read_text())


def test_a_broken_file_is_one_sentence_before_the_wizard_opens(shell: CommandLine) -> None:
    (shell.folder / "c.toml").write_text("[connect]\npassword = 'hunter2'\n")
    done = shell.run("--lab", "--choices", "c.toml")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (USAGE, "", 1)
    assert "c.toml cannot be used: line 2, password:" in done.stderr
    assert "hunter2" not in done.stderr
