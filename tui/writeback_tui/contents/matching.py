"""Finding words in a text as people type them: without regard to case and to accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

Span = tuple[int, int]
"""First character of a match, and the one after its last."""


def folded(text: str) -> str:
    """Without case and accents, for comparing: `\u00c5ngstr\u00f6m` and `angstrom` are alike."""
    return _folded_with_places(text)[0]


def spans(text: str, sought: str) -> Iterator[Span]:
    """Where `sought`, which is folded already, stands in the text; matches do not overlap."""
    plain, places = _folded_with_places(text)
    at = plain.find(sought) if sought else -1
    while at >= 0:
        end = at + len(sought)
        yield places[at], places[end - 1] + 1
        at = plain.find(sought, end)


def rank(text: str, words: str) -> int | None:
    """How well a label answers what was typed: 0 begins with it, 1 a word does, 2 holds it; None does not.

    Several words may stand in any order.
    """
    plain, sought = folded(text), folded(words).split()
    if not all(word in plain for word in sought):
        return None
    if not sought or plain.startswith(sought[0]):
        return 0
    return 1 if f" {sought[0]}" in plain else 2


def _folded_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place of the one that it comes from."""
    found: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFD", character.casefold()):
            if not unicodedata.combining(part):
                found.append(part)
                places.append(place)
    return "".join(found), places
