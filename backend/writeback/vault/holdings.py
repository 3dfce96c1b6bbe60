"""What the places keep, by name and time."""

from __future__ import annotations

from writeback.domain.errors import VaultError
from writeback.domain.texts import _
from writeback.vault.configuration import Rung
from writeback.vault.ladder import Ladder
from writeback.vault.secret_service import ServiceState
from writeback.vault.status import Holding, SavedItem
from writeback.vault.store import Store
from writeback.vault.values import decode


async def holding(ladder: Ladder, rung: Rung) -> Holding:
    """One place. Never raises VaultError: it is the holding's problem."""
    try:
        items = await ladder.call(rung, _saved_items)
    except VaultError as error:
        return Holding(rung, ladder.place(rung), problem=error)
    return Holding(rung, ladder.place(rung), items)


async def elsewhere(ladder: Ladder, rung: Rung) -> tuple[Holding, ...]:
    """The places besides `rung` that keep something or cannot tell whether they do."""
    found = [
        await holding(ladder, other) for other in await places_with_something(ladder) if other is not rung
    ]
    return tuple(one for one in found if one.items or one.problem)


async def places_with_something(ladder: Ladder) -> tuple[Rung, ...]:
    """The places to look into: all but those that are surely empty."""
    rungs = [Rung.MEMORY]
    state = ladder.seen or await ladder.probe()
    is_empty = state in (ServiceState.ABSENT, ServiceState.EMPTY)
    if not is_empty or ladder.choice.rung is Rung.SECRET_SERVICE:
        rungs.append(Rung.SECRET_SERVICE)
    try:
        if await ladder.has_file():
            rungs.append(Rung.SEALED_FILE)
    except VaultError:  # told when it is looked into
        rungs.append(Rung.SEALED_FILE)
    if ladder.backend is not None:
        rungs.append(Rung.BACKEND)
    return tuple(rungs)


def _saved_items(store: Store) -> tuple[SavedItem, ...]:
    found = []
    for item in store.items():
        try:
            value = store.read(item)
        except VaultError as error:  # its name is all that a locked store tells
            found.append(SavedItem(item, problem=error.message))
            continue
        saved = decode(value) if value else None
        if saved is None:
            found.append(SavedItem(item, problem=_("It is damaged or of another version, and is ignored.")))
        else:
            found.append(SavedItem(item, saved.at))
    return tuple(found)
