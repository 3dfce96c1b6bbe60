"""The pauses between two questions about a device code, taken out of the library's hands.

MSAL sleeps for them, five seconds live and longer after `slow_down`, and nothing wakes it. It is told here
that no pause is asked for; the transport makes it instead.
"""

from __future__ import annotations

import json
from typing import Any

USUAL, LONGEST = 5.0, 60.0
"""Seconds: where the service names no interval (RFC 8628, 3.2), and what it is granted at most."""
SLOWER = 5.0
"""Seconds more after each `slow_down` (RFC 8628, 3.5)."""
_PENDING, _SLOW_DOWN = "authorization_pending", "slow_down"
_MARKS = (b'"device_code"', b'"authorization_pending"', b'"slow_down"')


class Polling:
    """For one sign-in. `pause` is how long to wait, in seconds, before the next question."""

    def __init__(self) -> None:
        self.pause = 0.0
        self._interval = USUAL

    def paced(self, body: bytes) -> bytes:
        """Takes note of an answer of the sign-in service, and gives it as the library is to see it."""
        self.pause = 0.0
        if not any(mark in body for mark in _MARKS):
            return body
        try:
            answer = json.loads(body)
        except ValueError:
            return body
        return json.dumps(self._noted(answer)).encode() if isinstance(answer, dict) else body

    def _noted(self, answer: dict[str, Any]) -> dict[str, Any]:
        if answer.get("error") == _SLOW_DOWN:
            self._interval = min(self._interval + SLOWER, LONGEST)
            answer["error"] = _PENDING
        if answer.get("error") == _PENDING:
            self.pause = self._interval
        elif "device_code" in answer:
            self._interval = _seconds(answer.get("interval"))
            answer["interval"] = 0
        return answer


def _seconds(interval: object) -> float:
    if isinstance(interval, bool) or not isinstance(interval, int | float | str):
        return USUAL
    try:
        seconds = float(interval)
    except ValueError:
        return USUAL
    return min(seconds, LONGEST) if seconds >= 0 else USUAL
