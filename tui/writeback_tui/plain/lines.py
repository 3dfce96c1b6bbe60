"""The conversation's way in and out: lines to standard output, answers from standard input.

No thread waits for an answer: the event loop does, so that a question can be given up at any moment, such as
when the page has changed by itself. Answers from a pipe or a file are repeated after their question, so that
what is written reads as a whole; from a terminal they are there already.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any, TextIO

from writeback.domain import safe
from writeback.domain.charset import of_keyboard
from writeback.domain.secret import Secret
from writeback_tui.text import safe_str

CHUNK = 4096
"""What a terminal in canonical mode holds of one line (termios(3))."""
LONGEST = 65_536
"""Bytes of a line; nobody's answer is longer, and a file of zeros has none that ends."""
LINE_LIMIT = 4096
LOCAL_MODES = 3
"""Index of the flags with ECHO in what `tcgetattr` returns."""


class Ended(Exception):
    """There are no more answers: end of file, or the terminal is gone."""


class Lines:
    """`lost` is called once when nobody takes what is said any more."""

    def __init__(self, file: int = 0, out: TextIO | None = None) -> None:
        self.file = file
        self.out = out or sys.__stdout__
        if isinstance(self.out, TextIOWrapper):
            # A name may hold what the terminal's encoding lacks.
            self.out.reconfigure(errors="backslashreplace")
        self.lost: Callable[[], object] = _nothing
        self._is_lost = False
        self._buffer = b""
        self._prompt = ""
        self._modes: list[Any] | None = None
        """As they were before a secret is typed; None while none is."""

    @property
    def is_terminal(self) -> bool:
        """Whether a person answers, as far as can be told."""
        try:
            return os.isatty(self.file)
        except OSError:
            return False

    def say(self, text: str = "") -> None:
        """One line."""
        self._write(text)

    async def answer(self, prompt: str) -> str:
        """One line, without its end. Raises Ended."""
        line = await self._asked(prompt)
        text = safe.safe_str(line.decode(of_keyboard(), errors="replace").rstrip("\r\n"), LINE_LIMIT)
        if not self.is_terminal:
            self._write(text)
        return text

    async def secret(self, prompt: str) -> Secret:
        """One line that is not shown while it is typed. Raises Ended."""
        with self._without_echo():
            line = await self._asked(prompt)
            self._write("")
        return _secret(line)

    async def first_line(self) -> Secret:
        """The first line of standard input, unasked: `--password-stdin`. Raises Ended."""
        return _secret(await self._line())

    async def typed(self) -> None:
        """Returns when a person has typed a line unasked, and drops it; never from a pipe."""
        if not self.is_terminal:
            await asyncio.Event().wait()
        await self._readable()
        await self._line()

    # For those who suspend the process --------------------------------------------------

    def suspend_application_mode(self) -> None:
        """The terminal as it was before the question."""
        if self._modes is not None:
            self._set_modes(self._modes)

    def resume_application_mode(self) -> None:
        """The terminal as the question needs it, with the question once more."""
        if self._modes is not None:
            self._set_modes(_silent(self._modes))
        if self._prompt:
            self._write(self._prompt, "")

    # Within -----------------------------------------------------------------------------

    async def _asked(self, prompt: str) -> bytes:
        self._prompt = f"{prompt} "
        self._write(self._prompt, "")
        answered = False
        try:
            line = await self._line()
            answered = True
        finally:
            self._prompt = ""
            if not answered:
                # The question stays where it is, and something else follows it.
                self._write("")
        return line

    async def _line(self) -> bytes:
        while b"\n" not in self._buffer and len(self._buffer) < LONGEST:
            await self._readable()
            data = self._read()
            if not data:
                break
            self._buffer += data
        if not self._buffer:
            raise Ended
        line, _end, self._buffer = self._buffer.partition(b"\n")
        return line

    def _read(self) -> bytes:
        try:
            return os.read(self.file, CHUNK)
        except OSError:  # the terminal is gone
            return b""

    async def _readable(self) -> None:
        if self._buffer:
            return
        loop, ready = asyncio.get_running_loop(), asyncio.Event()
        try:
            loop.add_reader(self.file, ready.set)
        except OSError:
            # A file can always be read, and what is closed has ended.
            return
        try:
            await ready.wait()
        finally:
            loop.remove_reader(self.file)

    @contextmanager
    def _without_echo(self) -> Iterator[None]:
        with contextlib.suppress(termios.error, OSError):
            self._modes = termios.tcgetattr(self.file)
            self._set_modes(_silent(self._modes))
        try:
            yield
        finally:
            if self._modes is not None:
                self._set_modes(self._modes)
            self._modes = None

    def _set_modes(self, modes: list[Any]) -> None:
        # Not TCSAFLUSH: it waits until all output is taken, which a stopped terminal never does.
        with contextlib.suppress(termios.error, OSError):
            termios.tcsetattr(self.file, termios.TCSANOW, modes)

    def _write(self, text: str, end: str = "\n") -> None:
        if self._is_lost or self.out is None:
            return
        try:
            self.out.write(safe_str(text, LINE_LIMIT))
            self.out.write("\n" if end else "")
            self.out.flush()
        except (OSError, ValueError):
            self._is_lost = True
            self.lost()


def _secret(line: bytes) -> Secret:
    return Secret(line.decode(of_keyboard(), errors="surrogateescape").rstrip("\r\n"))


def _silent(modes: list[Any]) -> list[Any]:
    changed = [*modes]
    changed[LOCAL_MODES] &= ~termios.ECHO
    return changed


def _nothing() -> None:
    return
