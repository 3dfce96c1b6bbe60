"""What the libraries complain about, kept without a word of what they say.

Their messages and arguments hold raw answers, parameters, sometimes accounts and tokens. So a line here is
the time, the logger's name, the level, the place in the library's source and the type of the exception, and
nothing else: there is no text to redact. Only warnings and worse are kept; below that nothing is made at all.

The last lines are in memory; `keep` also writes them to a file, for the support bundle. Loggers that an
adapter names with `quieten` write nowhere else: not on the screen, not into another handler.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

MOST_LINES = 200
LARGEST_FILE = 64 << 10
"""Bytes; with the file before it there are two of them."""
FILE_NAME = "library.log"
_WORD = re.compile(r"[\w.<>-]{1,80}", re.ASCII)


class LibraryLog(logging.Handler):
    """The handler behind all of it. It never raises and never looks at a record's message or arguments."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._lines: deque[str] = deque(maxlen=MOST_LINES)
        self._file: Path | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The last lines, oldest first."""
        return tuple(self._lines)

    def keep(self, folder: Path) -> None:
        """From now on, and for what there is already, also in `folder`."""
        with self.lock or contextlib.nullcontext():
            file = folder / FILE_NAME
            if self._file == file:
                return
            self._file = file
            for line in self._lines:
                self._write(line)

    def emit(self, record: logging.LogRecord) -> None:
        """Called by logging with the handler's lock held."""
        line = _line(record)
        self._lines.append(line)
        self._write(line)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Nothing: logging itself would print the record with a traceback."""

    def _write(self, line: str) -> None:
        # A disk that is full must not disturb what the library was doing.
        if self._file is not None:
            with contextlib.suppress(OSError):
                _append(self._file, f"{line}\n".encode("ascii", "replace"))


_LOG = LibraryLog()


def quieten(names: Iterable[str]) -> None:
    """These loggers, and those below them, write to the library log only. Can be repeated."""
    for name in names:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        logger.propagate = False
        if _LOG not in logger.handlers:
            logger.addHandler(_LOG)


def keep(folder: Path) -> None:
    """Keeps the lines in `folder`/library.log and library.log.1 (0600) as well; once for a process.

    From then on the root logger ends here too: logging's last resort would print on the screen.
    """
    _LOG.keep(folder)
    root = logging.getLogger()
    if _LOG not in root.handlers:
        root.addHandler(_LOG)


def lines() -> tuple[str, ...]:
    """The last lines of this process, oldest first."""
    return _LOG.lines


def _line(record: logging.LogRecord) -> str:
    now = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    kind = record.exc_info[0] if record.exc_info else None
    place = f"{_word(record.module)}:{record.lineno:d}"
    words = (now, _word(record.name), _word(record.levelname), place, _word(kind.__name__) if kind else "")
    return " ".join(words).rstrip()


def _word(text: object) -> str:
    """The text if it is one harmless word: names come from source code, but nothing forces them to."""
    return text if isinstance(text, str) and _WORD.fullmatch(text) else "-"


def _append(file: Path, line: bytes) -> None:
    with contextlib.suppress(FileNotFoundError):
        if os.lstat(file).st_size + len(line) > LARGEST_FILE:
            os.replace(file, file.with_name(f"{FILE_NAME}.1"))
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(file, flags, 0o600)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)
