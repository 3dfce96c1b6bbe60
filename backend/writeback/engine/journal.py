"""The journal of one run: append-only JSON lines, an intent before and an outcome after every step.

Each record carries its number, the length and the checksum of its content, and the checksum of the record
before it, so that a torn tail and an edit can be told apart. A journal that cannot be written means that
nothing is sent; room for the outcome is therefore held in reserve before the first intent.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from writeback.domain.errors import JournalDamaged, JournalUnwritable
from writeback.domain.system_words import in_words
from writeback.domain.texts import _
from writeback.engine.state_folder import sync_folder

Record = dict[str, Any]

RESERVE = 64 << 10
"""Bytes held on the disk beside the journal, given back when a write fails: enough for a run's last words."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All whole records. `size` is where they end; `torn` says that an incomplete one follows there."""

    records: tuple[Record, ...]
    size: int
    torn: bool


class Journal:
    """Appends records to a file of mode 0600, each written whole and synced before `write` returns."""

    def __init__(self, path: Path) -> None:
        """Creates the file. Raises JournalUnwritable."""
        self.path = path
        self._number, self._previous, self._size = 0, "", 0
        self._is_clean = True
        self._reserve: IO[bytes] | None = None
        try:
            self._file = os.open(
                path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600
            )
            sync_folder(path.parent)
            self._reserve = _reserved(path.parent)
        except OSError as error:
            raise self._unwritable(error) from error

    @classmethod
    def reopen(cls, path: Path) -> Journal:
        """Goes on with the journal of an earlier process; a torn tail is cut off.

        Raises JournalDamaged and JournalUnwritable.
        """
        reading = read(path)
        journal = cls.__new__(cls)
        journal.path, journal._size, journal._is_clean = path, reading.size, not reading.torn
        last = reading.records[-1] if reading.records else {}
        journal._number, journal._previous = last.get("n", 0), last.get("sum", "")
        try:
            journal._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW)
            journal._reserve = _reserved(path.parent)
        except OSError as error:
            raise journal._unwritable(error) from error
        return journal

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._free_reserve()
        os.close(self._file)

    def write(self, kind: str, **content: Any) -> None:
        """Appends one record. Raises JournalUnwritable; the record then counts as not written."""
        record: Record = {
            "n": self._number + 1,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "monotonic": round(time.monotonic(), 3),
            "kind": kind,
            **content,
            "previous": self._previous,
        }
        record |= _seal(record)
        line = json.dumps(record, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
        try:
            self._append(line)
        except OSError:
            self._free_reserve()
            try:
                self._append(line)
            except OSError as error:
                raise self._unwritable(error) from error
        self._number, self._previous = record["n"], record["sum"]

    def _append(self, line: bytes) -> None:
        """After a failure the file may hold a part of a record, which must not stay between two others."""
        if not self._is_clean:
            os.ftruncate(self._file, self._size)
        self._is_clean = False
        _write_whole(self._file, line)
        os.fsync(self._file)
        self._size += len(line)
        self._is_clean = True

    def _free_reserve(self) -> None:
        if self._reserve is not None:
            # Closing it is what gives the room back; a disk in trouble may fail even there.
            with contextlib.suppress(OSError):
                self._reserve.close()
            self._reserve = None

    def _unwritable(self, error: OSError) -> JournalUnwritable:
        return JournalUnwritable(
            _("The journal {path} cannot be written: {why}.").format(path=self.path, why=in_words(error)),
            _("Nothing further was sent to the server; make room or mend the folder, then run again."),
        )


def read(path: Path) -> Reading:
    """Everything up to a torn tail. Raises JournalDamaged when a record before the end is not as written."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise JournalDamaged(
            _("The journal {path} cannot be read: {why}.").format(path=path, why=in_words(error))
        ) from error
    *lines, tail = data.split(b"\n")
    records: list[Record] = []
    for number, line in enumerate(lines, 1):
        record = _record(line)
        previous = records[-1]["sum"] if records else ""
        if record is None or record.get("previous") != previous or record.get("n") != number:
            raise _damaged(path, number)
        records.append(record)
    if _is_more_than_torn(tail):
        raise _damaged(path, len(records) + 1)
    return Reading(tuple(records), len(data) - len(tail), bool(tail))


def _record(line: bytes) -> Record | None:
    """The record of a line, None when it is not exactly what was written."""
    try:
        record = json.loads(line)
    except ValueError:
        return None
    if not isinstance(record, dict):
        return None
    content = {key: value for key, value in record.items() if key not in ("length", "sum")}
    seal = {key: record.get(key) for key in ("length", "sum")}
    return record if seal == _seal(content) else None


def _seal(content: Record) -> Record:
    """Length in bytes and SHA-256 of the content, written with sorted keys."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    return {"length": len(text), "sum": hashlib.sha256(text).hexdigest()}


def _is_more_than_torn(tail: bytes) -> bool:
    """A torn record ends too early; a whole one with something else than its line end was altered."""
    try:
        text = tail.decode("ascii")
        _record_in_it, end = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return False
    return end < len(text)


def _damaged(path: Path, number: int) -> JournalDamaged:
    return JournalDamaged(
        _("The journal {path} was altered or damaged at record {number}.").format(path=path, number=number),
        _('What it says is not trusted: read the server with "writeback check" and decide from there.'),
    )


def _reserved(folder: Path) -> IO[bytes]:
    """Room on the disk in a file without a name, which goes away with the process."""
    reserve = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - open as long as the run
    try:
        _write_whole(reserve.fileno(), bytes(RESERVE))
    except OSError:
        reserve.close()
        raise
    return reserve


def _write_whole(file: int, data: bytes) -> None:
    # os.write may write less than asked and say so only by its return value.
    while data:
        data = data[os.write(file, data) :]
