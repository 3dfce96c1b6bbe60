"""A program on a pseudo-terminal: what it sends is counted, and drawn on a terminal in memory."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyte

ROOT = Path(__file__).parents[2]
QUIET_SECONDS = 0.25
"""Silence this long means that the program has nothing more to say."""
PATIENCE_SECONDS = 40.0
KEYS = {
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "enter": b"\r",
    "space": b" ",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "escape": b"\x1b",
    "f1": b"\x1bOP",
    "f3": b"\x1bOR",
    "f4": b"\x1bOS",
    "f5": b"\x1b[15~",
    "f6": b"\x1b[17~",
    "f7": b"\x1b[18~",
    "f8": b"\x1b[19~",
    "f9": b"\x1b[20~",
    "f10": b"\x1b[21~",
    "ctrl+l": b"\x0c",
    "ctrl+z": b"\x1a",
}
FOREIGN = ("COLORTERM", "NO_COLOR", "TMUX", "STY", "SSH_CONNECTION", "TERM_PROGRAM", "LANGUAGE", "LC_ALL")
USUAL = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_CTYPE": ""}
# Sequences that pyte would draw as text.
UNKNOWN_TO_PYTE = (b"\x1b[>1u", b"\x1b[>25u", b"\x1b[<u", b"\x1b]22;default\x07")

Cell = tuple[str, str, str, bool, bool]
"""Character, foreground, background, bold, reverse."""


class Terminal:
    """80x24 with 256 colours unless told otherwise."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        size: tuple[int, int] = (80, 24),
    ) -> None:
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self.sent = b""
        self.master, slave = pty.openpty()
        self._set_size(size)
        inherited = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        self._places = tempfile.TemporaryDirectory()
        places = {name: f"{self._places.name}/{name}" for name in ("WRITEBACK_STATE", "WRITEBACK_CONFIG")}
        paths = os.pathsep.join(str(ROOT / name) for name in ("tui", "backend", "."))
        self.process = subprocess.Popen(
            [sys.executable, *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**inherited, **places, **USUAL, "PYTHONPATH": paths, **(environment or {})},
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509 - the child must own the terminal to be hung up
        )
        os.close(slave)

    def read(self, quiet: float = QUIET_SECONDS) -> bytes:
        """Everything up to the first silence."""
        received = b""
        while select.select([self.master], [], [], quiet)[0]:
            try:
                data = os.read(self.master, 65_536)
            except OSError:  # the other end is closed
                break
            received += data
        self.sent += received
        for unknown in UNKNOWN_TO_PYTE:
            received = received.replace(unknown, b"")
        self._stream.feed(received)
        return received

    def read_for(self, seconds: float) -> bytes:
        """Everything sent in that time, whether it falls silent or not."""
        deadline, before = time.monotonic() + seconds, len(self.sent)
        while (left := deadline - time.monotonic()) > 0:
            self.read(min(left, QUIET_SECONDS))
        return self.sent[before:]

    def wait_for(self, *words: str, patience: float = PATIENCE_SECONDS) -> bytes:
        """Reads until the screen holds all the words and is quiet; returns what was sent meanwhile."""
        deadline = time.monotonic() + patience
        before = len(self.sent)
        while time.monotonic() < deadline:
            self.read()
            if all(word in self.text for word in words):
                return self.sent[before:]
        raise AssertionError(f"{words} did not appear in:\n{self.text}")

    def press(self, key: str) -> int:
        """The number of bytes that the key costs."""
        os.write(self.master, KEYS.get(key, key.encode()))
        return len(self.read())

    def type(self, data: bytes) -> None:
        """Sends the bytes, however many: what the program says meanwhile is read."""
        while data:
            readable, writable, _ = select.select([self.master], [self.master], [], PATIENCE_SECONDS)
            if readable:
                self.read(0)
            if writable:
                data = data[os.write(self.master, data[:1024]) :]

    def speak_latin(self) -> None:
        """From now on it takes bytes for Latin-1."""
        self._stream.select_other_charset("@")

    def draw(self, text: str) -> None:
        """Somebody else writes to the terminal."""
        self._stream.feed(text.encode())

    def resize(self, size: tuple[int, int]) -> None:
        """The user drags the window."""
        columns, rows = size
        self.screen.resize(rows, columns)
        self._set_size(size)
        self.read(2 * QUIET_SECONDS)

    @property
    def text(self) -> str:
        """What the screen shows."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def cells(self) -> list[list[Cell]]:
        """What the screen shows, with its colours."""
        columns, rows = self.screen.columns, self.screen.lines
        shown = [[self.screen.buffer[y][x] for x in range(columns)] for y in range(rows)]
        return [[(c.data, c.fg, c.bg, c.bold, c.reverse) for c in row] for row in shown]

    def end(self, number: signal.Signals) -> tuple[int, float]:
        """Sends the signal; the exit status and the seconds until then."""
        began = time.monotonic()
        self.process.send_signal(number)
        while self.process.poll() is None and time.monotonic() - began < PATIENCE_SECONDS:
            self.read(0.02)
        status, seconds = self.process.wait(timeout=PATIENCE_SECONDS), time.monotonic() - began
        self.read(0)  # its last words may have come after the last look
        return status, seconds

    def hang_up(self) -> None:
        """The line drops: the kernel sends SIGHUP, and whatever is written from now on fails."""
        os.close(self.master)
        self.master = -1

    def cpu_seconds(self) -> float:
        """Processor time that the process has used."""
        numbers = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")

    def streams(self) -> set[str]:
        """What the process has as its standard streams."""
        return {os.readlink(f"/proc/{self.process.pid}/fd/{stream}") for stream in range(3)}

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._places.cleanup()
        if self.master >= 0:
            os.close(self.master)

    def _set_size(self, size: tuple[int, int]) -> None:
        columns, rows = size
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


@contextmanager
def terminal(
    *command: str, environment: Mapping[str, str] | None = None, size: tuple[int, int] = (80, 24)
) -> Iterator[Terminal]:
    """The program, ended with the test whatever happens."""
    opened = Terminal(command, environment, size)
    try:
        yield opened
    finally:
        opened.close()


def is_cooked(opened: Terminal) -> bool:
    """Whether the terminal edits lines, echoes and turns Ctrl+C into a signal, as a shell expects."""
    flags = termios.tcgetattr(opened.master)[3]
    wanted = termios.ICANON | termios.ECHO | termios.ISIG
    return bool(flags & wanted == wanted)


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
