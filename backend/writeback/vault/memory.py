"""The memory of this process: the default, gone at its end."""

from __future__ import annotations

from writeback.domain.secret import Secret
from writeback.vault.items import Item


class MemoryStore:
    """A Store that keeps nothing beyond this run."""

    def __init__(self) -> None:
        self._values: dict[Item, Secret] = {}

    def items(self) -> tuple[Item, ...]:
        return tuple(sorted(self._values))

    def read(self, item: Item) -> Secret | None:
        return self._values.get(item)

    def write(self, item: Item, value: Secret) -> None:
        self._values[item] = value

    def remove(self, item: Item) -> None:
        self._values.pop(item, None)

    def abandon(self) -> None:
        """Nothing here takes long."""
