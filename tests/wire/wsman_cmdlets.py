"""Cmdlets that show one behaviour each, for tests of the WSMan service without the lab's own cmdlets."""

# ruff: noqa: N803 - parameters carry PowerShell's own names

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from writeback.lab.powershell import (
    Call,
    Category,
    CmdletError,
    FromPipeline,
    Mandatory,
    Noted,
    Position,
    PSCredential,
    Secure,
    Switch,
    cmdlet,
    custom,
    dotnet,
    enum,
    thrown,
)

COMMANDS = "Microsoft.PowerShell.Commands."
ran: list[str] = []
"""Marks left by Add-Mark, in the order in which they ran."""


@cmdlet("Import-Module", class_name=COMMANDS + "ImportModuleCommand")
async def import_module(call: Call, *, Name: Annotated[str, Mandatory, Position(0)]) -> None:
    if Name.casefold() == "adsync" and call.world.server.module_present:
        call.runspace.import_module(Name)
        return
    call.write_error(
        CmdletError(
            f"The specified module '{Name}' was not loaded because no valid module file was found in any "
            "module directory.",
            "Modules_ModuleNotFound",
            Category.ResourceUnavailable,
            "System.IO.FileNotFoundException",
            Name,
        )
    )


@cmdlet("Get-Item", class_name=COMMANDS + "GetItemCommand")
def get_item(call: Call, *, Path: Annotated[str, Mandatory, Position(0)]) -> None:
    call.write_error(
        CmdletError(
            f"Cannot find path '{Path}' because it does not exist.",
            "PathNotFound",
            Category.ObjectNotFound,
            "System.Management.Automation.ItemNotFoundException",
            Path,
        )
    )


def _write_error(message: str) -> CmdletError:
    name = COMMANDS + "WriteErrorException"
    return CmdletError(message, name, Category.NotSpecified, name)


@cmdlet("Write-Error", class_name=COMMANDS + "WriteErrorCommand")
def write_error(call: Call, *, Message: Annotated[str, Mandatory, Position(0)]) -> None:
    call.write_error(_write_error(Message))


@cmdlet("Invoke-ModuleFunction")
def module_function(call: Call) -> None:
    error = _write_error("soft")
    error.activity = "Write-Error"
    call.write_error(error)


@cmdlet("Invoke-Throw")
def invoke_throw(call: Call, *, Message: Annotated[str, Position(0)] = "boom") -> None:
    raise thrown(Message)


@cmdlet("Set-Thing", module="ADSync", confirm=True)
def set_thing(
    call: Call,
    *,
    Connector: Annotated[str, Mandatory, Position(0)],
    Enable: Annotated[bool, Mandatory, Position(1)],
    PolicyType: Literal["Delta", "Initial", "Unspecified"] = "Unspecified",
    Interval: timedelta | None = None,
    Count: int = 0,
) -> None:
    ran.append(Connector)
    call.output(
        custom({"Connector": Connector, "Enable": Enable, "PolicyType": PolicyType, "Interval": Interval})
    )


@cmdlet("Add-Mark")
def add_mark(call: Call, *, Name: Annotated[str, Position(0)] = "mark") -> None:
    ran.append(Name)
    call.output(Name)


@cmdlet("Remove-Thing", class_name="Lab.RemoveThingCommand", confirm="High")
def remove_thing(call: Call) -> None:
    ran.append("removed")


@cmdlet("Request-Credential", class_name="Lab.RequestCredentialCommand")
async def request_credential(call: Call) -> None:
    answer = await call.prompt("Sign in", "Who are you?", "operator")
    call.output(answer.user_name if answer else None)


@cmdlet("Get-Widget", module="ADSync")
def get_widget(call: Call) -> None:
    part = dotnet("Lab.Part", {"Name": "bolt", "Scope": dotnet("Lab.Scope", {"Depth": 2})})
    for number in (1, 2, 3):
        call.output(
            dotnet(
                "Lab.Widget",
                {
                    "Number": number,
                    "Name": f"Ω-{number}\n",
                    "Big": 2**40,
                    "Ready": True,
                    "Missing": None,
                    "Id": UUID(int=number),
                    "State": enum("Lab.State", "Started", 2),
                    "Mode": enum("Lab.Mode", "None", 2),
                    "Interval": timedelta(seconds=30),
                    "Pause": timedelta(days=1, hours=2, minutes=3, seconds=4, microseconds=500),
                    "At": datetime(2026, 6, 19, 9, 41, 12, tzinfo=UTC),
                    "Unspecified": datetime(2026, 6, 19, 9, 41, 12),  # noqa: DTZ001 - of unspecified kind
                    "Units": ["OU=A", "OU=B"],
                    "Part": part,
                    "Parts": [part],
                },
            )
        )


@cmdlet("Get-Moment")
def get_moment(call: Call) -> None:
    hint = enum(COMMANDS + "DisplayHintType", "DateTime", 2)
    call.output(Noted(datetime(2026, 6, 19, 9, 41, 12, tzinfo=UTC), {"DisplayHint": hint}))


@cmdlet("Start-Work")
async def start_work(call: Call, *, Steps: int = 3) -> None:
    call.warning("busy")
    call.verbose("details")
    call.information("told", tags=())
    for step in range(1, Steps + 1):
        call.progress("Working", f"Step {step}", 100 * step // Steps)
        await call.lab_sleep(0.3)
        call.output(step)
    call.progress("Working", "Done", 100, done=True)


@cmdlet("Wait-Forever")
async def wait_forever(call: Call) -> None:
    call.output("waiting")
    await asyncio.Event().wait()


@cmdlet("Compare-Secret")
def compare_secret(
    call: Call, *, Credential: PSCredential, Secret: Secure, Expected: Annotated[str, Mandatory]
) -> None:
    user, password, secret = Credential.user_name, Credential.password, Secret.text
    call.output([user, password == Expected, secret == Expected])


@cmdlet("Get-Text")
def get_text(call: Call, *, Size: int) -> None:
    call.output("é" * Size)


@cmdlet("Measure-Text")
def measure_text(call: Call, *, Text: str) -> None:
    call.output([len(Text), Text[:1], Text[-1:]])


@cmdlet("Measure-Object", collects=True)
def measure_object(call: Call, *, InputObject: Annotated[object, FromPipeline] = None) -> None:
    call.output(custom({"Count": len(call.input)}))


@cmdlet("Join-Greeting")
def join_greeting(call: Call, *, Name: Annotated[str, FromPipeline, Mandatory], Loud: Switch = False) -> None:
    call.output(f"Hello {Name}{'!' if Loud else ''}")


@cmdlet("Invoke-Bug")
def invoke_bug(call: Call) -> None:
    raise ZeroDivisionError("a mistake in the lab")
