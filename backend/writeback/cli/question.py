"""Asks a person at the terminal, and always gives the terminal back as it was.

No thread waits for the answer (`getpass` in one cannot be interrupted, and keeps the echo off while the
program ends): the event loop does, so that a question can be cancelled at any moment.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from writeback.domain.charset import in_use, of_keyboard, shown
from writeback.domain.errors import InvalidInput
from writeback.domain.safe import safe_str
from writeback.domain.secret import Secret
from writeback.domain.texts import _

LONGEST_LINE = 4096
"""What a terminal in canonical mode holds of one line (termios(3))."""
LOCAL_MODES = 3
"""Index of the flags with ECHO in what `tcgetattr` returns."""


class Asker:
    """The terminal while a question is open. `give_back` and `take` may be called from a signal's handler."""

    def __init__(self) -> None:
        self._file: int | None = None
        self._modes: list[Any] = []
        self._prompt = ""
        self._is_secret = False

    def give_back(self) -> None:
        """The terminal as it was before the question; nothing when none is open."""
        if self._file is not None:
            # A terminal that is gone has no modes any more.
            with contextlib.suppress(termios.error, OSError):
                termios.tcsetattr(self._file, termios.TCSANOW, self._modes)

    def take(self) -> None:
        """The terminal as the open question needs it, with the question shown (again)."""
        if self._file is None:
            return
        modes = [*self._modes]
        if self._is_secret:
            modes[LOCAL_MODES] &= ~termios.ECHO
        # Not TCSAFLUSH: it waits until all output is taken, which a stopped terminal never does.
        with contextlib.suppress(termios.error, OSError):
            termios.tcsetattr(self._file, termios.TCSANOW, modes)
            os.write(self._file, self._prompt.encode(in_use(), errors="replace"))

    async def ask(self, prompt: str) -> str:
        """One line, without its end. Raises InvalidInput when the terminal is closed instead (Ctrl+D)."""
        return await self._line(prompt, is_secret=False)

    async def ask_secret(self, prompt: str) -> Secret:
        """One line that is not shown while it is typed. Raises InvalidInput as `ask`."""
        return Secret(await self._line(prompt, is_secret=True))

    async def _line(self, prompt: str, *, is_secret: bool) -> str:
        with _terminal() as file:
            self._modes, self._prompt, self._is_secret = (
                termios.tcgetattr(file),
                shown(safe_str(prompt)),
                is_secret,
            )
            self._file = file
            try:
                # What was typed before the question is no answer to it.
                termios.tcflush(file, termios.TCIFLUSH)
                self.take()
                line = await _readable_line(file)
            finally:
                self.give_back()
                self._file = None
            if is_secret:
                _write(file, b"\n")
        if not line:
            raise InvalidInput(_("The question was not answered."), _("Nothing was changed."))
        return line.rstrip(b"\r\n").decode(of_keyboard(), errors="surrogateescape")


ASKER = Asker()
"""There is one terminal for the whole process."""


def can_ask() -> bool:
    """Whether a person sits at standard input."""
    return sys.stdin is not None and sys.stdin.isatty()


@contextmanager
def _terminal() -> Iterator[int]:
    """The controlling terminal, because the standard streams may be redirected; else standard input."""
    try:
        file = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        file = os.dup(sys.stdin.fileno())
    try:
        yield file
    finally:
        os.close(file)


async def _readable_line(file: int) -> bytes:
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(file, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(file)
    try:
        return os.read(file, LONGEST_LINE)
    except OSError:  # the terminal is gone
        return b""


def _write(file: int, data: bytes) -> None:
    with contextlib.suppress(OSError):
        os.write(file, data)
