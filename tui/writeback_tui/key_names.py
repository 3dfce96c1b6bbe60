"""Keys in place of function keys, which many terminals lack, keep for themselves or send in their own way."""

from __future__ import annotations

from textual.events import Key

STANDS_FOR = {f"alt+{number % 10}": f"f{number}" for number in range(1, 11)}
"""Alt+1 to Alt+9, and Alt+0 for F10; where there is no Alt key, Escape and then at once the digit."""


def in_place_of(event: Key) -> Key:
    """The function key that it stands for, else the key itself."""
    name = STANDS_FOR.get(event.key)
    return event if name is None else Key(name, None)
