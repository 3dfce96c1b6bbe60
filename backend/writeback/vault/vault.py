"""The vault that front ends use: where secrets are, reading, storing on request, forgetting.

It belongs to one event loop. Nothing blocks that loop: what could take long runs in a thread with a deadline.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from writeback.domain.errors import VaultError, VaultRefused
from writeback.domain.secret import Secret
from writeback.domain.target import Profile
from writeback.domain.texts import _
from writeback.vault import configuration, places
from writeback.vault.configuration import Choice, Rung
from writeback.vault.forgetting import forget
from writeback.vault.holdings import elsewhere, holding
from writeback.vault.items import Item, belongs
from writeback.vault.ladder import Decision, Ladder
from writeback.vault.passphrase import check_new
from writeback.vault.status import Forgotten, VaultStatus
from writeback.vault.values import decode, encode

T = TypeVar("T")

UNLOCK_SECONDS = 30.0
"""The costliest parameters that are taken need about four seconds and a gigabyte on a slow machine."""


class Vault:
    """One for a session. `announce` is told sentences about what had to be ignored."""

    def __init__(self, ladder: Ladder) -> None:
        self._ladder = ladder
        self._decision: Decision | None = None
        self._one = asyncio.Lock()
        self.announce: Callable[[str], None] = lambda _sentence: None

    @classmethod
    def open(cls) -> Vault:
        """As config.toml says; asks nobody yet. Raises ConfigurationUnreadable with line or key."""
        return cls(Ladder(configuration.load(), places.sealed_file()))

    # Where ------------------------------------------------------------------------------

    async def status(self, *, everywhere: bool = False) -> VaultStatus:
        """Looks again, so this is "try again", too. Takes two seconds when a Secret Service hangs.

        `everywhere` also looks into the places that are not in effect.
        """
        async with self._one:
            self._decision = decision = await self._ladder.decide()
            return VaultStatus(
                rung=decision.rung,
                place=self._ladder.place(decision.rung),
                wanted=self._ladder.choice.rung,
                problem=decision.problem,
                unlocked_until=self._ladder.sealed.open_until(),
                here=await holding(self._ladder, decision.rung),
                elsewhere=await elsewhere(self._ladder, decision.rung) if everywhere else (),
            )

    async def choose(self, rung: Rung) -> None:
        """For this run only, whatever the configuration says. Raises VaultRefused for an unnamed backend."""
        async with self._one:
            self._choose(rung)

    async def unlock(self, passphrase: Secret) -> None:
        """Chooses the sealed file for this run and opens it; without a file, the first `store` makes it.

        Raises WrongPassphrase, VaultDamaged, VaultRefused, VaultUnavailable, and InvalidInput for a new
        passphrase that is too short. A person types a new one twice (`needs_new_passphrase`).
        """
        async with self._one:
            if not await self._ladder.has_file():
                check_new(passphrase)
            sealed = self._ladder.sealed
            await self._ladder.call(
                Rung.SEALED_FILE, lambda _store: sealed.unlock(passphrase), UNLOCK_SECONDS
            )
            self._choose(Rung.SEALED_FILE)

    async def needs_new_passphrase(self) -> bool:
        """Whether there is no sealed file yet. Raises VaultRefused."""
        async with self._one:
            return not await self._ladder.has_file()

    def lock(self) -> None:
        """Forgets the sealed file's key."""
        self._ladder.sealed.lock()
        self._decision = None

    # Entries ----------------------------------------------------------------------------

    async def items(self, profile: Profile) -> tuple[Item, ...]:
        """What is kept for the profile in the place in effect and in memory. Raises VaultError kinds."""
        async with self._one:
            found = set(self._ladder.memory.items())
            if not profile.is_lab:
                found |= set(await self._call((await self._decided()).rung, lambda store: store.items()))
            return tuple(item for item in sorted(found) if belongs(item, profile))

    async def read(self, item: Item) -> Secret | None:
        """The secret, None when none is kept. A damaged entry counts as none, and `announce` is told.

        Raises VaultError kinds when the place cannot be asked: go on as without a saved secret.
        """
        async with self._one:
            value = self._ladder.memory.read(item)
            if value is None and not item.is_lab:
                value = await self._call((await self._decided()).rung, lambda store: store.read(item))
        saved = None if value is None else decode(value)
        if value is not None and saved is None:
            text = _("The saved {item} is damaged or of another version and is ignored; forget it.")
            self.announce(text.format(item=item.words()))
        return saved.secret if saved else None

    async def store(self, item: Item, secret: Secret) -> None:
        """Keeps the secret in the chosen place, to be called only when a person asked for that.

        Raises VaultError kinds when that place did not take it; the secret is then in memory for this run.
        Entries of a lab go to memory, whatever was chosen.
        """
        value = encode(secret)
        async with self._one:
            if item.is_lab:
                return self._ladder.memory.write(item, value)
            try:
                decision = await self._decided()
                if decision.problem and self._ladder.choice.rung is not None:
                    raise decision.problem
                await self._call(decision.rung, lambda store: store.write(item, value))
            except VaultError as error:
                self._ladder.memory.write(item, value)
                raise _kept_in_memory(error) from None
            if decision.rung is not Rung.MEMORY:
                self._ladder.memory.remove(item)

    async def forget(self, profile: Profile | None = None) -> Forgotten:
        """Removes what is kept for the profile, or everything, in all places, and looks again.

        Never raises VaultError: what could not be done is in the answer.
        """
        async with self._one:
            return await forget(self._ladder, profile)

    # Within -----------------------------------------------------------------------------

    async def _decided(self) -> Decision:
        if self._decision is None:
            self._decision = await self._ladder.decide()
        return self._decision

    async def _call(self, rung: Rung, call: Callable[..., T]) -> T:
        try:
            return await self._ladder.call(rung, call)
        except VaultError:
            self._decision = None  # the next call looks again, which is quicker than to hang again
            raise

    def _choose(self, rung: Rung) -> None:
        if rung is Rung.BACKEND and self._ladder.choice.rung is not Rung.BACKEND:
            raise VaultRefused(_("No backend is named in the configuration."), _("Name one in config.toml."))
        self._ladder.choice = Choice(rung, self._ladder.choice.backend)
        self._decision = None


def _kept_in_memory(error: VaultError) -> VaultError:
    kept = _("The secret is kept in memory for this run only.")
    return type(error)(error.message, f"{error.hint} {kept}".strip())
