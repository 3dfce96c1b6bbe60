"""The ways in which parameters fail to bind."""

from __future__ import annotations

from collections.abc import Iterable

from writeback.lab.powershell.errors import AUTOMATION, BINDING_EXCEPTION, Category, CmdletError
from writeback.lab.powershell.objects import to_string, type_name


def missing_mandatory(names: Iterable[str]) -> CmdletError:
    """Mandatory parameters were left out and nobody is there to be asked."""
    return _invalid_argument(
        "MissingMandatoryParameter",
        f"Cannot process command because of one or more missing mandatory parameters: {' '.join(names)}.",
    )


def unknown_parameter(name: str) -> CmdletError:
    return _invalid_argument(
        "NamedParameterNotFound", f"A parameter cannot be found that matches parameter name '{name}'."
    )


def ambiguous_parameter(name: str, candidates: Iterable[str]) -> CmdletError:
    possible = " ".join(f"-{candidate}" for candidate in candidates)
    return _invalid_argument(
        "AmbiguousParameter",
        f"Parameter cannot be processed because the parameter name '{name}' is ambiguous. Possible matches "
        f"include: {possible}.",
    )


def bound_twice(name: str) -> CmdletError:
    return _invalid_argument(
        "ParameterAlreadyBound",
        f"Cannot bind parameter because parameter '{name}' is specified more than once. To provide multiple "
        "values to parameters that can accept multiple values, use the array syntax. For example, "
        '"-parameter value1,value2,value3".',
    )


def surplus_argument(value: object) -> CmdletError:
    """A positional argument that no parameter takes."""
    return _invalid_argument(
        "PositionalParameterNotFound",
        f"A positional parameter cannot be found that accepts argument '{to_string(value)}'.",
    )


def not_in_set(name: str, value: object, choices: Iterable[str]) -> CmdletError:
    """ValidateSet was violated."""
    return _invalid_data(
        "ParameterArgumentValidationError",
        f"Cannot validate argument on parameter '{name}'. The argument \"{to_string(value)}\" does not "
        f'belong to the set "{",".join(choices)}" specified by the ValidateSet attribute. Supply an argument '
        "that is in the set and then try the command again.",
    )


def not_of_pattern(name: str, value: object, pattern: str) -> CmdletError:
    """ValidatePattern was violated."""
    return _invalid_data(
        "ParameterArgumentValidationError",
        f"Cannot validate argument on parameter '{name}'. The argument \"{to_string(value)}\" does not match "
        f'the "{pattern}" pattern. Supply an argument that matches "{pattern}" and try the command again.',
    )


def empty_string(name: str) -> CmdletError:
    return _invalid_data(
        "ParameterArgumentValidationErrorEmptyStringNotAllowed",
        f"Cannot bind argument to parameter '{name}' because it is an empty string.",
    )


def empty_array(name: str) -> CmdletError:
    return _invalid_data(
        "ParameterArgumentValidationErrorEmptyArrayNotAllowed",
        f"Cannot bind argument to parameter '{name}' because it is an empty array.",
    )


def null_value(name: str) -> CmdletError:
    return _invalid_data(
        "ParameterArgumentValidationErrorNullNotAllowed",
        f"Cannot bind argument to parameter '{name}' because it is null.",
    )


def not_a_boolean(name: str, value: object) -> CmdletError:
    """[bool] takes booleans and numbers, never text."""
    return CmdletError(
        f"Cannot process argument transformation on parameter '{name}'. Cannot convert value "
        f'"{type_name(value)}" to type "System.Boolean". Boolean parameters accept only Boolean values and '
        "numbers, such as $True, $False, 1 or 0.",
        "ParameterArgumentTransformationError",
        Category.InvalidData,
        AUTOMATION + "ParameterBindingArgumentTransformationException",
    )


def not_convertible(name: str, value: object, wanted: str) -> CmdletError:
    """No conversion exists between the two types."""
    return _invalid_argument(
        "CannotConvertArgument",
        f"Cannot bind parameter '{name}'. Cannot convert the \"{to_string(value)}\" value of type "
        f'"{type_name(value)}" to type "{wanted}".',
    )


def not_parsable(name: str, value: object, wanted: str, why: str) -> CmdletError:
    """A conversion exists but fails on this value."""
    return _invalid_argument(
        "CannotConvertArgumentNoMessage",
        f'Cannot bind parameter \'{name}\'. Cannot convert value "{to_string(value)}" to type "{wanted}". '
        f'Error: "{why}"',
    )


def input_not_bound(value: object) -> CmdletError:
    """An object was piped into a command that takes no pipeline input."""
    error = _invalid_argument(
        "InputObjectNotBound",
        "The input object cannot be bound to any parameters for the command either because the command does "
        "not take pipeline input or the input and its properties do not match any of the parameters that "
        "take pipeline input.",
    )
    error.target = value
    return error


def _invalid_argument(error_id: str, message: str) -> CmdletError:
    return CmdletError(message, error_id, Category.InvalidArgument, BINDING_EXCEPTION)


def _invalid_data(error_id: str, message: str) -> CmdletError:
    exception = AUTOMATION + "ParameterBindingValidationException"
    return CmdletError(message, error_id, Category.InvalidData, exception)
