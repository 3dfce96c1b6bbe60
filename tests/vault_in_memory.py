"""A vault for tests of the screens: it says where it is, and opens with one passphrase."""

from __future__ import annotations

from datetime import UTC, datetime

from writeback.domain.errors import VaultLocked, WrongPassphrase
from writeback.domain.secret import Secret
from writeback.domain.target import Profile
from writeback.service.secrets import Holding, Rung, SavedItem, VaultStatus
from writeback.vault import server_secret

PASSPHRASE = "open-sesame-12"
SINCE = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
LOCKED = VaultLocked("The sealed file is locked.", "Give its passphrase.")


class VaultInMemory:
    """`wanted` as configured; a sealed file is locked until `unlock`, and is there unless `is_new`."""

    def __init__(
        self, profile: Profile, wanted: Rung | None, *, is_new: bool = False, holds: bool = False
    ) -> None:
        self.profile = profile
        self.wanted = wanted
        self.is_new = is_new
        self.holds = holds
        self.is_open = wanted is not Rung.SEALED_FILE

    async def status(self) -> VaultStatus:
        rung = (self.wanted or Rung.MEMORY) if self.is_open else Rung.MEMORY
        items = (SavedItem(server_secret(self.profile), SINCE),) if self.holds and self.is_open else ()
        return VaultStatus(
            rung,
            "keyring",
            self.wanted,
            None if self.is_open else LOCKED,
            SINCE if rung is Rung.SEALED_FILE else None,
            Holding(rung, "keyring", items),
        )

    async def needs_new_passphrase(self) -> bool:
        return self.is_new

    async def unlock(self, passphrase: Secret) -> None:
        if not self.is_new and passphrase.reveal() != PASSPHRASE:
            raise WrongPassphrase("The passphrase does not open the sealed file.", "Type it again.")
        self.is_open = True
