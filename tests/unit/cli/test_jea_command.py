"""`writeback jea`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from writeback import cli


def test_the_paths_are_the_output_and_the_next_step_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["jea", "-o", str(tmp_path), "--group", "FABRIKAM\\Resetters"]) == 0
    said = capsys.readouterr()
    assert {Path(line) for line in said.out.splitlines()} == {p for p in tmp_path.rglob("*") if p.is_file()}
    assert "--configuration WritebackOperator" in said.err
    assert "FABRIKAM\\Resetters" in (tmp_path / "README.txt").read_text(encoding="utf-8-sig")


def test_as_json_the_name_of_the_configuration_comes_with_the_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["jea", "-o", str(tmp_path), "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["configuration"] == "WritebackOperator"
    assert all(Path(file).is_file() for file in content["files"])


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["jea", "-o", str(tmp_path)]) == 0
    assert cli.main(["jea", "-o", str(tmp_path)]) != 0
    assert "exists already; nothing was written" in capsys.readouterr().err
