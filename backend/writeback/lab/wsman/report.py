"""What the service has done, for the control API and for tests."""

from __future__ import annotations

from collections import Counter, deque
from typing import Any, Final

LOG_LINES: Final = 200
MESSAGES: Final = 10_000


class Report:
    """Counters and the tail of the log; no message contents, hence no secrets."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        """WSMan verbs, and `http`, `401`, `not decrypted`, `refused`."""
        self.messages: deque[str] = deque(maxlen=MESSAGES)
        """The verbs of all messages, in order."""
        self.log: deque[str] = deque(maxlen=LOG_LINES)
        self.bugs: list[str] = []
        """Mistakes in the lab itself; a test that finds one here has failed."""

    def count(self, what: str) -> None:
        self.counts[what] += 1

    def note(self, line: str) -> None:
        self.log.append(line)

    def bug(self, error: Exception) -> None:
        self.bugs.append(f"{type(error).__name__}: {error}")
        self.note(f"bug: {type(error).__name__}")

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "counts": dict(self.counts),
            "messages": list(self.messages),
            "log": list(self.log),
            "bugs": list(self.bugs),
        }
