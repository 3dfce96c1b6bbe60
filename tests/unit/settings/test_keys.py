"""Names of keys and the table of actions."""

from __future__ import annotations

import string

import pytest
from textual.keys import _character_to_key

from writeback.settings.keys import named


@pytest.mark.parametrize("character", string.punctuation.replace(",", ""))
def test_punctuation_is_named_as_textual_names_it(character: str) -> None:
    assert named(character) == _character_to_key(character)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("F8", "f8"),
        ("PageUp", "pageup"),
        ("N", "N"),
        ("n", "n"),
        ("Ctrl+R", "ctrl+r"),
        ("shift+ctrl+Left", "ctrl+shift+left"),
        ("alt + /", "alt+slash"),
        ("Alt+Slash", "alt+slash"),
        ("ctrl++", None),
        ("ctrl+1", None),
        ("ctrl+shift+r", None),
        ("alt+0", None),
        ("hyper+f1", None),
        ("ctrl+ctrl+a", None),
        ("f0", None),
        ("f25", None),
        ("", None),
        ("nonsense", None),
    ],
)
def test_a_key_is_read_as_people_write_it(written: str, key: str | None) -> None:
    assert named(written) == key
