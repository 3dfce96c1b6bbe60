"""What the golden frames show in Swedish is Swedish, and has what the English ones have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.catalogue import PO, read

FOLDER = Path(__file__).parents[1] / "golden"
FRAMES = sorted(path.name for path in (FOLDER / "sv").glob("*.txt"))
WORD = re.compile(r"(?<![\w\\/.@-])[A-Za-zÅÄÖåäöéÉ]{3,}(?![\w\\/.@-])")
BUTTON = re.compile(r"\[ [^\]\[]{2,} \]")
KEY = re.compile(r"(?:^|  )\s*(?:(?:[A-Z]|F\d+|Ctrl\+\w|/|[A-Z][\w/]+) (?=[A-ZÅÄÖ]))")
COLUMNS = 80
DATA = frozenset({"users", "groups", "computers", "must", "tasks", "test"})
"""Names that the simulated world gives, and words of a stand-in for it."""
SAID_BEFORE = (
    "Everything was done.",
    "Whether it took effect is not known.",
    "The state was read again: nothing was changed.",
    "Nothing answers at s1:5986. Check the port.",
    "Nothing answers at s1:5986.",
    "Nothing answers at sync01.contoso.com:5999. Check the port.",
    "Nothing answers at sync01.contoso.com:5999.",
    "The passphrase does not open the sealed file.",
    "the needle is",
    "Name has an address",
)
"""What tests put in as it would come from a journal or from the service, in whatever language."""
ALSO_SWEDISH = frozenset({"disk", "long"})
STEP_COLUMNS = 26


def words(text: str) -> set[str]:
    """Those that are no part of a path, an address or a name of several parts."""
    return {word.casefold() for word in WORD.findall(text)}


def own(frame: str) -> str:
    """What the pages say themselves, in one row for each column, so that no sentence is broken."""
    rows = frame.splitlines()
    text = " ".join(" ".join(row[STEP_COLUMNS:].split()) for row in rows)
    for sentence in SAID_BEFORE:
        text = text.replace(sentence, "")
    return " ".join([*(row[:STEP_COLUMNS] for row in rows), text])


@pytest.fixture(scope="module")
def english_words() -> frozenset[str]:
    """Words of our texts that no Swedish text has."""
    english: set[str] = set()
    swedish: set[str] = set()
    for message in read(PO):
        english |= words(" ".join([message.id] if isinstance(message.id, str) else message.id))
        swedish |= words(" ".join([message.string] if isinstance(message.string, str) else message.string))
    return frozenset(english - swedish - DATA - ALSO_SWEDISH)


def test_every_frame_is_there_in_both_languages() -> None:
    assert sorted(path.name for path in FOLDER.glob("*.txt")) == FRAMES


@pytest.mark.parametrize("name", FRAMES)
def test_no_english_word_is_left(name: str, english_words: frozenset[str]) -> None:
    frame, _line, _focus = (FOLDER / "sv" / name).read_text(encoding="utf-8").rpartition("\nfocus:")
    assert words(own(frame)) & english_words == set()


@pytest.mark.parametrize("name", FRAMES)
def test_no_row_is_wider_than_the_terminal(name: str) -> None:
    rows = (FOLDER / "sv" / name).read_text(encoding="utf-8").splitlines()
    assert [row for row in rows if len(row) > COLUMNS] == []


@pytest.mark.parametrize("name", FRAMES)
def test_every_button_and_key_of_the_english_page_is_shown(name: str) -> None:
    english, swedish = (
        (folder / name).read_text(encoding="utf-8").splitlines() for folder in (FOLDER, FOLDER / "sv")
    )
    assert [len(BUTTON.findall(row)) for row in swedish[-4:]] == [
        len(BUTTON.findall(row)) for row in english[-4:]
    ]
    shown, wanted = (set(KEY.findall(rows[-2])) for rows in (swedish, english))
    # What Enter does stands on the button, too.
    missing = len({key.strip() for key in wanted} - {"Enter"}) - len({key.strip() for key in shown})
    assert missing <= 0, swedish[-2]
