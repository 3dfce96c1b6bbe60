"""The settings of a person, as the rest of the program sees them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from writeback.domain.texts import _, ngettext

THEMES = ("writeback", "writeback-contrast", "writeback-light", "ansi")
"""The last are the terminal's own sixteen colours."""


# Named tuples: dataclasses take 10 ms to import, which `--help` does not have.
class WindowSettings(NamedTuple):
    """The table [window]; None is what nobody has set."""

    theme: str | None = None
    ascii: bool | None = None
    no_color: bool | None = None
    mouse: bool | None = None
    language: str | None = None
    plain: bool | None = None


class Problem(NamedTuple):
    """Something in the file that cannot be used."""

    why: str
    """A sentence without its full stop."""
    line: int | None = None

    def sentence(self) -> str:
        if self.line is None:
            return _("{why}.").format(why=self.why)
        return _("Line {line}: {why}.").format(line=self.line, why=self.why)


class Settings(NamedTuple):
    """With a problem it is all as it would be without the file: half of a person's wishes help nobody."""

    file: str = ""
    window: WindowSettings = WindowSettings()
    keys: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """Keys of the actions that have others than by default, as Textual names keys."""
    problems: tuple[Problem, ...] = ()

    def warning(self) -> str:
        """What to say at the start; "" where all is well."""
        if not self.problems:
            return ""
        said = _("{file} is not used: {problem}").format(file=self.file, problem=self.problems[0].sentence())
        more = len(self.problems) - 1
        if not more:
            return said
        others = ngettext(
            'There is {count} more; "writeback settings" lists them.',
            'There are {count} more; "writeback settings" lists them.',
            more,
        )
        return f"{said} {others.format(count=more)}"
