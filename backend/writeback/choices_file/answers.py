"""What a file of choices says, and what in it contradicts itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from writeback.choices_file.shape import LONGEST_TICKET, setting_of
from writeback.domain.choices import Choices
from writeback.domain.errors import InvalidInput
from writeback.domain.safe import safe_str
from writeback.domain.texts import _

Given = Mapping[str, Any]
"""Values by the fields of `Choices`; only those that were given."""
CONTRADICTIONS = (
    (("password_writeback", False), ("write_back_passwords", True)),
    (("password_writeback", False), ("unlock_without_reset", True)),
)
"""Both at once would send changes to a server that has been told not to take them."""


class ChoicesUnusable(InvalidInput):
    """A file of choices cannot be used. `line` is where, 0 for the whole file; `key` is what it is about."""

    def __init__(self, message: str, hint: str, line: int = 0, key: str = "") -> None:
        super().__init__(message, hint)
        self.line = line
        self.key = key


@dataclass(frozen=True, slots=True)
class Answers:
    """`given` is what the file `file` says, `lines` says where."""

    file: str
    given: Given = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def over(self, others: Choices) -> Choices:
        """The choices: of the file where it says something, else the others."""
        return replace(others, **self.given)

    def place(self, name: str) -> str:
        """Key, value and line, for a sentence."""
        key = setting_of(name).key
        return _("{key} = {value} (line {line})").format(
            key=key, value=literal(self.given[name]), line=self.lines.get(name, 0)
        )

    def refused(self, name: str, why: str, hint: str) -> ChoicesUnusable:
        """The error about one value that cannot be used here."""
        return ChoicesUnusable(
            _("{file}: {place}: {why}.").format(file=self.file, place=self.place(name), why=why),
            hint,
            self.lines.get(name, 0),
            setting_of(name).key,
        )

    def refuse_contradictions(self) -> None:
        """Raises ChoicesUnusable, which names both keys."""
        for one, other in _contradictions(self.given):
            raise ChoicesUnusable(
                _(
                    "{file}: {one} contradicts {other}: a server that is told to stop could not take what"
                    " the tenant sends."
                ).format(file=self.file, one=self.place(one), other=self.place(other)),
                _("Take one of them out, or change it; nothing was changed."),
                self.lines.get(other, 0),
                setting_of(other).key,
            )


def given_of(choices: Choices) -> dict[str, Any]:
    """The choices as a file gives them. A ticket that does not fit one is put on one line and cut."""
    given = {one.name: getattr(choices, one.name) for one in fields(Choices)}
    given["ticket"] = safe_str(choices.ticket.strip(), LONGEST_TICKET)
    return {name: value for name, value in given.items() if value is not None}


def without_contradictions(given: Given) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a file can say, and what would contradict it there."""
    left_out = {other for _one, other in _contradictions(given)}
    return (
        {name: value for name, value in given.items() if name not in left_out},
        {name: value for name, value in given.items() if name in left_out},
    )


def literal(value: Any) -> str:
    """The value as TOML. Raises TypeError for what no file of choices holds."""
    import json

    if isinstance(value, bool):
        return "true" if value else "false"
    # JSON's strings are TOML's, too, but for DEL.
    return json.dumps(getattr(value, "value", value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _contradictions(given: Given) -> list[tuple[str, str]]:
    return [
        (one, other)
        for (one, value), (other, value_too) in CONTRADICTIONS
        if given.get(one) is value and given.get(other) is value_too
    ]
