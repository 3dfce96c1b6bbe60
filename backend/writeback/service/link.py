"""What a session knows of its way to the server, for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from writeback.domain.connection import Connection


class Link:
    """`changed` is called with every change, on whatever thread brings it; it must not wait."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._state = Connection.CLOSED
        self._readings = 0

    @property
    def state(self) -> Connection:
        """The state of the line; READING while it is open and a survey goes on."""
        if self._state is Connection.OPEN and self._readings:
            return Connection.READING
        return self._state

    def put(self, state: Connection) -> None:
        """What the remote end's thread, or the session itself, has found."""
        self._tell_if_new(lambda: setattr(self, "_state", state))

    @contextmanager
    def reading(self) -> Iterator[None]:
        """While a survey goes on."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, by: int) -> None:
        self._tell_if_new(lambda: setattr(self, "_readings", self._readings + by))

    def _tell_if_new(self, change: Callable[[], None]) -> None:
        before = self.state
        change()
        if self.state is not before:
            self._changed()
