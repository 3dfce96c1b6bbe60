"""A secret in memory: it never shows itself by accident."""

from __future__ import annotations

from typing import NoReturn


class Secret:
    """Holds a password or a token; `reveal()` only inside the call that needs it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "Secret(****)"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not serialised")
