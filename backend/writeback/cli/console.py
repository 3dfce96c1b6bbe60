"""What a command says: data on stdout, narration on stderr; outside text only through `safe_str`."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any, TextIO

from writeback.domain.charset import in_use, is_everywhere, shown
from writeback.domain.errors import WritebackError
from writeback.domain.findings import Finding, Severity
from writeback.domain.ports import DeviceCode
from writeback.domain.safe import safe_str
from writeback.domain.texts import _

MARKS = {
    Severity.BLOCKS: "[!!]",
    Severity.WAITS: "[..]",
    Severity.UNKNOWN: "[??]",
    Severity.WARNS: "[! ]",
    Severity.HINT: "[i ]",
    Severity.PASSED: "[OK]",
}


class Console:
    """Writes lines; JSON is one document on stdout. A stream that is gone is never an error of a command."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        for stream in (self._out, self._err):
            if isinstance(stream, TextIOWrapper):
                # A name may hold what the stream's encoding lacks; that must not cost the answer.
                stream.reconfigure(encoding=_encoding(stream), errors="backslashreplace")
        self._lines: queue.SimpleQueue[str | None] | None = None
        self.output_lost: OSError | None = None
        """Why something of what was asked for could not be written."""
        self.narration_lost = False
        """Nobody can have read all that was told."""

    def data(self, line: str) -> None:
        """One line of what was asked for."""
        self._print(_shown_on(self._out, safe_str(line, 4096)))

    def json(self, content: Any) -> None:
        """The whole answer as JSON; escapes keep any character from acting on a terminal."""
        self._print(json.dumps(content, indent=2))

    def tell(self, line: str) -> None:
        """One line of narration."""
        text = _shown_on(self._err, safe_str(line, 1024)) + "\n"
        if self._lines is not None:
            self._lines.put(text)
        elif _write(self._err, text):
            self.narration_lost = True

    def finish(self) -> None:
        """Writes out what is still held back of the data."""
        self.output_lost = _write(self._out, "") or self.output_lost

    @contextmanager
    def never_waiting(self) -> Iterator[None]:
        """Inside the block narration never waits for a terminal that is stopped or on a stalled line: a run
        must not. At the end it is waited for, so that nothing is lost."""
        lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        writer = threading.Thread(target=self._write_all, args=(lines,), name="narration", daemon=True)
        writer.start()
        self._lines = lines
        try:
            yield
        finally:
            self._lines = None
            lines.put(None)
            writer.join()

    def _write_all(self, lines: queue.SimpleQueue[str | None]) -> None:
        while (text := lines.get()) is not None:
            if _write(self._err, text):
                self.narration_lost = True

    def _print(self, text: str) -> None:
        self.output_lost = _write(self._out, text + "\n", flush=False) or self.output_lost

    def error(self, error: WritebackError) -> None:
        """What happened, what it means, what to do next: one line."""
        self.tell(f"writeback: {error.sentence()}")

    def device_code(self, code: DeviceCode) -> None:
        """Where to sign in."""
        self.tell(
            _("To sign in, open {address} and enter the code {code}.").format(
                address=code.address, code=code.code
            )
        )

    def finding(self, finding: Finding) -> None:
        """One finding on one or two lines."""
        evidence = f": {finding.evidence}" if finding.evidence else ""
        self.data(f"{MARKS[finding.severity]} {finding.title}{evidence}")
        if finding.remedy and finding.severity is not Severity.PASSED:
            self.data(f"     {finding.remedy}")


def _encoding(stream: TextIOWrapper) -> str:
    """A terminal's charset may be another than Python takes from a locale that is not installed here."""
    return in_use() if stream.isatty() else stream.encoding


def _shown_on(stream: TextIO, text: str) -> str:
    """In a pipe or a file a name keeps its letters, unless ASCII was asked for."""
    return shown(text) if is_everywhere() or stream.isatty() else text


def _write(stream: TextIO, text: str, *, flush: bool = True) -> OSError | None:
    """Why the stream is gone; what is still in its buffer then goes nowhere, so that the end of the program
    does not fail on it."""
    try:
        stream.write(text)
        if flush:
            stream.flush()
    except OSError as error:
        with contextlib.suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
            stream.flush()
        return error
    return None
