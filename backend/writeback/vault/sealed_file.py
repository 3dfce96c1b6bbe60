"""The sealed file as a store: opened with a passphrase, closed again after a time or on request."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from writeback.domain.errors import InvalidInput, VaultLocked, VaultUnavailable, WrongPassphrase
from writeback.domain.secret import Secret
from writeback.domain.texts import _
from writeback.vault import own_file, sealing
from writeback.vault.items import Item
from writeback.vault.passphrase import check_new

OPEN_SECONDS = 15 * 60
"""How long the key stays in memory after the passphrase was given."""
SEPARATOR = "\0"


class SealedFile:
    """A Store. The file is made by the first write and goes away with its last item."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.path = path
        self._clock = clock
        self._key: sealing.Key | None = None
        self._until = 0.0

    # Opening and closing ----------------------------------------------------------------

    def exists(self) -> bool:
        """Whether something was sealed. Raises VaultRefused when the folder is not ours alone."""
        own_file.check_folder(self.path.parent)
        return self.path.is_symlink() or self.path.exists()

    def unlock(self, passphrase: Secret) -> None:
        """Keeps the key in memory. Without a file the passphrase is the one that the file will have.

        Raises WrongPassphrase, VaultDamaged, VaultRefused, InvalidInput for a new one that is too short.
        """
        self.lock()
        data = own_file.read(self.path)
        if data is None:
            check_new(passphrase)
            key = sealing.derive(sealing.new_header(), passphrase)
        else:
            sealed = sealing.parse(data)
            key = sealing.derive(sealed.header, passphrase)
            sealing.unseal(key, sealed)
        self._key, self._until = key, self._clock() + OPEN_SECONDS

    def lock(self) -> None:
        """Forgets the key."""
        self._key, self._until = None, 0.0

    def open_until(self) -> datetime | None:
        """When the key is forgotten, None when there is none."""
        left = self._until - self._clock()
        if self._key is None or left <= 0:
            self.lock()
            return None
        return datetime.now(UTC) + timedelta(seconds=left)

    # A Store ----------------------------------------------------------------------------

    def items(self) -> tuple[Item, ...]:
        found = []
        for name in self._entries():
            service, _separator, user_name = name.partition(SEPARATOR)
            with contextlib.suppress(InvalidInput):  # of a later version
                found.append(Item(service, user_name))
        return tuple(sorted(found))

    def read(self, item: Item) -> Secret | None:
        value = self._entries().get(_name(item))
        return None if value is None else Secret(value)

    def write(self, item: Item, value: Secret) -> None:
        with own_file.locked(self.path):
            entries = self._entries() | {_name(item): value.reveal()}
            self._save(entries)

    def remove(self, item: Item) -> None:
        """The file itself goes when nothing is left in it."""
        with own_file.locked(self.path):
            entries = self._entries()
            if entries.pop(_name(item), None) is not None and entries:
                self._save(entries)
            elif not entries:
                own_file.remove(self.path)

    def destroy(self) -> None:
        """Removes the file whatever is in it; for one that is locked or damaged. Links are not followed."""
        with own_file.locked(self.path):
            own_file.remove(self.path)
        self.lock()

    def abandon(self) -> None:
        """A write goes on to its end: the file is whole either way."""

    def _save(self, entries: sealing.Entries) -> None:
        """Raises VaultUnavailable unless the file then holds just that."""
        own_file.replace(self.path, sealing.seal(self._open_key(), entries))
        if self._entries() != entries:
            raise VaultUnavailable(
                _("The sealed file does not hold what was written."),
                _("Check the disk before you try again."),
            )

    def _entries(self) -> sealing.Entries:
        key = self._open_key()
        data = own_file.read(self.path)
        if data is None:
            return {}
        sealed = sealing.parse(data)
        if sealed.header != key.header:
            self.lock()
            raise VaultLocked(
                _("The sealed file was made anew by another process."), _("Give its passphrase again.")
            )
        try:
            return sealing.unseal(key, sealed)
        except WrongPassphrase:
            # The key was right a moment ago, with the same salt.
            raise sealing.damaged(_("it was altered after it had been written")) from None

    def _open_key(self) -> sealing.Key:
        if self.open_until() is None or self._key is None:
            raise VaultLocked(_("The sealed file is locked."), _("Give its passphrase."))
        return self._key


def _name(item: Item) -> str:
    return f"{item.service}{SEPARATOR}{item.user_name}"
