"""Whole processes under a pseudo-terminal: milliseconds, CPU, bytes and memory."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.terminal.pty_driver import FOREIGN, KEYS, ROOT

PAGE = os.sysconf("SC_PAGE_SIZE")
SIZE = (24, 80)
PATIENCE_SECONDS = 60.0
QUIET_SECONDS = 0.3
"""Silence this long means that a program has nothing more to say."""
SCHEDULED = 2
"""The clock of a process (kernel, posix-timers.h): the time of all its threads, in nanoseconds."""


@dataclass(frozen=True)
class Start:
    """Until the marker has been sent: milliseconds on the wall and of CPU, resident MB; bytes until quiet."""

    first_byte_ms: float
    complete_ms: float
    cpu_ms: float
    memory_mb: float
    sent: int


class Running:
    """A program that owns a terminal of 80x24 with 256 colours, unless the environment says otherwise."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
        inherited = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        paths = os.pathsep.join(str(ROOT / name) for name in ("tui", "backend", "."))
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**inherited, "TERM": "xterm-256color", "PYTHONPATH": paths, **environment},
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509 - the child must own the terminal to be hung up
        )
        os.close(slave)

    @property
    def cpu_ms(self) -> float:
        """CPU that the process has used so far."""
        return time.clock_gettime((~self.process.pid << 3) | SCHEDULED) * 1000

    @property
    def memory_mb(self) -> float:
        """Resident memory."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * PAGE / 1e6

    def read(self, seconds: float) -> bytes:
        """What comes next; nothing where it stays silent for so long."""
        if not select.select([self.master], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self.master, 65_536)
        except OSError:  # the other end is closed
            return b""

    def read_until(self, marker: bytes) -> bytes:
        """Everything up to the marker. Raises RuntimeError when it does not come."""
        received = b""
        while marker not in received:
            came = self.read(PATIENCE_SECONDS)
            if not came:
                raise RuntimeError(f"{marker!r} did not appear: {received[-400:]!r}")
            received += came
        return received

    def drain(self, quiet: float = QUIET_SECONDS) -> bytes:
        """Everything up to the first silence."""
        return b"".join(iter(lambda: self.read(quiet), b""))

    def press(self, name: str) -> tuple[int, float]:
        """Bytes of the answer, and the milliseconds to its last one; 0 where there is none."""
        began = last = time.perf_counter()
        os.write(self.master, KEYS.get(name, name.encode()))
        sent = 0
        while came := self.read(QUIET_SECONDS):
            sent, last = sent + len(came), time.perf_counter()
        return sent, 1000 * (last - began)

    def sent_in(self, seconds: float) -> int:
        """Bytes that come in that time while nothing is pressed."""
        end, sent = time.monotonic() + seconds, 0
        while (left := end - time.monotonic()) > 0:
            sent += len(self.read(left))
        return sent

    def end(self, number: signal.Signals) -> tuple[int, float]:
        """Sends the signal; the exit status and the seconds until then."""
        began = time.perf_counter()
        self.process.send_signal(number)
        while self.process.poll() is None and time.perf_counter() - began < PATIENCE_SECONDS:
            self.read(0.01)
        return self.process.wait(), time.perf_counter() - began

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Running]:
    """The program, ended whatever happens."""
    program = Running(command, environment)
    try:
        yield program
    finally:
        program.close()


def start(program: Running, marker: bytes, last: bytes = b"") -> Start:
    """From nothing to the marker, and on until `last` has come and it falls silent."""
    received = program.read(PATIENCE_SECONDS)
    first = time.perf_counter()
    received += b"" if marker in received else program.read_until(marker)
    cpu, complete, memory = program.cpu_ms, time.perf_counter(), program.memory_mb
    received += program.read_until(last) if last and last not in received else b""
    received += program.drain()
    return Start(
        1000 * (first - program.began), 1000 * (complete - program.began), cpu, memory, len(received)
    )


def python_ms(*words: str, environment: Mapping[str, str]) -> tuple[float, float]:
    """Milliseconds on the wall and of CPU of a Python process that prints and ends."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environment},
        start_new_session=True,
        # Starting a program that owns a terminal takes a fork of this process, so this one gets a fork, too.
        preexec_fn=os.getpid,  # noqa: PLW1509
    ) as process:
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{words} ended with {process.returncode}")
    return 1000 * (time.perf_counter() - began), 1000 * (used.ru_utime + used.ru_stime)


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
