"""PowerShell's data files (.psd1, .psrc, .pssc): hashtables, arrays, strings and booleans.

As the engine reads them, nothing in them is ever run: whatever is no plain data is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

_TOKEN: Final = re.compile(
    r"(?P<space>(?:[ \t\r]|#[^\n]*)+)|(?P<line>\n)|(?P<string>'(?:[^']|'')*')"
    r"|(?P<word>\$?[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>@\{|@\(|[{}()=;,])"
)
_LITERALS: Final = {"$true": True, "$false": False, "$null": None}
_SEPARATORS: Final = frozenset({"\n", ";"})


class NotData(ValueError):
    """The text is not a hashtable of plain data."""


class Token(NamedTuple):
    """One word, sign or string; a line end is a sign."""

    kind: str
    text: str


def load(text: str) -> dict[str, Any]:
    """The hashtable of a data file. Raises NotData."""
    reader = _Reader(list(_tokens(text.removeprefix("\ufeff"))))
    value = reader.value()
    reader.skip(_SEPARATORS)
    if not isinstance(value, dict) or reader.rest:
        raise NotData("one hashtable is expected")
    return value


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup is None:
            raise NotData(f"no data: {text[position : position + 20]!r}")
        position = found.end()
        if found.lastgroup == "line":
            yield Token("sign", "\n")
        elif found.lastgroup != "space":
            yield Token(found.lastgroup, found.group())


def _unquoted(text: str) -> str:
    return text[1:-1].replace("''", "'")


class _Reader:
    """Reads values off a list of tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self.rest = tokens

    def value(self) -> Any:
        """One value, or an array of values with commas between them."""
        self.skip({"\n"})
        values = [self._single()]
        while self._next_is(","):
            self._take()
            self.skip({"\n"})
            values.append(self._single())
        return values if len(values) > 1 else values[0]

    def skip(self, signs: set[str] | frozenset[str]) -> None:
        while self.rest and self.rest[0].kind == "sign" and self.rest[0].text in signs:
            self._take()

    def _single(self) -> Any:
        token = self._take()
        if token.kind == "string":
            return _unquoted(token.text)
        if token.text == "@{":
            return dict(self._pairs())
        if token.text == "@(":
            return list(self._items())
        if token.text.casefold() in _LITERALS:
            return _LITERALS[token.text.casefold()]
        raise NotData(f"{token.text!r} is no data")

    def _pairs(self) -> Iterator[tuple[str, Any]]:
        while not self._ends("}"):
            key = self._take()
            if key.kind not in ("word", "string") or self._take().text != "=":
                raise NotData("a key and = are expected")
            yield (_unquoted(key.text) if key.kind == "string" else key.text), self.value()

    def _items(self) -> Iterator[Any]:
        while not self._ends(")"):
            value = self.value()
            yield from value if isinstance(value, list) else [value]

    def _ends(self, sign: str) -> bool:
        self.skip(_SEPARATORS)
        if self._next_is(sign):
            self._take()
            return True
        return False

    def _next_is(self, sign: str) -> bool:
        return bool(self.rest) and self.rest[0] == Token("sign", sign)

    def _take(self) -> Token:
        if not self.rest:
            raise NotData("the text ends too early")
        return self.rest.pop(0)
