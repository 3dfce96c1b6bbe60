"""Choices in a file: TOML, a table for each page. Never a secret, and never where the server is."""

from __future__ import annotations

from writeback.choices_file.answers import Answers, ChoicesUnusable, given_of, without_contradictions
from writeback.choices_file.reading import read
from writeback.choices_file.schema import schema
from writeback.choices_file.writing import ChoicesFileExists, in_ascii, to_toml, write

__all__ = [
    "Answers",
    "ChoicesFileExists",
    "ChoicesUnusable",
    "given_of",
    "in_ascii",
    "read",
    "schema",
    "to_toml",
    "without_contradictions",
    "write",
]
