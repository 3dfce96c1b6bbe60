"""One command in one pipeline fails exactly as a genuine engine lets it fail."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from pypsrp.complex_objects import PSInvocationState
from pypsrp.powershell import PowerShell, RunspacePool
from tests.wire.wsman_lab import invoke

COMMANDS = "Microsoft.PowerShell.Commands."
WRITE_ERROR = COMMANDS + "WriteErrorException"
FAILED, COMPLETED = PSInvocationState.FAILED, PSInvocationState.COMPLETED


@dataclass(frozen=True)
class Row:
    """A call and the error it gives."""

    name: str
    error_id: str
    category: int
    reason: str
    arguments: tuple[Any, ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict)
    state: int = FAILED
    activity: str | None = None
    target: tuple[str, str] = ("", "")


def binding(error_id: str, category: int = 5, reason: str = "ParameterBindingException", **given: Any) -> Row:
    arguments = given.pop("arguments", ())
    return Row("Set-Thing", f"{error_id},Set-Thing", category, reason, arguments, given)


GOOD = {"Connector": "c", "Enable": True}
VALIDATION = "ParameterBindingValidationException"
NOT_FOUND = ("PathNotFound," + COMMANDS + "GetItemCommand", 13, "ItemNotFoundException")
NO_MODULE = ("Modules_ModuleNotFound," + COMMANDS + "ImportModuleCommand", 21, "FileNotFoundException")
SOFT = (f"{WRITE_ERROR},{COMMANDS}WriteErrorCommand", 0, "WriteErrorException")
STOP = {"ErrorAction": "Stop"}

TABLE = {
    "an unknown command": Row(
        "Get-NoSuch",
        "CommandNotFoundException",
        13,
        "CommandNotFoundException",
        activity="",
        target=("Get-NoSuch", "String"),
    ),
    "a missing mandatory parameter": binding("MissingMandatoryParameter"),
    "an unknown parameter": binding("NamedParameterNotFound", **GOOD, Nope=1),
    "an ambiguous parameter": binding("AmbiguousParameter", Co="c"),
    "a surplus positional argument": binding("PositionalParameterNotFound", arguments=("c", True, "more")),
    "a parameter given twice": binding("ParameterAlreadyBound", Connector="c", connector="d"),
    "ValidateSet violated": binding(
        "ParameterArgumentValidationError", 6, VALIDATION, **GOOD, PolicyType="Bad"
    ),
    "an empty string to a mandatory string": binding(
        "ParameterArgumentValidationErrorEmptyStringNotAllowed", 6, VALIDATION, Connector="", Enable=True
    ),
    "null to a mandatory string": binding(
        "ParameterArgumentValidationErrorNullNotAllowed", 6, VALIDATION, Connector=None, Enable=True
    ),
    "text to a bool parameter": binding(
        "ParameterArgumentTransformationError",
        6,
        "ParameterBindingArgumentTransformationException",
        Connector="c",
        Enable="yes",
    ),
    "text to a number": binding("CannotConvertArgumentNoMessage", **GOOD, Count="many"),
    "text that is no time span": binding("CannotConvertArgumentNoMessage", **GOOD, Interval="soon"),
    "a list to a time span": binding("CannotConvertArgumentNoMessage", **GOOD, Interval=["a"]),
    "throw": Row(
        "Invoke-Throw", "boom", 14, "RuntimeException", ("boom",), activity="", target=("boom", "String")
    ),
    "Write-Error": Row("Write-Error", *SOFT, ("soft",), state=COMPLETED),
    "Write-Error in a module function": Row(
        "Invoke-ModuleFunction",
        f"{WRITE_ERROR},Invoke-ModuleFunction",
        0,
        "WriteErrorException",
        state=COMPLETED,
        activity="Write-Error",
    ),
    "Write-Error with ErrorAction Stop": Row("Write-Error", *SOFT, ("soft",), STOP),
    "a path that is not there": Row(
        "Get-Item", *NOT_FOUND, ("/nope",), state=COMPLETED, target=("/nope", "String")
    ),
    "a path that is not there, ErrorAction Stop": Row(
        "Get-Item", *NOT_FOUND, ("/nope",), STOP, target=("/nope", "String")
    ),
    "a module that is not there": Row(
        "Import-Module", *NO_MODULE, ("NoSuch",), state=COMPLETED, target=("NoSuch", "String")
    ),
    "a module that is not there, ErrorAction Stop": Row(
        "Import-Module", *NO_MODULE, ("NoSuch",), STOP, target=("NoSuch", "String")
    ),
    "a confirmation with no host": Row(
        "Remove-Thing", "HostFunctionNotImplemented,Lab.RemoveThingCommand", 11, "HostException"
    ),
    "a prompt with no host": Row(
        "Request-Credential", "HostFunctionNotImplemented,Lab.RequestCredentialCommand", 11, "HostException"
    ),
}


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE.keys())
def test_a_failing_command_reports_what_powershell_reports(shared_pool: RunspacePool, row: Row) -> None:
    shell = invoke(shared_pool, row.name, *row.arguments, **row.parameters)

    (error,) = shell.streams.error
    activity = row.name if row.activity is None else row.activity
    assert (error.fq_error, error.category, error.reason) == (row.error_id, row.category, row.reason)
    assert (error.activity, (error.target_name, error.target_type)) == (activity, row.target)
    assert (shell.state, shell.had_errors) == (row.state, row.state == FAILED)


def test_script_text_is_refused_as_no_language_mode_does(shared_pool: RunspacePool) -> None:
    with PowerShell(shared_pool) as shell:
        shell.add_script("Get-Date")
        shell.invoke()
    (error,) = shell.streams.error
    assert (shell.state, error.fq_error, error.category, error.reason) == (
        FAILED,
        "ScriptsNotAllowed",
        17,
        "ParseException",
    )
    assert (error.target_name, error.target_type) == ("Get-Date", "String")


def test_what_if_needs_no_host_and_does_nothing(shared_pool: RunspacePool) -> None:
    shell = invoke(shared_pool, "Remove-Thing", WhatIf=True)
    assert (shell.state, shell.streams.error) == (COMPLETED, [])


def test_confirm_false_needs_no_host(shared_pool: RunspacePool) -> None:
    assert invoke(shared_pool, "Remove-Thing", Confirm=False).state == COMPLETED


def test_the_text_of_a_missing_parameter_names_them_all(shared_pool: RunspacePool) -> None:
    (error,) = invoke(shared_pool, "Set-Thing").streams.error
    assert str(error) == (
        "Cannot process command because of one or more missing mandatory parameters: Connector Enable."
    )


def test_an_exception_carries_its_class_and_the_classes_below(shared_pool: RunspacePool) -> None:
    (error,) = invoke(shared_pool, "Get-NoSuch").streams.error
    assert error.exception.types[:2] == [
        "System.Management.Automation.CommandNotFoundException",
        "System.Management.Automation.RuntimeException",
    ]
    assert error.exception.types[-2:] == ["System.Exception", "System.Object"]


@pytest.mark.parametrize(
    "given",
    [
        {"Connector": "c", "Enable": True, "PolicyType": "delta"},
        {"CONNECTOR": "c", "enable": 1, "Policy": "Delta"},
        {"Conn": "c", "En": True, "pol": "DELTA"},
    ],
    ids=["by name", "in any case", "by the beginning of a name"],
)
def test_parameters_bind(shared_pool: RunspacePool, given: dict[str, Any]) -> None:
    shell = invoke(shared_pool, "set-thing", **given)
    assert shell.streams.error == []
    assert shell.output[0].extended_properties == {
        "Connector": "c",
        "Enable": True,
        "PolicyType": "Delta",
        "Interval": None,
    }


def test_arguments_bind_by_position_around_named_ones(shared_pool: RunspacePool) -> None:
    shell = invoke(shared_pool, "Set-Thing", True, Connector="c", Interval="0:30:00")
    assert shell.output[0].extended_properties["Interval"] == "PT30M"


@pytest.mark.parametrize(
    "text", ["it's", 'a "b"', "\u2018x\u2019", "$(evil)", "`n", "a\nb", "🙂 _x0041_", ""]
)
def test_text_arrives_untouched(shared_pool: RunspacePool, text: str) -> None:
    assert invoke(shared_pool, "Add-Mark", Name=text).output == [text]
