"""What a cmdlet's signature says about its parameters."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal


class Mark:
    """A statement about a parameter, made by `Annotated`."""


@dataclass(frozen=True, slots=True)
class MandatoryMark(Mark):
    """The parameter must be given."""


@dataclass(frozen=True, slots=True)
class FromPipelineMark(Mark):
    """The parameter takes each piped object (ValueFromPipeline)."""


@dataclass(frozen=True, slots=True)
class SwitchMark(Mark):
    """The parameter is a SwitchParameter."""


@dataclass(frozen=True, slots=True)
class AllowEmptyMark(Mark):
    """A mandatory string may be empty all the same (AllowEmptyString)."""


@dataclass(frozen=True, slots=True)
class Position(Mark):
    """The parameter may be given without its name, as argument number `index` (from 0)."""

    index: int


@dataclass(frozen=True, slots=True)
class Alias(Mark):
    """Another name of the parameter."""

    name: str


Mandatory: Final = MandatoryMark()
FromPipeline: Final = FromPipelineMark()
AllowEmpty: Final = AllowEmptyMark()
Switch = Annotated[bool, SwitchMark()]
"""Annotation of a switch: `Force: Switch = False`."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as the binder needs it."""

    name: str
    kind: Any
    """The Python type to convert to: str, list[str], an Enum class, object for anything ..."""
    mandatory: bool = False
    position: int | None = None
    aliases: tuple[str, ...] = ()
    from_pipeline: bool = False
    switch: bool = False
    allow_empty: bool = False
    choices: tuple[str, ...] = ()
    """Not empty: the ValidateSet."""
    patterns: tuple[str, ...] = ()
    """Not empty: the ValidatePattern of a role, of which one must fit the whole value."""

    def answers_to(self, name: str) -> bool:
        wanted = name.casefold()
        return wanted == self.name.casefold() or any(wanted == alias.casefold() for alias in self.aliases)

    def starts_with(self, prefix: str) -> bool:
        wanted = prefix.casefold()
        return any(name.casefold().startswith(wanted) for name in (self.name, *self.aliases))


def parameters_of(function: Callable[..., object]) -> tuple[Parameter, ...]:
    """The keyword-only parameters of a cmdlet function; names keep PowerShell's spelling."""
    hints = typing.get_type_hints(function, include_extras=True)
    signature = inspect.signature(function)
    return tuple(
        _parameter(name, hints.get(name, object))
        for name, parameter in signature.parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    )


def _parameter(name: str, hint: Any) -> Parameter:
    kind, marks = _unwrap(hint)
    positions = [mark.index for mark in marks if isinstance(mark, Position)]
    choices: tuple[str, ...] = ()
    if typing.get_origin(kind) is Literal:
        choices, kind = tuple(str(choice) for choice in typing.get_args(kind)), str
    return Parameter(
        name,
        kind,
        mandatory=Mandatory in marks,
        position=positions[0] if positions else None,
        aliases=tuple(mark.name for mark in marks if isinstance(mark, Alias)),
        from_pipeline=FromPipeline in marks,
        switch=any(isinstance(mark, SwitchMark) for mark in marks),
        allow_empty=AllowEmpty in marks,
        choices=choices,
    )


def _unwrap(hint: Any) -> tuple[Any, list[Mark]]:
    """The bare type under Annotated and `| None`, with all marks on the way."""
    if typing.get_origin(hint) is Annotated:
        kind, marks = _unwrap(typing.get_args(hint)[0])
        return kind, [*marks, *(mark for mark in typing.get_args(hint)[1:] if isinstance(mark, Mark))]
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        kinds = [kind for kind in typing.get_args(hint) if kind is not type(None)]
        return _unwrap(kinds[0]) if len(kinds) == 1 else (object, [])
    return hint, []


_COMMON: Final = (
    Parameter("Verbose", bool, switch=True, aliases=("vb",)),
    Parameter("Debug", bool, switch=True, aliases=("db",)),
    Parameter("ErrorAction", str, aliases=("ea",)),
    Parameter("WarningAction", str, aliases=("wa",)),
    Parameter("InformationAction", str, aliases=("infa",)),
    Parameter("ErrorVariable", str, aliases=("ev",)),
    Parameter("WarningVariable", str, aliases=("wv",)),
    Parameter("InformationVariable", str, aliases=("iv",)),
    Parameter("OutVariable", str, aliases=("ov",)),
    Parameter("OutBuffer", int, aliases=("ob",)),
    Parameter("PipelineVariable", str, aliases=("pv",)),
)
_SHOULD_PROCESS: Final = (
    Parameter("WhatIf", bool, switch=True, aliases=("wi",)),
    Parameter("Confirm", bool, switch=True, aliases=("cf",)),
)


def common_parameters(*, should_process: bool) -> tuple[Parameter, ...]:
    """The parameters that every cmdlet has; `should_process` adds -WhatIf and -Confirm."""
    return _COMMON + (_SHOULD_PROCESS if should_process else ())
