"""The rungs and the choice of one: never a weaker one in silence, never a question on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from writeback.domain.errors import VaultError, VaultLocked, VaultRefused, VaultUnavailable
from writeback.domain.texts import _
from writeback.vault.configuration import Choice, Rung
from writeback.vault.deadline import within
from writeback.vault.memory import MemoryStore
from writeback.vault.named_backend import NamedBackend
from writeback.vault.sealed_file import SealedFile
from writeback.vault.secret_service import PROBE_SECONDS, SecretService, ServiceState, error_of
from writeback.vault.store import Store

T = TypeVar("T")

CALL_SECONDS = 5.0
BACKEND_SECONDS = 10.0
"""Its process has a deadline of its own, after a wait for its lock."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The rung in effect; `problem` says why it is not a better one."""

    rung: Rung
    problem: VaultError | None = None


class Ladder:
    """Owns one store for each rung."""

    def __init__(self, choice: Choice, sealed_path: Path) -> None:
        self.choice = choice
        self.memory = MemoryStore()
        self.sealed = SealedFile(sealed_path)
        self.service = SecretService()
        self.seen: ServiceState | None = None
        """The Secret Service at the last look, None when it has to be looked at anew."""
        self.backend: NamedBackend | None = None
        self._refusal: VaultRefused | None = None
        if choice.rung is Rung.BACKEND:
            try:
                self.backend = NamedBackend(choice.backend, sealed_path.parent)
            except VaultRefused as error:
                self._refusal = error

    def store(self, rung: Rung) -> Store:
        """The rung's store. Raises VaultRefused when the configuration names one that is not used."""
        if rung is Rung.BACKEND:
            if self.backend is None:
                raise self._refusal or VaultRefused(_("No backend is named in the configuration."))
            return self.backend
        stores: dict[Rung, Store] = {Rung.SECRET_SERVICE: self.service, Rung.SEALED_FILE: self.sealed}
        return stores.get(rung, self.memory)

    def place(self, rung: Rung) -> str:
        """Where the rung keeps things, for a person."""
        match rung:
            case Rung.MEMORY:
                return _("memory of this process, gone at its end")
            case Rung.SECRET_SERVICE:
                return _("the default keyring of the Secret Service")
            case Rung.SEALED_FILE:
                return str(self.sealed.path)
            case Rung.BACKEND:
                return self.choice.backend

    async def probe(self) -> ServiceState:
        """The Secret Service's state, after two seconds at most."""
        try:
            self.seen = await within(PROBE_SECONDS, self.service.probe, self.service.abandon)
        except TimeoutError:
            self.seen = ServiceState.HANGING
        return self.seen

    async def decide(self) -> Decision:
        """The rung for this run as things stand now."""
        self.seen = None
        match self.choice.rung:
            case None:
                return await self._what_fits()
            case Rung.SECRET_SERVICE:
                state = await self.probe()
                if state is not ServiceState.UNLOCKED:
                    return Decision(Rung.MEMORY, error_of(state))
            case Rung.SEALED_FILE:
                if self.sealed.open_until() is None:
                    return Decision(Rung.MEMORY, await self._why_closed())
            case Rung.BACKEND:
                try:
                    await self.call(Rung.BACKEND, self._check_backend)
                except VaultError as error:
                    return Decision(Rung.MEMORY, error)
        return Decision(self.choice.rung)

    async def call(self, rung: Rung, call: Callable[[Store], T], seconds: float | None = None) -> T:
        """What `call` makes of the rung's store, in a thread with a deadline. Raises VaultError kinds."""
        store = self.store(rung)
        if rung is Rung.MEMORY:
            return call(store)
        if rung is Rung.SECRET_SERVICE and self.seen is ServiceState.HANGING:
            raise error_of(ServiceState.HANGING)  # one wait was enough, until somebody looks again
        limit = BACKEND_SECONDS if rung is Rung.BACKEND else CALL_SECONDS
        try:
            return await within(seconds or limit, lambda: call(store), store.abandon)
        except TimeoutError:
            if rung is Rung.SECRET_SERVICE:
                self.seen = ServiceState.HANGING
            raise VaultUnavailable(
                _("{place} does not answer.").format(place=self.place(rung)),
                _("Whether it did what was asked is not known; try again in a while."),
            ) from None

    async def has_file(self) -> bool:
        """Whether something was sealed. Raises VaultRefused, VaultUnavailable."""
        return await self.call(Rung.SEALED_FILE, lambda _store: self.sealed.exists())

    async def _why_closed(self) -> VaultError:
        try:
            exists = await self.has_file()
        except VaultError as error:
            return error
        if exists:
            return VaultLocked(_("The sealed file is locked."), _("Give its passphrase."))
        return VaultLocked(_("There is no sealed file yet."), _("Give the passphrase that it shall have."))

    async def _what_fits(self) -> Decision:
        state = await self.probe()
        if state is ServiceState.UNLOCKED:
            return Decision(Rung.SECRET_SERVICE)
        return Decision(Rung.MEMORY, None if state is ServiceState.ABSENT else error_of(state))

    @staticmethod
    def _check_backend(store: Store) -> None:
        if isinstance(store, NamedBackend):
            store.check()
