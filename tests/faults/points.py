"""Crash points: places of a run with stable names, seen in a rehearsal and died at in a combination."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


def kill() -> None:
    """The end that no program can prepare for."""
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Points:
    """The point of the present process. A name is place, action, how manieth in that place, and stage.

    The place is a step of the run, so a poll more or less in one step does not rename the points of another.
    """

    die_at: str = ""
    die: Callable[[], None] = kill
    seen: list[str] = field(default_factory=list)
    place: str = "start"
    _counts: Counter[str] = field(default_factory=Counter)
    _one: threading.Lock = field(default_factory=threading.Lock)

    def go_to(self, place: str) -> None:
        """What follows happens in another step."""
        with self._one:
            self.place = place
            self._counts.clear()

    def next(self, action: str) -> str:
        """The name of an action that begins, to which its stages are appended."""
        with self._one:
            self._counts[action] += 1
            return f"{self.place}: {action} {self._counts[action]}"

    def reached(self, action: str, stage: str) -> None:
        """Dies here, or goes on."""
        name = f"{action}, {stage}"
        with self._one:
            self.seen.append(name)
            if name == self.die_at:
                self.die()

    def is_due(self, action: str, stage: str) -> bool:
        """Whether `reached` would die: for what must be prepared first, such as half a write."""
        return f"{action}, {stage}" == self.die_at
