"""What every step of a plan can do: tell, do and check; it knows nothing of screens or wires."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from writeback.domain.work import Done, Work

POLL_SECONDS = 2.0
"""Between two readings of a step that waits."""


class Half(Enum):
    """Which end a step works on."""

    SERVER = "server"
    TENANT = "tenant"


class Effect(Enum):
    """Whether what a step does has happened, as a fresh reading shows."""

    THERE = "there"
    ABSENT = "absent"
    UNDER_WAY = "under-way"
    """It has begun on the other end and has not ended."""
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, there: bool) -> Effect:
        return cls.THERE if there else cls.ABSENT


class Step(Protocol):
    """One step. `writes` is True for steps that change something at the other end."""

    @property
    def id(self) -> str: ...

    @property
    def half(self) -> Half: ...

    @property
    def writes(self) -> bool: ...

    @property
    def is_ours_alone(self) -> bool:
        """Found done before it was sent, it means that somebody else has changed what the plan rests on."""
        ...

    @property
    def passes(self) -> bool:
        """Its effect passes by itself: not knowing it puts nothing in doubt."""
        ...

    def title(self) -> str: ...

    def powershell(self) -> tuple[str, ...]:
        """The runbook's lines for people; what is sent are structured commands, never this text."""
        ...

    def arguments(self) -> dict[str, object]:
        """What the digest covers besides the id."""
        ...

    async def do(self, work: Work) -> Done: ...

    async def effect(self, work: Work) -> Effect:
        """What a fresh reading says about the effect of this step."""
        ...


def quoted(text: str) -> str:
    """A PowerShell literal in single quotes, for runbooks."""
    return "'" + "".join(c * 2 if c in "'\u2018\u2019\u201a\u201b" else c for c in text) + "'"
