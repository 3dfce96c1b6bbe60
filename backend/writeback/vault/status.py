"""What the vault tells about itself: names, places and times, never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from writeback.domain.errors import VaultError
from writeback.domain.texts import _
from writeback.vault.configuration import Rung
from writeback.vault.items import Item, ItemKind

REFRESH_TOKEN_LIFE = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class SavedItem:
    """One entry of a store."""

    item: Item
    saved_at: datetime | None = None
    """None when the entry cannot be read; `problem` then says why, in a sentence."""
    problem: str = ""

    @property
    def expires(self) -> datetime | None:
        """When it is of no use any more at the latest; None where it does not expire by itself.

        A refresh token lives for 90 days after its last use (Microsoft Learn, "Refresh tokens in the
        Microsoft identity platform"); a policy of the tenant may end it sooner.
        """
        if self.saved_at is None or self.item.kind is not ItemKind.SIGN_IN:
            return None
        return self.saved_at + REFRESH_TOKEN_LIFE


@dataclass(frozen=True, slots=True)
class Holding:
    """What one place keeps; `problem` says why that cannot be told, or not all of it."""

    rung: Rung
    place: str
    items: tuple[SavedItem, ...] = ()
    problem: VaultError | None = None


@dataclass(frozen=True, slots=True)
class VaultStatus:
    """Where secrets go in this run, and what is kept."""

    rung: Rung
    """In effect now."""
    place: str
    wanted: Rung | None
    """Of the configuration or chosen for this run; None: what fits is taken."""
    problem: VaultError | None
    """Why a better or the wanted place is not in effect; `retry` by asking for the status again."""
    unlocked_until: datetime | None
    here: Holding
    elsewhere: tuple[Holding, ...] = ()
    """Other places with something in them, if they were asked for."""

    @property
    def is_wanted(self) -> bool:
        """False when secrets stay in memory although another place was chosen."""
        return self.wanted in (None, self.rung)

    def words(self) -> str:
        """For the status line."""
        match self.rung:
            case Rung.MEMORY:
                return _("Secrets: memory, this run only")
            case Rung.SECRET_SERVICE:
                return _("Secrets: Secret Service")
            case Rung.SEALED_FILE if self.unlocked_until is not None:
                time = f"{self.unlocked_until.astimezone():%H:%M}"
                return _("Secrets: sealed file (unlocked until {time})").format(time=time)
            case Rung.SEALED_FILE:
                return _("Secrets: sealed file (locked)")
            case Rung.BACKEND:
                return _("Secrets: {name}").format(name=self.place)


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry that could not be removed."""

    place: str
    item: Item
    why: VaultError


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What forgetting did; everything in `gone` was looked for again and not found."""

    gone: tuple[tuple[str, Item], ...] = ()
    """Place and entry."""
    removed_file: str = ""
    """The sealed file that went away with its last entry, or as a whole while it was locked."""
    kept: tuple[Kept, ...] = ()
    unknown: tuple[tuple[str, VaultError], ...] = ()
    """Places that could not be looked into, and why."""

    @property
    def is_proven(self) -> bool:
        """Nothing is left, and every place could be asked."""
        return not self.kept and not self.unknown
