"""`--lang` and the locale decide the language of the command line, argparse's own words included."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from writeback.domain.texts import choose_language
from writeback_tui.__main__ import LOCALE, main


@pytest.fixture(autouse=True)
def locale(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An English one; the language is as before afterwards."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")
    yield
    choose_language("en", LOCALE)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[str, str]:
    """stdout and stderr of a command line that argparse answers."""
    with pytest.raises(SystemExit):
        main(list(words))
    seen = capsys.readouterr()
    return seen.out, seen.err


def test_help_is_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    out, _err = said(capsys, "--lang", "sv", "--help")
    assert out.startswith("användning: writeback")
    assert "visa den här hjälpen och avsluta" in out
    assert "usage" not in out


def test_help_is_in_the_language_of_the_locale(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "sv_SE.UTF-8")
    out, _err = said(capsys, "check", "--help")
    assert out.startswith("användning: writeback check")


def test_what_is_asked_for_wins_over_the_locale(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "sv_SE.UTF-8")
    out, _err = said(capsys, "--lang=en", "--help")
    assert out.startswith("usage: writeback")


def test_wrong_words_are_answered_in_the_language_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _out, err = said(capsys, "--lang", "sv", "apply", "--jsno")
    assert "writeback: fel: " in err
    assert "okända argument: --jsno" in err


def test_an_unknown_language_is_a_wrong_word(capsys: pytest.CaptureFixture[str]) -> None:
    _out, err = said(capsys, "--lang", "no", "--help")
    assert "error: argument --lang: invalid choice: 'no'" in err
