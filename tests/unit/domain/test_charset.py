"""Which letters a terminal has, and what stands for the others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writeback.domain import charset
from writeback.domain.charset import charset_of, choose, of_keyboard, shown, spelt


@pytest.fixture(autouse=True)
def _utf_8_again() -> Iterator[None]:
    yield
    choose(charset.UTF_8)


@pytest.mark.parametrize(
    ("environ", "encoding", "coerces", "found"),
    [
        ({"LANG": "en_US.UTF-8"}, "utf-8", False, "utf-8"),
        ({"LANG": "en_US.utf8"}, "utf-8", False, "utf-8"),
        ({"LANG": "C.UTF-8"}, "utf-8", False, "utf-8"),
        ({"LANG": "sv_SE.UTF-8", "LC_ALL": "C"}, "utf-8", True, "ascii"),
        ({}, "ascii", False, "ascii"),
        # Python has put it there itself, or somebody has: only then it speaks of the terminal.
        ({"LC_CTYPE": "C.UTF-8"}, "utf-8", True, "ascii"),
        ({"LC_CTYPE": "C.UTF-8"}, "utf-8", False, "utf-8"),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, "utf-8", True, "ascii"),
        # The locale is not installed here, but that is what the terminal is.
        ({"LC_CTYPE": "C.UTF-8", "LANG": "sv_SE.ISO-8859-15"}, "utf-8", True, "iso8859-15"),
        ({"LANG": "de_DE@euro"}, "utf-8", True, "iso8859-1"),
        ({"LANG": "sv_SE"}, "iso8859-1", False, "iso8859-1"),
        ({"LANG": "ja_JP.eucJP"}, "euc_jp", False, "euc_jp"),
        ({"LANG": "xx_XX.nonsense"}, "utf-8", False, "utf-8"),
        ({"LANG": "xx_XX.nonsense"}, "nonsense", False, "ascii"),
        ({"LC_ALL": "C", "PYTHONIOENCODING": "latin-1"}, "iso8859-1", True, "iso8859-1"),
        ({"LC_ALL": "C", "PYTHONUTF8": "1"}, "utf-8", True, "utf-8"),
    ],
)
def test_the_locale_says_which_letters_there_are(
    environ: dict[str, str], encoding: str, coerces: bool, found: str
) -> None:
    assert charset_of(environ, encoding, coerces=coerces) == found


@pytest.mark.parametrize(
    ("terminal", "text", "seen"),
    [
        ("utf-8", "\u00c5sa \u754c \u2026", "\u00c5sa \u754c \u2026"),
        ("iso8859-1", "\u00c5sa \u754c \u2026", "\u00c5sa <U+754C> ..."),
        ("ascii", "\u00c5sa \u754c", "<U+C5>sa <U+754C>"),
        ("ascii", "one\u23cetwo \ufffd", "one / two ?"),
        ("ascii", "CONTOSO\\xadmin", "CONTOSO\\xadmin"),
    ],
)
def test_a_name_from_outside_keeps_every_letter_or_says_which_it_is(
    terminal: str, text: str, seen: str
) -> None:
    choose(terminal)
    assert shown(text) == seen


@pytest.mark.parametrize(
    ("terminal", "text", "seen"),
    [
        ("ascii", "F\u00f6reg\u00e5ende \u2013 \u201dklart\u201d \u2026", 'Foregaende - "klart" ...'),
        ("iso8859-1", "F\u00f6reg\u00e5ende \u2013", "F\u00f6reg\u00e5ende -"),
        ("utf-8", "F\u00f6reg\u00e5ende", "F\u00f6reg\u00e5ende"),
    ],
)
def test_a_text_of_our_own_loses_its_accents_only(terminal: str, text: str, seen: str) -> None:
    choose(terminal)
    assert spelt(text) == seen


@given(st.text(max_size=60), st.sampled_from(("ascii", "iso8859-1", "iso8859-15", "koi8-r", "utf-8")))
def test_what_is_shown_can_be_sent_and_is_the_same_when_shown_again(text: str, terminal: str) -> None:
    choose(terminal)
    seen = shown(text)
    assert shown(seen) == seen
    assert seen.encode(terminal).decode(terminal) == seen


@pytest.mark.parametrize(
    ("ascii_only", "shows", "types"),
    [(None, "ascii", "utf-8"), (True, "ascii", "utf-8"), (False, "utf-8", "utf-8")],
)
def test_a_terminal_that_is_said_to_have_no_letters(ascii_only: bool | None, shows: str, types: str) -> None:
    choose("ascii", ascii_only=ascii_only)
    assert (charset.in_use(), of_keyboard()) == (shows, types)


def test_letters_that_are_spared_can_still_be_typed() -> None:
    choose("iso8859-1", ascii_only=True)
    assert (charset.in_use(), of_keyboard()) == ("ascii", "iso8859-1")
