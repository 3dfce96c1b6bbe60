"""Errors as PowerShell reports them: ids, categories and exception classes.

The ids, categories and classes are those of a genuine engine (PowerShell 7.0, observed over remoting).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from writeback.lab.powershell.objects import to_string, type_name

AUTOMATION: Final = "System.Management.Automation."
RUNTIME_EXCEPTION: Final = AUTOMATION + "RuntimeException"
BINDING_EXCEPTION: Final = AUTOMATION + "ParameterBindingException"

_LINEAGE: Final[dict[str, tuple[str, ...]]] = {
    RUNTIME_EXCEPTION: ("System.SystemException",),
    BINDING_EXCEPTION: (RUNTIME_EXCEPTION, "System.SystemException"),
    AUTOMATION + "ParameterBindingValidationException": (
        BINDING_EXCEPTION,
        RUNTIME_EXCEPTION,
        "System.SystemException",
    ),
    AUTOMATION + "ParameterBindingArgumentTransformationException": (
        BINDING_EXCEPTION,
        RUNTIME_EXCEPTION,
        "System.SystemException",
    ),
    AUTOMATION + "CommandNotFoundException": (RUNTIME_EXCEPTION, "System.SystemException"),
    AUTOMATION + "ParseException": (RUNTIME_EXCEPTION, "System.SystemException"),
    AUTOMATION + "ItemNotFoundException": (
        AUTOMATION + "SessionStateException",
        RUNTIME_EXCEPTION,
        "System.SystemException",
    ),
    AUTOMATION + "ParentContainsErrorRecordException": ("System.SystemException",),
    AUTOMATION + "PSArgumentException": ("System.ArgumentException", "System.SystemException"),
    AUTOMATION + "Host.HostException": (RUNTIME_EXCEPTION, "System.SystemException"),
    "System.IO.FileNotFoundException": ("System.IO.IOException", "System.SystemException"),
}


class Category(IntEnum):
    """System.Management.Automation.ErrorCategory."""

    NotSpecified = 0
    OpenError = 1
    CloseError = 2
    DeviceError = 3
    DeadlockDetected = 4
    InvalidArgument = 5
    InvalidData = 6
    InvalidOperation = 7
    InvalidResult = 8
    InvalidType = 9
    MetadataError = 10
    NotImplemented = 11
    NotInstalled = 12
    ObjectNotFound = 13
    OperationStopped = 14
    OperationTimeout = 15
    SyntaxError = 16
    ParserError = 17
    PermissionDenied = 18
    ResourceBusy = 19
    ResourceExists = 20
    ResourceUnavailable = 21
    ReadError = 22
    WriteError = 23
    FromStdErr = 24
    SecurityError = 25
    ProtocolError = 26
    ConnectionError = 27
    AuthenticationError = 28
    LimitsExceeded = 29
    QuotaExceeded = 30
    NotEnabled = 31


@dataclass
class CmdletError(Exception):
    """One error record. Raised it ends the pipeline, given to `Call.write_error` it does not.

    `exception` is the full .NET class name; `error_id` defaults to it, as for an exception that a cmdlet lets
    escape. The name of the cmdlet's class is added after a comma unless `suffix` is False. `activity` is
    filled in with the cmdlet's name unless it is given.
    """

    message: str
    error_id: str = ""
    category: Category = Category.NotSpecified
    exception: str = "System.InvalidOperationException"
    target: object = None
    suffix: bool = True
    activity: str | None = None

    def __str__(self) -> str:
        return self.message

    @property
    def reason(self) -> str:
        """The short name of the exception class."""
        return self.exception.rpartition(".")[2]

    @property
    def target_name(self) -> str:
        return to_string(self.target)

    @property
    def target_type(self) -> str:
        return type_name(self.target).rpartition(".")[2] if self.target is not None else ""

    @property
    def exception_types(self) -> tuple[str, ...]:
        """The exception's class and its base classes."""
        bases = _LINEAGE.get(self.exception, ("System.SystemException",))
        return (self.exception, *bases, "System.Exception", "System.Object")

    def full_id(self, class_name: str) -> str:
        """FullyQualifiedErrorId of the record when the cmdlet's class is `class_name`."""
        error_id = self.error_id or self.exception
        return f"{error_id},{class_name}" if self.suffix else error_id


def thrown(message: str) -> CmdletError:
    """What `throw "message"` in a module function becomes: the id is the message itself."""
    return CmdletError(
        message, message, Category.OperationStopped, RUNTIME_EXCEPTION, message, suffix=False, activity=""
    )


def command_not_found(name: str) -> CmdletError:
    """No such command, or it is hidden by the session configuration, or its module is not there."""
    return CmdletError(
        f"The term '{name}' is not recognized as the name of a cmdlet, function, script file, or operable "
        "program. Check the spelling of the name, or if a path was included, verify that the path is correct "
        "and try again.",
        "CommandNotFoundException",
        Category.ObjectNotFound,
        AUTOMATION + "CommandNotFoundException",
        name,
        suffix=False,
        activity="",
    )


def scripts_not_allowed(script: str) -> CmdletError:
    """Script text where the language is off."""
    return CmdletError(
        "The syntax is not supported by this runspace. This can occur if the runspace is in no-language "
        "mode.",
        "ScriptsNotAllowed",
        Category.ParserError,
        AUTOMATION + "ParseException",
        script,
        suffix=False,
        activity="",
    )


def host_function_not_implemented() -> CmdletError:
    """A prompt, but nobody is there to answer it."""
    return CmdletError(
        "A command that prompts the user failed because the host program or the command type does not "
        "support user interaction. The host was attempting to request confirmation with the following "
        "message: ",
        "HostFunctionNotImplemented",
        Category.NotImplemented,
        AUTOMATION + "Host.HostException",
    )


def action_preference_stop(stream: str, text: str) -> CmdletError:
    """-WarningAction Stop and its sisters met a record of that stream."""
    return CmdletError(
        f'The running command stopped because the preference variable "{stream}Preference" or common '
        f"parameter is set to Stop: {text}",
        "ActionPreferenceStop",
        Category.OperationStopped,
        AUTOMATION + "ActionPreferenceStopException",
    )
