"""Opens the sealed file of the vault on the command line: by a file descriptor, or asking for it."""

from __future__ import annotations

import argparse

from writeback.cli.console import Console
from writeback.cli.question import ASKER, can_ask
from writeback.domain.errors import InvalidInput
from writeback.domain.secret import Secret
from writeback.domain.texts import _
from writeback.service import Session


async def open_vault(session: Session, options: argparse.Namespace, console: Console) -> None:
    """Unlocks what the configuration names, then takes the server's password from there.

    Without a passphrase the command goes on as if nothing were kept. Raises WrongPassphrase and its kin.
    """
    if session.vault is None:
        return
    from writeback.service.secrets import Rung, passphrase_from

    vault = session.vault
    if options.vault_passphrase_fd is not None:
        await vault.unlock(passphrase_from(options.vault_passphrase_fd))
    elif (await vault.status()).wanted is Rung.SEALED_FILE and can_ask():
        is_new = await vault.needs_new_passphrase()
        if is_new and not options.remember:
            return
        passphrase = await (_ask_new() if is_new else _ask())
        if passphrase:
            await vault.unlock(passphrase)
        else:
            console.tell(_("The sealed file stays locked; nothing is read from it or kept in it."))
    await session.look_for_password()


async def _ask() -> Secret:
    return await ASKER.ask_secret(_("Passphrase of the sealed file (empty to go on without it): "))


async def _ask_new() -> Secret:
    """Typed twice, because nobody could open the file after a slip."""
    first = await ASKER.ask_secret(_("New passphrase for the sealed file (at least 12 characters): "))
    again = await ASKER.ask_secret(_("Once more: "))
    if first.reveal() != again.reveal():
        raise InvalidInput(_("The two passphrases differ; nothing was kept."), _("Run it again."))
    return first
