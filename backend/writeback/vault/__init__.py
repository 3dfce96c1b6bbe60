"""Where secrets are kept: an unlocked Secret Service, this run's memory, a sealed file, a named backend.

Nothing is kept without `Vault.store` being called, and nothing falls to a weaker place in silence.
"""

from __future__ import annotations

from writeback.vault.configuration import Rung
from writeback.vault.items import Item, ItemKind, belongs, certificate_passphrase, server_secret, sign_in
from writeback.vault.passphrase import passphrase_from
from writeback.vault.status import Forgotten, Holding, Kept, SavedItem, VaultStatus
from writeback.vault.values import SavedSignIn
from writeback.vault.vault import Vault

__all__ = [
    "Forgotten",
    "Holding",
    "Item",
    "ItemKind",
    "Kept",
    "Rung",
    "SavedItem",
    "SavedSignIn",
    "Vault",
    "VaultStatus",
    "belongs",
    "certificate_passphrase",
    "passphrase_from",
    "server_secret",
    "sign_in",
]
