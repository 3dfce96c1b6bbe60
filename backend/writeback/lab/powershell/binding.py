"""Binding what a command was given to its cmdlet's parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from writeback.lab.powershell import binding_errors
from writeback.lab.powershell.cmdlet import Cmdlet
from writeback.lab.powershell.conversion import convert
from writeback.lab.powershell.parameters import Parameter


@dataclass(slots=True)
class Bound:
    """The outcome of binding."""

    arguments: dict[str, Any] = field(default_factory=dict)
    """Keyword arguments of the cmdlet function."""
    common: dict[str, Any] = field(default_factory=dict)
    """Common parameters, by name in lower case."""
    pipeline_parameter: Parameter | None = None
    """The parameter that takes piped objects and was not given by name."""


def bind(cmdlet: Cmdlet, given: list[tuple[str | None, Any]], *, piped: bool = False) -> Bound:
    """Bind `given` (pairs of name and value; positional arguments have no name) as PowerShell does.

    Names are found without regard to case, by alias or by an unambiguous beginning. `piped` says that objects
    will arrive through the pipeline, which satisfies a mandatory parameter that takes them.

    Raises:
        CmdletError: with the id of the rule that was broken first.
    """
    values = _named(cmdlet, given)
    _positional(cmdlet, [value for name, value in given if not name], values)
    bound = Bound()
    for parameter in cmdlet.all_parameters:
        if parameter.name in values:
            target = bound.arguments if parameter in cmdlet.parameters else bound.common
            key = parameter.name if target is bound.arguments else parameter.name.casefold()
            target[key] = convert(parameter, values[parameter.name])
    waiting = [one for one in cmdlet.parameters if one.from_pipeline and one.name not in values]
    bound.pipeline_parameter = waiting[0] if waiting else None
    _require_mandatory(cmdlet, values, bound.pipeline_parameter if piped else None)
    return bound


def bind_object(bound: Bound, value: object) -> dict[str, Any]:
    """The keyword arguments for one piped object.

    Raises:
        CmdletError: the object fits no parameter.
    """
    if bound.pipeline_parameter is None:
        raise binding_errors.input_not_bound(value)
    return {**bound.arguments, bound.pipeline_parameter.name: convert(bound.pipeline_parameter, value)}


def _named(cmdlet: Cmdlet, given: list[tuple[str | None, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in given:
        if not name:
            continue
        parameter = _find(cmdlet, name.lstrip("-").rstrip(":"))
        if parameter.name in values:
            raise binding_errors.bound_twice(parameter.name)
        values[parameter.name] = value
    return values


def _find(cmdlet: Cmdlet, name: str) -> Parameter:
    exact = [parameter for parameter in cmdlet.all_parameters if parameter.answers_to(name)]
    if exact:
        return exact[0]
    candidates = [parameter for parameter in cmdlet.all_parameters if parameter.starts_with(name)]
    # The cmdlet's own parameters win over the common ones, as in the engine.
    own = [parameter for parameter in candidates if parameter in cmdlet.parameters]
    match own or candidates:
        case [parameter]:
            return parameter
        case []:
            raise binding_errors.unknown_parameter(name)
        case several:
            raise binding_errors.ambiguous_parameter(name, [parameter.name for parameter in several])


def _positional(cmdlet: Cmdlet, arguments: list[Any], values: dict[str, Any]) -> None:
    free = sorted(
        (one for one in cmdlet.parameters if one.position is not None and one.name not in values),
        key=lambda one: one.position or 0,
    )
    for index, value in enumerate(arguments):
        if index >= len(free):
            raise binding_errors.surplus_argument(value)
        values[free[index].name] = value


def _require_mandatory(cmdlet: Cmdlet, values: dict[str, Any], satisfied: Parameter | None) -> None:
    missing = [
        parameter.name
        for parameter in cmdlet.parameters
        if parameter.mandatory and parameter.name not in values and parameter is not satisfied
    ]
    if missing:
        raise binding_errors.missing_mandatory(missing)
