"""Device codes: asked for by a client, approved or declined by a person, redeemed once."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from writeback.lab.entra.audience import Audience
from writeback.lab.entra.errors import refused

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without the letters and digits that look alike."""
CODE_LENGTH = 9

Answer = Literal["pending", "approved", "declined", "redeemed"]


@dataclass(slots=True)
class DeviceCode:
    """One attempt to sign in. Times are real seconds: the waiting client's clock is the real one."""

    client_id: str
    audience: Audience
    expires_in: int
    interval: int
    device_code: str = field(default_factory=lambda: f"LABDC-{secrets.token_hex(16)}", repr=False)
    user_code: str = field(
        default_factory=lambda: "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    )
    asked: float = field(default_factory=time.monotonic)
    answer: Answer = "pending"
    user: str | None = None
    """User principal name of whoever approved."""

    @property
    def expired(self) -> bool:
        """Too late for an answer."""
        return time.monotonic() - self.asked >= self.expires_in


class DeviceCodes:
    """All codes of this lab, oldest first."""

    def __init__(self, expires_in: int = 900, interval: int = 1) -> None:
        self.expires_in = expires_in
        self.interval = interval
        self._codes: list[DeviceCode] = []

    def start(self, client_id: str, audience: Audience) -> DeviceCode:
        """A new code."""
        code = DeviceCode(client_id, audience, self.expires_in, self.interval)
        self._codes.append(code)
        return code

    def pending(self) -> list[DeviceCode]:
        """What still waits for a person, newest first."""
        return [one for one in reversed(self._codes) if one.answer == "pending" and not one.expired]

    def named(self, user_code: str) -> DeviceCode | None:
        """By the code that the person types: any case, dashes and spaces ignored."""
        wanted = user_code.upper().replace("-", "").replace(" ", "")
        return _first(one for one in self._codes if one.user_code == wanted)

    def redeem(self, device_code: str, client_id: str) -> DeviceCode:
        """The approved code, which is thereby used up. Raises OAuthError while it is anything else."""
        code = _first(one for one in self._codes if one.device_code == device_code)
        if code is None or code.client_id != client_id or code.answer == "redeemed":
            raise refused("bad-code")
        if code.answer == "declined":
            raise refused("declined")
        if code.expired:
            raise refused("expired")
        if code.answer == "pending":
            raise refused("pending")
        code.answer = "redeemed"
        return code


def _first(codes: Iterable[DeviceCode]) -> DeviceCode | None:
    return next(iter(codes), None)
