"""The text that a store keeps for an item: JSON with its version and the time of saving around the secret."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from writeback.domain.errors import VaultUnavailable
from writeback.domain.secret import Secret
from writeback.domain.texts import _

VERSION = 1
LARGEST = 64 << 10
"""Bytes of one value. A token cache has 10 to 20 kB; more than this is a defect and no secret."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A secret and when it was saved."""

    secret: Secret
    at: datetime


@dataclass(frozen=True, slots=True)
class SavedSignIn:
    """The two halves of a sign-in, which change together and are therefore one item."""

    cache: Secret
    """msal's serialised token cache, with the refresh token."""
    record: str
    """azure-identity's AuthenticationRecord as JSON: names the account, holds no secret."""

    def pack(self) -> Secret:
        """As it is given to `Vault.store`."""
        return Secret(json.dumps({"cache": self.cache.reveal(), "record": self.record}))

    @classmethod
    def unpack(cls, secret: Secret) -> SavedSignIn | None:
        """Out of what `Vault.read` gave; None when it is no sign-in."""
        content = _object(secret.reveal())
        cache, record = content.get("cache"), content.get("record")
        return cls(Secret(cache), record) if isinstance(cache, str) and isinstance(record, str) else None


def encode(secret: Secret, now: datetime | None = None) -> Secret:
    """The value to be kept. Raises VaultUnavailable when it is larger than any store has to take."""
    at = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    text = json.dumps({"v": VERSION, "saved-at": at, "secret": secret.reveal()})
    if len(text) > LARGEST:
        raise VaultUnavailable(
            _("The secret is larger than anything that is kept."), _("Nothing was stored.")
        )
    return Secret(text)


def decode(value: Secret) -> Saved | None:
    """What was encoded; None when it is damaged or of a version that is not known here."""
    content = _object(value.reveal())
    secret, at = content.get("secret"), content.get("saved-at")
    if content.get("v") != VERSION or not isinstance(secret, str) or not isinstance(at, str):
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return Saved(Secret(secret), moment) if moment.tzinfo else None


def _object(text: str) -> dict[str, object]:
    """The JSON object in the text; an empty one when there is none."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
