"""Forgetting: every place is asked, what is there is removed, and looked for again."""

from __future__ import annotations

from dataclasses import dataclass, field

from writeback.domain.errors import VaultDamaged, VaultError, VaultLocked, VaultUnavailable
from writeback.domain.target import Profile
from writeback.domain.texts import _
from writeback.vault.configuration import Rung
from writeback.vault.holdings import places_with_something
from writeback.vault.items import Item, belongs
from writeback.vault.ladder import Ladder
from writeback.vault.status import Forgotten, Kept


@dataclass
class Findings:
    """What has come together so far."""

    gone: list[tuple[str, Item]] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    unknown: list[tuple[str, VaultError]] = field(default_factory=list)


async def forget(ladder: Ladder, profile: Profile | None) -> Forgotten:
    """Of the profile, or everything. Entries of a lab are in memory only."""
    findings = Findings()
    ladder.seen = None
    had_file = _has_file(ladder)
    is_lab = profile is not None and profile.is_lab
    for rung in (Rung.MEMORY,) if is_lab else await places_with_something(ladder):
        try:
            await _forget_in(ladder, rung, profile, findings)
        except VaultError as error:
            findings.unknown.append((ladder.place(rung), error))
    removed = str(ladder.sealed.path) if had_file and not _has_file(ladder) else ""
    return Forgotten(tuple(findings.gone), removed, tuple(findings.kept), tuple(findings.unknown))


async def _forget_in(ladder: Ladder, rung: Rung, profile: Profile | None, findings: Findings) -> None:
    try:
        items = await ladder.call(rung, lambda store: store.items())
    except (VaultLocked, VaultDamaged):
        if rung is not Rung.SEALED_FILE or profile is not None:
            raise
        # All of it goes, so nobody has to be able to open it.
        return await ladder.call(rung, lambda _store: ladder.sealed.destroy())
    place = ladder.place(rung)
    for item in items:
        if profile is None or belongs(item, profile):
            await _remove(ladder, rung, item, findings)
    if rung is Rung.SEALED_FILE and profile is None:
        await ladder.call(rung, lambda _store: ladder.sealed.destroy())
        return None
    left = set(await ladder.call(rung, lambda store: store.items()))
    for one in [one for one in findings.gone if one[0] == place]:
        if one[1] not in left and not await _is_readable(ladder, rung, one[1]):
            continue
        findings.gone.remove(one)
        why = VaultUnavailable(
            _("It was removed and is still there."), _("Remove it with the store's own tool.")
        )
        findings.kept.append(Kept(*one, why))
    return None


async def _is_readable(ladder: Ladder, rung: Rung, item: Item) -> bool:
    """A list of names can be wrong, so the entry itself is looked for."""
    return await ladder.call(rung, lambda store: store.read(item)) is not None


async def _remove(ladder: Ladder, rung: Rung, item: Item, findings: Findings) -> None:
    place = ladder.place(rung)
    try:
        await ladder.call(rung, lambda store: store.remove(item))
    except VaultError as error:
        findings.kept.append(Kept(place, item, error))
    else:
        findings.gone.append((place, item))


def _has_file(ladder: Ladder) -> bool:
    return ladder.sealed.path.is_symlink() or ladder.sealed.path.exists()
