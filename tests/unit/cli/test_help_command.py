"""`writeback help`: the topics, one of them, and what happens with a word that is none."""

from __future__ import annotations

import pytest

from writeback.cli.arguments import parse
from writeback.cli.run import run_command
from writeback.manual.reader import names


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str], str]:
    status = run_command(parse(["help", *words]))
    captured = capsys.readouterr()
    return status, captured.out.splitlines(), captured.err


@pytest.fixture(autouse=True)
def width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")


def test_without_a_topic_all_are_listed_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, err = said(capsys)
    assert (status, err) == (0, "")
    listed = [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "]
    assert listed == [name.replace("_", "-") for name in names()]


@pytest.mark.parametrize("word", ["portal", "view-configuration", "view_configuration", "Portal"])
def test_a_topic_is_printed_for_the_width_of_the_terminal(
    capsys: pytest.CaptureFixture[str], word: str
) -> None:
    status, lines, _err = said(capsys, word)
    assert status == 0
    assert "WHAT CAN GO WRONG" in lines
    assert all(len(line) <= 60 or "https://" in line for line in lines)


def test_no_line_is_longer_than_legible(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    _status, lines, _err = said(capsys, "journal")
    assert max(map(len, lines)) <= 100


def test_a_word_that_is_no_topic_is_wrong_usage_and_names_what_is_near(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, lines, err = said(capsys, "secret\x1b]52;c;x\x07s")
    assert (status, lines) == (2, [])
    assert "\x1b" not in err
    assert "secrets" in said(capsys, "secret")[2]
    assert '"writeback plan --help"' in said(capsys, "plan")[2]
    assert '"writeback help" lists the topics' in said(capsys, "zzzz")[2]


def test_the_man_page_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, err = said(capsys, "--man")
    assert (status, err) == (0, "")
    assert lines[0].startswith(".TH WRITEBACK 1")
