"""Writes a file of choices, with a remark on every key; an existing file only where that is asked for."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator
from pathlib import Path

from writeback.choices_file import explanations
from writeback.choices_file.answers import Given, literal, without_contradictions
from writeback.choices_file.shape import SETTINGS, TABLES, VERSION, Setting
from writeback.domain.errors import InvalidInput
from writeback.domain.safe import safe_str
from writeback.domain.system_words import in_words
from writeback.domain.texts import _

WIDTH = 100
LAST_OF_FOUR_DIGITS = 0xFFFF


class ChoicesFileExists(InvalidInput):
    """There is a file of that name already; it was not touched."""


def to_toml(given: Given, origin: str = "") -> str:
    """The file's text. `origin` says in a sentence where the choices come from.

    A key without a value is there as a remark. So is one that would contradict another, with its value.
    """
    kept, left_out = without_contradictions(given)
    lines = [*_remark(explanations.of_file()), *_remark(origin), "", f"version = {VERSION}"]
    for table in TABLES:
        lines += ["", *_remark(explanations.of_table(table)), f"[{table}]"]
        for one in SETTINGS:
            if one.table == table:
                lines += ["", *_remark(explanations.of_key(one.key)), *_line(one, kept, left_out)]
    return "\n".join(lines) + "\n"


def in_ascii(text: str) -> str:
    """The same file for what is not UTF-8. Beyond ASCII there are only strings and remarks."""
    return "".join(
        one
        if one.isascii()
        else f"\\u{ord(one):04x}"
        if ord(one) <= LAST_OF_FOUR_DIGITS
        else f"\\U{ord(one):08x}"
        for one in text
    )


def write(path: str | Path, text: str, *, overwrite: bool = False) -> None:
    """Writes the file with mode 0600, whole or not at all.

    Raises ChoicesFileExists unless `overwrite`, and InvalidInput when it cannot be written.
    """
    try:
        if overwrite:
            _replace(Path(path), text)
        else:
            _create(Path(path), text)
    except FileExistsError:
        raise ChoicesFileExists(
            _("{file} exists already; it was not touched.").format(file=path), _("Choose another name.")
        ) from None
    except (OSError, ValueError) as error:
        why = in_words(error)
        raise InvalidInput(
            _("{file} cannot be written: {why}.").format(file=path, why=why), _("Choose another file.")
        ) from None


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    _create(beside, text)
    try:
        beside.replace(path)
    except OSError:
        beside.unlink()
        raise


def _create(path: Path, text: str) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(file, "wb") as stream:
            stream.write(text.encode())
    except OSError:
        path.unlink()
        raise


def _line(one: Setting, kept: Given, left_out: Given) -> Iterator[str]:
    if one.field in kept:
        yield f"{one.key} = {literal(kept[one.field])}"
    elif one.field in left_out:
        yield from _remark(_("Now it contradicts password-writeback = false, so that it is left out:"))
        yield f"# {one.key} = {literal(left_out[one.field])}"
    else:
        yield f"# {one.key} = {literal(one.words[0] if one.words else True)}"


def _remark(text: str) -> list[str]:
    return textwrap.wrap(
        safe_str(text, 1024), WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False
    )
