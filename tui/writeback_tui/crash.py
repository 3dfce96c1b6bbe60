"""What may be said of an error nobody foresaw: its kind and its place.

Its text and its local variables may hold a secret, so neither reaches the terminal, a log or a file.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from writeback.domain.texts import _
from writeback_tui.text import safe_str


def describe(error: BaseException | None) -> str:
    """`ValueError (connect.py:120)`: the class and the innermost place."""
    # Textual wraps what a worker raised.
    inner = getattr(error, "error", None)
    found = inner if isinstance(inner, BaseException) else error
    return f"{type(found).__name__} {_place_of(found)}".strip()


def sentence(error: BaseException | None) -> str:
    """The only thing that a person is told about it."""
    text = _("Internal error {kind}; nothing more is shown here, because it could hold a secret.")
    return text.format(kind=describe(error))


class Mishaps:
    """Errors that nobody waited for, as sentences for the end of the program."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def of_loop(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """As the exception handler of an event loop; asyncio's own writes the error's text to stderr."""
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.lines.append(sentence(error))

    def of_thread(self, arguments: threading.ExceptHookArgs) -> None:
        """As `threading.excepthook`."""
        # Textual's own thread ends like this when the terminal is gone, which is no mishap.
        if arguments.thread is None or arguments.thread.name != "textual-output":
            self.lines.append(sentence(arguments.exc_value))


def guard(mishaps: Mishaps) -> None:
    """Keeps Python's own reports, all of which carry the error's text, off the terminal."""
    threading.excepthook = mishaps.of_thread
    sys.excepthook = _report
    sys.unraisablehook = lambda _arguments: None
    logging.lastResort = None
    logging.raiseExceptions = False


def _report(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    if sys.stderr is not None:
        print(safe_str(sentence(error)), file=sys.stderr)


def _place_of(error: BaseException | None) -> str:
    """File and line of the innermost frame."""
    trace = error.__traceback__ if error else None
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"({Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno})" if trace else ""
