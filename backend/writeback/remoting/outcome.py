"""How one invocation ended: its objects, its errors, its state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from writeback.domain.secret import Secret

SHORTEST_SECRET = 4
"""Characters; to hide a shorter one would hide half of every text."""


@dataclass(frozen=True, slots=True)
class ErrorRecord:
    """An error record. All of it is the server's own words: clean it before it is shown."""

    message: str
    error_id: str = ""
    """FullyQualifiedErrorId: the id, and after a comma the class or function that reported it."""
    category: int = 0
    reason: str = ""
    """Short name of the exception's class."""
    activity: str = ""
    """The command that reported it."""

    def without(self, secrets: Iterable[Secret]) -> ErrorRecord:
        """The record with each of them hidden: a server might repeat what it was given."""
        known = tuple(secrets)
        return replace(
            self,
            message=without(self.message, known),
            error_id=without(self.error_id, known),
            reason=without(self.reason, known),
            activity=without(self.activity, known),
        )

    def is_id(self, name: str) -> bool:
        """Whether the id is `name`, whoever reported it."""
        return self.error_id.partition(",")[0] == name


@dataclass(frozen=True, slots=True)
class Outcome:
    """`outputs` are plain values in the order of their arrival.

    `completed` alone says little: a non-terminating error leaves a pipeline completed (remoting.md, 2.8).
    """

    outputs: tuple[object, ...] = ()
    errors: tuple[ErrorRecord, ...] = ()
    completed: bool = True

    @property
    def succeeded(self) -> bool:
        return self.completed and not self.errors


def record_of(error: Any) -> ErrorRecord:
    """The library's error record as data; parts that a server left out are empty."""
    said = str(error)
    message = said if said and said != "None" else _text(error, "details_message") or _text(error, "message")
    category = getattr(error, "category", 0)
    return ErrorRecord(
        message=message,
        error_id=_text(error, "fq_error"),
        category=category if isinstance(category, int) else 0,
        reason=_text(error, "reason"),
        activity=_text(error, "activity"),
    )


def without(text: str, secrets: Iterable[Secret]) -> str:
    """The text with each of the secrets hidden."""
    for secret in secrets:
        if len(secret.reveal()) >= SHORTEST_SECRET:
            text = text.replace(secret.reveal(), "********")
    return text


def _text(error: Any, name: str) -> str:
    value = getattr(error, name, None)
    return value if isinstance(value, str) else ""
