"""The agenda: what will happen to the world, and when, in lab time."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

Act = Callable[[], None]


@dataclass(order=True, slots=True)
class Effect:
    """Something that happens at `at`; equal moments keep the order in which they were planned."""

    at: datetime
    order: int
    act: Act = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        """It will not happen."""
        self.cancelled = True


class Agenda:
    """A heap of effects. Nothing else moves the world, so a stopped clock makes it stand still."""

    def __init__(self) -> None:
        self._heap: list[Effect] = []
        self._orders = count()

    def add(self, at: datetime, act: Act) -> Effect:
        """Plan an effect; the result can be cancelled."""
        effect = Effect(at, next(self._orders), act)
        heapq.heappush(self._heap, effect)
        return effect

    def due(self, now: datetime) -> Iterator[Effect]:
        """Take out what is due, oldest first, including what the effects themselves add meanwhile."""
        while self._heap and self._heap[0].at <= now:
            effect = heapq.heappop(self._heap)
            if not effect.cancelled:
                yield effect
