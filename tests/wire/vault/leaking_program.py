"""A program that keeps one secret in every way there is, in trouble and out of it, and tells all it may tell.

Standard input has the secret and then the sealed file's passphrase, a line each.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.vaults import PASSWORD, PROFILE, SIGN_IN, vault_of

from writeback.domain.errors import VaultError
from writeback.domain.secret import Secret
from writeback.vault import Rung

BACKENDS = ("vault_test_backends.Asking", "keyrings.alt.file.PlaintextKeyring")


async def main(folder: Path, secret: Secret, passphrase: Secret) -> None:
    for rung in (Rung.MEMORY, Rung.SECRET_SERVICE, Rung.SEALED_FILE):
        await use(folder, secret, passphrase, rung)
    for name in BACKENDS:
        await use(folder, secret, passphrase, Rung.BACKEND, name)


async def use(folder: Path, secret: Secret, passphrase: Secret, rung: Rung, backend: str = "") -> None:
    """Stores, reads, looks, and shows whatever comes of it."""
    vault = vault_of(folder, rung, backend)
    vault.announce = print
    if rung is Rung.SEALED_FILE:
        await vault.unlock(passphrase)
        await attempt(vault_of(folder).unlock(secret))
    for item in (PASSWORD, SIGN_IN):
        await attempt(vault.store(item, secret))
        await attempt(vault.read(item))
    print(await vault.status(everywhere=True), vault.__dict__, vault._ladder.__dict__)
    await attempt(vault.items(PROFILE))


async def attempt(call: object) -> None:
    try:
        print(await call)  # type: ignore[misc]
    except VaultError as error:
        print(repr(error), error.sentence(), error.__cause__)


if __name__ == "__main__":
    given = [Secret(line.rstrip("\n")) for line in sys.stdin]
    asyncio.run(main(Path(sys.argv[1]), *given))
