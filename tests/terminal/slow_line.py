"""A program at the far end of a slow line: so many bytes a second, so long on the way."""

from __future__ import annotations

import contextlib
import os
import socket
import termios
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from tests.terminal.pty_driver import Terminal

BITS_A_BYTE = 10
"""On a serial line: a start bit, eight bits, a stop bit."""
PIECE = 16
"""Bytes that travel together."""


class Line(threading.Thread):
    """One direction of it. Nothing is lost, nothing overtakes; the sender is held up as by a full buffer."""

    def __init__(
        self, source: int, target: int, bytes_per_second: float, delay: float, ended: Callable[[], None]
    ) -> None:
        super().__init__(daemon=True)
        self._source, self._target, self._ended = source, target, ended
        self._rate, self._delay = bytes_per_second, delay
        self._on_the_way: deque[tuple[float, bytes]] = deque()
        self._news = threading.Condition()
        self._receiver = threading.Thread(target=self._deliver, daemon=True)

    def run(self) -> None:
        self._receiver.start()
        with contextlib.suppress(OSError):
            while piece := os.read(self._source, PIECE):
                time.sleep(len(piece) / self._rate)
                self._put(piece)
        self._put(b"")
        self._receiver.join()

    def _put(self, piece: bytes) -> None:
        with self._news:
            self._on_the_way.append((time.monotonic() + self._delay, piece))
            self._news.notify()

    def _deliver(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                with self._news:
                    self._news.wait_for(lambda: self._on_the_way)
                    arrives, piece = self._on_the_way.popleft()
                time.sleep(max(0.0, arrives - time.monotonic()))
                if not piece:
                    break
                os.write(self._target, piece)
        with contextlib.suppress(OSError):
            self._ended()


class SlowTerminal(Terminal):
    """`master` is the near end of the line, where the user sits."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        bits_per_second: float,
        delay: float = 0.0,
    ) -> None:
        super().__init__(command, environment)
        self._far = self.master
        near, self._line = socket.socketpair()
        self.master = near.detach()
        rate, line = bits_per_second / BITS_A_BYTE, self._line.fileno()
        self._ways = (
            Line(self._far, line, rate, delay, lambda: self._line.shutdown(socket.SHUT_WR)),
            Line(line, self._far, rate, delay, lambda: None),
        )
        for way in self._ways:
            way.start()

    def close(self) -> None:
        super().close()
        # Both have nothing to read any more; a descriptor must not be another's while they still look at it.
        for way in self._ways:
            way.join()
        os.close(self._far)
        self._line.close()

    def _set_size(self, size: tuple[int, int]) -> None:
        columns, rows = size
        # The base class sets the first size, before there is a line.
        termios.tcsetwinsize(getattr(self, "_far", self.master), (rows, columns))


@contextmanager
def slow_terminal(
    *command: str, environment: Mapping[str, str], bits_per_second: float, delay: float = 0.0
) -> Iterator[SlowTerminal]:
    """The program, ended with the test whatever happens."""
    opened = SlowTerminal(command, environment, bits_per_second=bits_per_second, delay=delay)
    try:
        yield opened
    finally:
        opened.close()
