"""`writeback settings`: what is in effect and where it comes from."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from writeback.cli import settings as command
from writeback.cli.arguments import parse
from writeback.cli.console import Console
from writeback.domain.errors import ExitStatus
from writeback.settings.remembered import remember


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WRITEBACK_CONFIG", str(tmp_path))
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path / "state"))
    return tmp_path / "settings.toml"


def ran(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[ExitStatus, str]:
    status = asyncio.run(command.run(parse(words), Console()))
    return status, capsys.readouterr().out


def test_each_value_says_who_has_set_it(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text('[window]\nmouse = true\n[keys]\nhelp = "f12"\n')
    remember("theme", "ansi")
    status, out = ran(capsys, "--ascii", "settings", "--json")
    content: dict[str, Any] = json.loads(out)
    assert status is ExitStatus.DONE
    assert (content["file"], content["exists"], content["problems"]) == (str(file), True, [])
    assert {name: (one["value"], one["from"]) for name, one in content["window"].items()} == {
        "theme": ("ansi", "last time"),
        "ascii": (True, "command line"),
        "no-color": (None, "nobody"),
        "mouse": (True, "settings.toml"),
        "language": (None, "nobody"),
        "plain": (None, "nobody"),
    }
    actions = {action["id"]: action for action in content["actions"]}
    assert (actions["help"]["keys"], actions["help"]["from"]) == (["f12"], "settings.toml")
    assert (actions["next"]["keys"], actions["next"]["from"]) == (["f8", "alt+n", "enter"], "nobody")


def test_without_a_file_it_names_the_place_and_every_action(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out = ran(capsys, "settings")
    assert status is ExitStatus.DONE
    assert out.startswith(f"Settings: {file}\nThere is no such file: nobody has set anything.\n")
    assert "\n  next               f8, alt+n, enter " in out


def test_all_that_is_wrong_is_listed_and_the_status_says_so(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text('[window]\nmouse = 1\n[keys]\nhelp = "f9"\nhelf = "f1"\n')
    status, out = ran(capsys, "settings")
    assert status is ExitStatus.FAILED
    assert "Nothing in it is used until this is mended:\n  Line 2: mouse is one of: true, false.\n" in out
    assert '  Line 5: helf is no action; "writeback settings" lists them.\n' in out
