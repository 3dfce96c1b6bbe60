"""Where secrets are kept, for front ends: the vault and its words."""

from __future__ import annotations

from writeback.vault import (
    Forgotten,
    Holding,
    Item,
    Rung,
    SavedItem,
    Vault,
    VaultStatus,
    belongs,
    passphrase_from,
)
from writeback.vault.places import sealed_file

__all__ = [
    "Forgotten",
    "Holding",
    "Item",
    "Rung",
    "SavedItem",
    "Vault",
    "VaultStatus",
    "belongs",
    "passphrase_from",
    "sealed_file",
]
