"""Answers that are understood at every question: letters, and the names of keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

KEY = re.compile(r"f\d{1,2}|esc|escape|(ctrl|alt)\+\w")


class Command(Enum):
    """The value is the letter."""

    HELP = "?"
    POWERSHELL = "p"
    BACK = "b"
    QUIT = "q"


@dataclass(frozen=True, slots=True)
class Key:
    """`name` is as the texts of a page have it, such as F5."""

    name: str


Instead = Command | Key
"""What may be answered instead of an answer."""


def instead_of(answer: str) -> Instead | None:
    """The command or the key that is meant, if any."""
    word = answer.strip().casefold().removeprefix("/")
    if KEY.fullmatch(word):
        return Key(word)
    return next((command for command in Command if command.value == word), None)
