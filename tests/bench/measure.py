"""Whole processes under a pseudo-terminal: milliseconds, CPU, bytes and memory."""

from __future__ import annotations

import os
import resource
import select
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.terminal.pty_driver import Terminal

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Start:
    """Until the marker is on the screen: wall milliseconds, bytes, and resident MB then."""

    first_byte_ms: float
    complete_ms: float
    sent: int
    memory_mb: float


def median(measure: Callable[[], float], runs: int) -> float:
    """The median of several runs."""
    return statistics.median(measure() for _run in range(runs))


def process_ms(*words: str) -> float:
    """Wall milliseconds of a Python process that prints and ends."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, capture_output=True)
    return 1000 * (time.perf_counter() - began)


def process_cpu_ms(*words: str) -> float:
    """CPU milliseconds, user and system, of such a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def start(
    marker: str, command: Sequence[str], environment: Mapping[str, str] | None = None
) -> tuple[Start, Terminal]:
    """Starts the program and waits for the marker; the caller closes the terminal."""
    began = time.perf_counter()
    terminal = Terminal(command, environment)
    select.select([terminal.master], [], [], 20)
    first = time.perf_counter()
    while marker not in terminal.text:
        terminal.read(0.005)
        if time.perf_counter() - began > 30:
            raise RuntimeError(f"{marker!r} did not appear:\n{terminal.text}")
    complete = time.perf_counter()
    terminal.read()
    measured = Start(
        1000 * (first - began), 1000 * (complete - began), len(terminal.sent), memory_mb(terminal)
    )
    return measured, terminal


def memory_mb(terminal: Terminal) -> float:
    """Resident memory of the program."""
    pages = Path(f"/proc/{terminal.process.pid}/statm").read_text().split()[1]
    return int(pages) * PAGE / 1e6


def cpu_ms(terminal: Terminal) -> float:
    """CPU milliseconds that the program has used so far."""
    fields = Path(f"/proc/{terminal.process.pid}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def keys(terminal: Terminal, *names: str) -> list[int]:
    """Bytes that each key costs."""
    return [terminal.press(name) for name in names]


def idle_bytes(terminal: Terminal, seconds: float) -> int:
    """What the program sends while nothing happens."""
    end, sent = time.monotonic() + seconds, 0
    while (left := end - time.monotonic()) > 0:
        if select.select([terminal.master], [], [], left)[0]:
            sent += len(os.read(terminal.master, 65_536))
    return sent


def key_ms(terminal: Terminal, name: str) -> float:
    """Milliseconds from the key to the last byte of the answer."""
    began = last = time.perf_counter()
    os.write(terminal.master, {"tab": b"\t"}.get(name, name.encode()))
    while select.select([terminal.master], [], [], 0.15)[0]:
        terminal.sent += os.read(terminal.master, 65_536)
        last = time.perf_counter()
    return 1000 * (last - began)
