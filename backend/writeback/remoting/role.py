"""What an account must be allowed to run on the server: read off the commands that are really sent.

Nothing here is a list of its own: every reading and every change is made once with names that stand for what
is not known before a server is read, and whatever is fixed in them is what a role may be held to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from writeback.domain.secret import Secret
from writeback.domain.steps.export_configuration import EXPORT_FOLDER
from writeback.remoting import changes, readings
from writeback.remoting.batch import CLOCK
from writeback.remoting.commands import SELECT_OBJECT, Command, Value

ADSYNC, UTILITY, DIAGNOSTICS = "ADSync", "Microsoft.PowerShell.Utility", "Microsoft.PowerShell.Diagnostics"
_MODULES = {CLOCK.name: UTILITY, SELECT_OBJECT: UTILITY, "Get-WinEvent": DIAGNOSTICS}
_COMMON = frozenset({"ErrorAction", "Confirm"})
"""They come with every command and need no permission of their own."""


class Anything(str):
    """Stands for a value that only the server or the admin knows; `pattern` says what it looks like."""

    pattern = ""


@dataclass(frozen=True, slots=True)
class AllowedParameter:
    """A parameter, and what it is given."""

    name: str
    values: tuple[str, ...] = ()
    """The only ones; empty when it takes others, too."""
    pattern: str = ""
    """A .NET expression for the whole value; "" when anything goes."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """A command as it is called, with its module where that tells it from another of the name."""

    name: str
    module: str
    parameters: tuple[AllowedParameter, ...] = ()
    """None for a command that is only ever called without."""

    @property
    def restricts(self) -> bool:
        """Whether the parameters are the only ones. A command called with its module can only be had whole:
        a restriction makes another command of the plain name."""
        return bool(self.parameters) and "\\" not in self.name


def allowed_commands() -> tuple[Allowed, ...]:
    """Every command that a survey, a run with every option, a verification and an undo send, by name."""
    stages: dict[str, list[Command]] = {}
    for command in _all():
        for stage in command.stages:
            stages.setdefault(stage.name, []).append(stage)
    return tuple(
        Allowed(name, _MODULES.get(name, ADSYNC), tuple(_parameters(stages[name]))) for name in sorted(stages)
    )


def _all() -> Iterator[Command]:
    name = Anything("name")
    for reading in readings.every(connector=name, directory=name):
        yield reading.command
    yield CLOCK
    for credential in (changes.by_password(name, Secret("-")), changes.by_token(Secret("-"))):
        yield changes.set_password_reset(name, enable=True, credential=credential)
    yield changes.export_configuration(_folder())
    yield changes.start_sync_cycle()
    yield changes.set_sync_cycle_enabled(True)


def _folder() -> Anything:
    folder = Anything("folder")
    folder.pattern = EXPORT_FOLDER.replace("\\", "\\\\") + r"\\writeback-[0-9A-Za-z-]+"
    return folder


def _parameters(commands: Iterable[Command]) -> Iterator[AllowedParameter]:
    given: dict[str, list[Value]] = {}
    for command in commands:
        for name, value in command.parameters.items():
            given.setdefault(name, []).append(value)
    for name in sorted(given.keys() - _COMMON):
        fixed = [_fixed(value) for value in given[name]]
        values = () if None in fixed else sorted({text for one in fixed if one for text in one})
        pattern = next((value.pattern for value in given[name] if isinstance(value, Anything)), "")
        yield AllowedParameter(name, tuple(values), pattern)


def _fixed(value: Value) -> tuple[str, ...] | None:
    """The texts that are given and never others; None where it depends, or is no text."""
    match value:
        case Anything():
            return None
        case str():
            return (value,)
        case tuple():
            return tuple(str(one) for one in value)
    return None
