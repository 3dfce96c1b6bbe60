"""The journal of one run: append-only JSON lines, an intent before and an outcome after every step.

Each record carries its number, the checksum of its content and the checksum of the record before it, so
that a torn tail and an edit can both be told. A journal that cannot be written means that nothing is sent.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from writeback.domain.errors import JournalUnwritable
from writeback.domain.texts import _

Record = dict[str, Any]


class Journal:
    """Appends records to `path`, mode 0600, each written whole and synced before `write` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._number = 0
        self._previous = ""
        try:
            self._file = os.open(
                path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600
            )
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise self._unwritable(error) from error

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)

    def write(self, kind: str, **content: Any) -> None:
        """Appends one record. Raises JournalUnwritable; the record then counts as not written."""
        self._number += 1
        record: Record = {
            "n": self._number,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "monotonic": round(time.monotonic(), 3),
            "kind": kind,
            **content,
            "previous": self._previous,
        }
        record["sum"] = self._previous = checksum(record)
        line = json.dumps(record, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
        try:
            _write_whole(self._file, line)
            os.fsync(self._file)
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> JournalUnwritable:
        return JournalUnwritable(
            _("The journal {path} cannot be written: {why}.").format(path=self.path, why=error.strerror),
            _("Nothing further was sent to the server; make room or mend the folder, then run again."),
        )


def checksum(record: Record) -> str:
    """SHA-256 of the record without its own checksum."""
    content = {key: value for key, value in record.items() if key != "sum"}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def read(path: Path) -> Iterator[Record]:
    """The records that are whole and chained; stops at a torn or altered one."""
    previous = ""
    for line in path.read_bytes().splitlines():
        try:
            record: Record = json.loads(line)
        except ValueError:
            return
        if not isinstance(record, dict) or record.get("previous") != previous:
            return
        if record.get("sum") != checksum(record):
            return
        previous = record["sum"]
        yield record


def _write_whole(file: int, data: bytes) -> None:
    # os.write may write less than asked and say so only by its return value.
    while data:
        data = data[os.write(file, data) :]
