"""Where secrets go on request, as the pages say it: asked of the session's vault on the session's loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from writeback.domain.errors import VaultError
from writeback.domain.texts import _

if TYPE_CHECKING:
    from writeback.domain.secret import Secret
    from writeback.service import Session
    from writeback.service.secrets import Vault, VaultStatus


@dataclass(frozen=True, slots=True)
class Keeping:
    """`brief` says where, for the status line; `words` what and since when, "" where that is nothing."""

    words: str
    brief: str
    place: str = ""
    """What outlives this run, for the tick box; "" where nothing does."""
    sealed: str = ""
    """The sealed file that has to be opened before anything is read or kept; "" where none has."""
    is_new: bool = False
    """There is no such file yet: it is made with the passphrase."""


async def look(session: Session) -> Keeping | None:
    """Looks anew; None for a session that keeps nothing, such as a lab's. Takes 2 s where D-Bus hangs."""
    if session.vault is None:
        return None
    try:
        return await _look(session, session.vault)
    except VaultError as error:
        return Keeping(error.message, _("secrets: memory"))


async def _look(session: Session, vault: Vault) -> Keeping:
    from writeback.service.secrets import Rung, sealed_file

    status = await vault.status()
    wanted = status.wanted or status.rung
    words, brief = _line(session, status), _brief(status)
    if wanted is Rung.MEMORY:
        return Keeping(words, brief)
    place = {
        Rung.SECRET_SERVICE: _("the Secret Service"),
        Rung.SEALED_FILE: _("the sealed file"),
    }.get(wanted, status.place)
    if wanted is Rung.SEALED_FILE and status.rung is not Rung.SEALED_FILE:
        is_new = await vault.needs_new_passphrase()
        return Keeping(words, brief, place, str(sealed_file()), is_new)
    return Keeping(words, brief, place)


async def unlock(session: Session, passphrase: Secret) -> None:
    """Opens the sealed file. Raises WrongPassphrase and its kin, and InvalidInput for a new one too short."""
    if session.vault is not None:
        await session.vault.unlock(passphrase)


def _brief(status: VaultStatus) -> str:
    """Where, in a few words."""
    from writeback.service.secrets import Rung

    match status.rung:
        case Rung.MEMORY:
            return _("secrets: memory")
        case Rung.SECRET_SERVICE:
            return _("secrets: Secret Service")
        case Rung.SEALED_FILE if status.unlocked_until is not None:
            time = f"{status.unlocked_until.astimezone():%H:%M}"
            return _("secrets: sealed file, open until {time}").format(time=time)
        case Rung.SEALED_FILE:
            return _("secrets: sealed file, locked")
        case Rung.BACKEND:
            return _("secrets: {place}").format(place=status.place)


def _line(session: Session, status: VaultStatus) -> str:
    """Where, what and since when; "" where nothing is kept and nothing is wrong."""
    from writeback.service.secrets import belongs

    kept = [saved for saved in status.here.items if belongs(saved.item, session.profile)]
    said = [
        _("{what} since {time}").format(
            what=saved.item.words(), time=f"{saved.saved_at.astimezone():%Y-%m-%d %H:%M}"
        )
        if saved.saved_at
        else saved.item.words()
        for saved in kept
    ]
    if status.problem is not None and not status.is_wanted:
        said.append(status.problem.message)
    return ": ".join([status.words(), "; ".join(said)]) if said else ""
