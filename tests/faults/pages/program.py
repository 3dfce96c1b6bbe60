"""The real program on a pseudo-terminal, watched: its terminal, its processor time, its end."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.faults.pages.sequences import left_behind, strange, unfinished
from tests.terminal.pty_driver import Terminal

MODULE = "tests.faults.pages.hasty_program"
SILENCE = 0.12
"""Seconds without a byte after which the screen counts as settled."""
REACTION = 10.0
"""A generous bound: other tests run beside this one."""
BUSY = re.compile(r"^(?!.*sha256).*\.\.\.( \d+ s)?\s*$|\[\.\.\]", re.MULTILINE)
"""A sentence that trails off, not a fingerprint that is cut short; or a step that is under way."""
TICKS = os.sysconf("SC_CLK_TCK")
FOCUS = "3a3a3a"
"""Background of a field that has the focus."""
CLOSED = ("(off)", "too small")
NUMBER = re.compile(r"\d+")


class Program(Terminal):
    """One process from its start to its end; `status` is how it ended."""

    def __init__(
        self, environment: Mapping[str, str], words: Sequence[str] = ("--lab",), module: str = MODULE
    ) -> None:
        super().__init__(("-m", module, *words), environment)
        # Python itself takes longer to start than this line: nothing is changed yet.
        self._cooked = termios.tcgetattr(self.master)
        self._checked = 0
        self.hung_up = False

    # Reading ----------------------------------------------------------------------------

    def settle(self, patience: float = 3.0) -> None:
        """Reads until there is silence and nothing is announced as going on; gives up after `patience`."""
        self.until_so(lambda: not self.is_busy, patience)

    def steady(self, patience: float = 5.0) -> str:
        """The picture, as soon as it is the same twice and nothing goes on."""
        pictures = [""]

        def is_steady() -> bool:
            pictures.append(self.picture())
            return pictures[-1] == pictures[-2] and not self.is_busy

        self.until_so(is_steady, patience)
        return pictures[-1]

    def until(self, *words: str, patience: float = REACTION) -> bool:
        """Whether one of the words appears."""
        return self.until_so(lambda: any(word in self.text for word in words), patience)

    def until_so(self, is_so: Callable[[], bool], patience: float = REACTION) -> bool:
        """Reads until it is so after a silence; False when it has ended or patience has."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            self.read(SILENCE)
            if is_so():
                return True
            if self.status is not None:
                return False
        return False

    def read(self, quiet: float = SILENCE) -> bytes:
        return b"" if self.hung_up else super().read(quiet)

    @property
    def is_busy(self) -> bool:
        """Something is announced as being read or done."""
        return bool(BUSY.search("\n".join(self.text.splitlines()[3:-1])))

    @property
    def heading(self) -> str:
        """The page's title."""
        rows = self.text.splitlines()
        row = rows[2] if len(rows) > 2 else ""
        return (row[26:] if self.screen.columns >= 80 else row).strip()

    def is_on(self, *pages: str) -> bool:
        """Whether one of these pages is shown: how its title begins."""
        return self.heading.startswith(pages)

    def picture(self) -> str:
        """What is shown and what of it has the focus. Clocks go on, so numbers do not count."""
        return NUMBER.sub("0", f"{self.text}\nfocus: {self.focused()}")

    def focused(self) -> str:
        """What is drawn as only the button, mark or field with the focus is."""
        rows, columns = range(self.screen.lines), range(self.screen.columns)
        cells = [self.screen.buffer[y][x] for y in rows for x in columns]
        return "".join(c.data if c.reverse else "_" for c in cells if c.reverse or c.bg == FOCUS)

    @property
    def status(self) -> int | None:
        """The exit status, None while it lives."""
        return self.process.poll()

    # What a user does -------------------------------------------------------------------

    def send(self, data: bytes) -> None:
        """Typed, as far as somebody still reads."""
        os.set_blocking(self.master, False)
        while data and self.status is None:
            # EIO: it has let go of the terminal and is about to end.
            with contextlib.suppress(OSError):
                data = data[os.write(self.master, data[:4096]) :]
            super().read(0)
        os.set_blocking(self.master, True)

    def window(self, size: tuple[int, int]) -> None:
        """Another size, without waiting for what it draws."""
        self.screen.resize(size[1], size[0])
        self._set_size(size)

    def hang_up(self) -> None:
        """The line is cut."""
        self.read(0)
        self.hung_up = True
        os.close(self.master)

    def wait(self, patience: float) -> int | None:
        """The exit status, None when it goes on for longer; what it says meanwhile is read."""
        deadline = time.monotonic() + patience
        while self.status is None and time.monotonic() < deadline:
            if self.is_stopped:
                self.process.send_signal(signal.SIGCONT)
            if self.hung_up:
                time.sleep(SILENCE)
            else:
                self.read(SILENCE)
        return self.status

    @property
    def is_stopped(self) -> bool:
        """Suspended by Ctrl+Z."""
        return self._stat()[0] == "T"

    def close(self) -> None:
        if self.status is None:
            self.process.kill()
        self.process.wait()
        if not self.hung_up:
            os.close(self.master)
            self.hung_up = True

    # What must hold ---------------------------------------------------------------------

    def wrong_bytes(self) -> list[str]:
        """What acts on a terminal in what was sent since the last look."""
        raw = self.sent[self._checked :]
        self._checked += unfinished(raw)
        return strange(raw)

    def wrong_end(self) -> list[str]:
        """What of the terminal was not given back."""
        if self.hung_up:
            return []
        super().read(0)
        wrong = left_behind(self.sent)
        if termios.tcgetattr(self.master) != self._cooked:
            wrong.append("the terminal is not cooked any more")
        return wrong

    def reacts(self) -> bool:
        """A wish to draw everything again is answered in time; or it has ended. An echo is no answer."""
        before = len(self.sent)
        self.send(b"\x0c")
        deadline = time.monotonic() + REACTION
        while time.monotonic() < deadline:
            self.read(SILENCE)
            if self._is_leaving:
                return self.wait(REACTION) is not None
            if b"\x1b" in self.sent[before:] or self.status is not None:
                self.settle(1.0)
                return True
        return False

    @property
    def _is_leaving(self) -> bool:
        """It has given the user's own screen back: what it sends from now on is its farewell."""
        return self.sent.rfind(b"\x1b[?1049l") > self.sent.rfind(b"\x1b[?1049h")

    def says_where_one_is(self) -> bool:
        """Something has the focus, or the page says why nothing goes on; it may still be drawing."""
        return self._says_so() or self.until_so(self._says_so, 5.0) or self.status is not None

    def _says_so(self) -> bool:
        return any(word in self.text for word in CLOSED) or self.is_busy or bool(self.focused())

    def spins(self, tries: int = 4) -> bool:
        """Whether it uses the processor all the time although nothing happens."""
        for _try in range(tries):
            before = self.processor_seconds()
            self.read_for(0.5)
            if self.status is not None or self.processor_seconds() - before < 0.2:
                return False
        return True

    def processor_seconds(self) -> float:
        fields = self._stat()
        return (int(fields[11]) + int(fields[12])) / TICKS if len(fields) > 12 else 0.0

    def _stat(self) -> list[str]:
        try:
            text = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            return ["X"]
        return text.rpartition(")")[2].split()
