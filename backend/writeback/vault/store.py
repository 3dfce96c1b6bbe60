"""What every rung of the ladder can do. The calls block: they are made in a thread with a deadline."""

from __future__ import annotations

from typing import Protocol

from writeback.domain.secret import Secret
from writeback.vault.items import Item


class Store(Protocol):
    """Keeps values by item. Every call raises VaultError kinds only."""

    def items(self) -> tuple[Item, ...]:
        """The names of all that is kept; some stores tell them while they are locked."""
        ...

    def read(self, item: Item) -> Secret | None:
        """The value, None when there is none."""
        ...

    def write(self, item: Item, value: Secret) -> None:
        """Keeps the value and has read it back when this returns."""
        ...

    def remove(self, item: Item) -> None:
        """Takes the item away; none being there is success."""
        ...

    def abandon(self) -> None:
        """Ends a call that is under way in another thread and took too long. Never blocks."""
        ...
