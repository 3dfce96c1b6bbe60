"""A sealed file that is opened already, with a key that cost little."""

from __future__ import annotations

from pathlib import Path

from tests.vaults import PASSPHRASE

from writeback.vault import sealing
from writeback.vault.sealed_file import SealedFile

KEY = sealing.derive(sealing.Header(sealing.LEAST_N, b"0123456789abcdef"), PASSPHRASE)
"""Made once: scrypt is meant to be slow."""


def opened(folder: Path) -> SealedFile:
    """As after `unlock`, without the work."""
    file = SealedFile(folder / "vault.json", clock=lambda: 0.0)
    file._key, file._until = KEY, 1.0
    return file
