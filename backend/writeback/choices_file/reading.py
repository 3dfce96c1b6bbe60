"""Reads a file of choices. Every refusal is a sentence with file, line, key and what is allowed instead."""

from __future__ import annotations

import difflib
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from writeback.choices_file.answers import Answers, ChoicesUnusable
from writeback.choices_file.shape import SETTINGS, TABLES, VERSION
from writeback.domain.system_words import in_words
from writeback.domain.texts import _
from writeback.toml_lines import Key, lines_of

LARGEST = 16 * 1024
"""Bytes; with all its remarks a file has some 3,000."""
SECRET = re.compile(r"(?i)pass|pwd|secret|token|credential|\bpin\b|l.senord|private")
ELSEWHERE = frozenset({"profile", "server", "tenant", "host", "user-name", "domain"})
"""Words of a profile."""
ALIKE = 0.8
PLACE = re.compile(r"(?s)(?P<why>.*?) \((?:at line (?P<line>\d+), column \d+|at end of document)\)")
TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate")
WRITTEN_KEY = re.compile(r"[ \t]*(\[?\[?[ \t]*[\w.\"'-]{1,80}[ \t]*\]?\]?)")


def read(path: str | Path) -> Answers:
    """What the file says. Raises ChoicesUnusable."""
    text = _text(path)
    return _Reader(str(path), text, _parsed(str(path), text)).answers()


@dataclass
class _Reader:
    file: str
    text: str
    tables: Mapping[str, Any]
    given: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def answers(self) -> Answers:
        where = lines_of(self.text)
        self._check_version(where.get(("version",), 1))
        for key, line in where.items():
            if len(key) == 1 and key[0] != "version":
                self._check_table(key[0], line)
            elif len(key) > 1:
                self._take(key, line)
        answers = Answers(self.file, self.given, self.lines)
        answers.refuse_contradictions()
        return answers

    def _check_version(self, line: int) -> None:
        version = self.tables.get("version", VERSION)
        if version != VERSION or type(version) is not int:
            why = _("this program reads version {version} only").format(version=VERSION)
            raise self._error(line, "version", why)

    def _check_table(self, name: str, line: int) -> None:
        if name not in TABLES:
            raise self._unknown("", name, line)
        if not isinstance(self.tables[name], Mapping):
            raise self._error(
                line, name, _("it is a table, and stands in brackets: [{name}]").format(name=name)
            )

    def _take(self, key: Key, line: int) -> None:
        """One value. A table whose header is not there has its keys checked here first."""
        table, name = key[:2]
        self._check_table(table, line)
        setting = next((one for one in SETTINGS if (one.table, one.key) == (table, name)), None)
        if setting is None:
            raise self._unknown(table, name, line)
        try:
            value = msgspec.convert(self.tables[table][name], setting.type)
        except msgspec.ValidationError:
            # What msgspec says may hold the value, and somebody may have put a secret there.
            why = _("it is {allowed}").format(allowed=setting.allowed())
            raise self._error(line, name, why) from None
        self.given[setting.field] = value.strip() if isinstance(value, str) else value
        self.lines[setting.field] = line

    def _unknown(self, table: str, name: str, line: int) -> ChoicesUnusable:
        why = _mistaken(table, name)
        if not why and SECRET.search(name):
            return _a_secret(self.file, line, name)
        if not why and not table and name in ELSEWHERE:
            why = _("which server and tenant is said with --profile NAME, not here")
        return self._error(line, name, why or _unheard_of(table))

    def _error(self, line: int, key: str, why: str) -> ChoicesUnusable:
        return _unusable(
            self.file, _("line {line}, {key}: {why}").format(line=line, key=key, why=why), line, key
        )


def _mistaken(table: str, name: str) -> str:
    """That the key belongs elsewhere or was mistyped; "" where it is another word altogether."""
    homes = {one.key: one.table for one in SETTINGS}
    if name in homes:
        return _("it belongs under [{table}]").format(table=homes[name])
    known = (*TABLES.get(table, ("version", *TABLES)), *homes)
    close = difflib.get_close_matches(name.lower().replace("_", "-"), known, 1, ALIKE)
    return _('there is no such key; "{meant}" may be meant').format(meant=close[0]) if close else ""


def _unheard_of(table: str) -> str:
    if table:
        return _("there is no such key; those of [{table}] are {known}").format(
            table=table, known=", ".join(TABLES[table])
        )
    known = ", ".join(f"[{one}]" for one in TABLES)
    return _("there is no such table; there are {known}").format(known=known)


def _a_secret(file: str, line: int, key: str) -> ChoicesUnusable:
    return ChoicesUnusable(
        _("{file} cannot be used: line {line}, {key}: a file of choices holds no secret.").format(
            file=file, line=line, key=key
        ),
        _(
            "Take it out. A secret is typed when it is asked for, read by --password-stdin, or kept where"
            ' "writeback vault status" says.'
        ),
        line,
        key,
    )


def _text(path: str | Path) -> str:
    """The file's text. Raises ChoicesUnusable for what is no file, too large, or not UTF-8."""
    try:
        # A named pipe would be waited for.
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(file, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise _unusable(str(path), _("it is not a file"))
            content = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        why = in_words(error) if isinstance(error, OSError) else _("a file cannot have this name")
        raise _unusable(str(path), why) from None
    if len(content) > LARGEST:
        raise _unusable(str(path), _("it is larger than {count} bytes").format(count=LARGEST))
    return _decoded(str(path), content)


def _decoded(file: str, content: bytes) -> str:
    try:
        # Notepad puts a mark before the text. TOML takes both kinds of line ends for one.
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _unusable(file, _("line {line} is not UTF-8").format(line=line), line) from None


def _parsed(file: str, text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(f"{text}\n")
    except (ValueError, RecursionError) as error:  # a number of many digits is a plain ValueError
        found = PLACE.fullmatch(str(error))
        line = int(found["line"] or 0) if found else 0
        line = line or text.rstrip("\n").count("\n") + 1
        why = found["why"] if found else _("a value is too long, or nested too deeply")
        written = WRITTEN_KEY.match(text.split("\n")[line - 1]) if why.startswith(TWICE) else None
        key = written[1].strip() if written else ""
        if key:
            why = _("line {line}, {key}: it is there a second time").format(line=line, key=key)
        else:
            why = _("line {line} is not TOML: {why}").format(line=line, why=why)
        raise _unusable(file, why, line, key) from None


def _unusable(file: str, why: str, line: int = 0, key: str = "") -> ChoicesUnusable:
    return ChoicesUnusable(
        _("{file} cannot be used: {why}.").format(file=file, why=why),
        _('Mend it, or write a new one with "writeback choices -o FILE"; nothing was changed.'),
        line,
        key,
    )
