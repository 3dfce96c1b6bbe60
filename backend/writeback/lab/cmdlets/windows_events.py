"""Get-WinEvent over the server's event log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from writeback.lab.powershell import (
    Call,
    Category,
    CmdletError,
    DotNet,
    FromPipeline,
    Position,
    Switch,
    cmdlet,
    dotnet,
)
from writeback.lab.world import LogEvent, Server

_READER = "System.Diagnostics.Eventing.Reader"
_LEVEL_NAMES = {2: "Error", 3: "Warning", 4: "Information"}
_SECURITY = "Microsoft-Windows-Security-Auditing"
_PRODUCT_PROVIDERS = ("PasswordResetService", "ADSync", "Directory Synchronization")


@cmdlet("Get-WinEvent", class_name="Microsoft.PowerShell.Commands.GetWinEventCommand")
def get_win_event(
    call: Call,
    *,
    LogName: Annotated[list[str] | None, Position(0), FromPipeline] = None,
    FilterHashtable: dict[str, Any] | None = None,
    ProviderName: list[str] | None = None,
    MaxEvents: int | None = None,
    Oldest: Switch = False,
) -> None:
    """Newest first; finding nothing is an error, though not a terminating one."""
    server: Server = call.world.server
    conditions = {"logname": LogName, "providername": ProviderName, **_lower(FilterHashtable)}
    providers = _known_providers(call, _texts(conditions.get("providername")))
    if providers is None:
        return
    found = server.event_log.find(
        logs=_texts(conditions.get("logname")),
        providers=providers,
        ids=_numbers(conditions.get("id")),
        levels=_numbers(conditions.get("level")),
        start=_moment(server, conditions.get("starttime")),
        end=_moment(server, conditions.get("endtime")),
    )
    if not found:
        call.write_error(_nothing_found())
    for event in (found[::-1] if Oldest else found)[:MaxEvents]:
        call.output(_record(server, event))


def _known_providers(call: Call, names: list[str]) -> list[str] | None:
    """The registered ones among `names`, after an error for each of the others; None if none is left."""
    present = {_SECURITY.lower()}
    if call.world.server.module_present:
        present.update(name.lower() for name in _PRODUCT_PROVIDERS)
    for name in names:
        if name.lower() not in present:
            call.write_error(_no_provider(name))
    known = [name for name in names if name.lower() in present]
    return None if names and not known else known


def _lower(table: Mapping[Any, Any] | None) -> dict[str, Any]:
    return {str(key).lower(): value for key, value in (table or {}).items()}


def _texts(value: object) -> list[str]:
    return [str(one) for one in _list(value)]


def _numbers(value: object) -> list[int]:
    return [int(str(one)) for one in _list(value)]


def _list(value: object) -> list[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _moment(server: Server, value: object) -> datetime | None:
    """A time by the machine's clock, turned into lab time; text without a zone is the machine's, UTC."""
    if value is None:
        return None
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware - server.clock_skew


def _record(server: Server, event: LogEvent) -> DotNet:
    properties = [dotnet(f"{_READER}.EventProperty", {"Value": value}) for value in event.properties]
    return DotNet(
        (f"{_READER}.EventLogRecord", f"{_READER}.EventRecord", "System.Object"),
        {
            "Id": event.id,
            "Version": None,
            "Qualifiers": 0,
            "Level": int(event.level),
            "Task": 0,
            "Opcode": None,
            "Keywords": 0x80000000000000,
            "RecordId": event.record_id,
            "ProviderName": event.provider,
            "ProviderId": None,
            "LogName": event.log,
            "ProcessId": 0,
            "ThreadId": 0,
            "MachineName": server.fqdn,
            "UserId": None,
            "TimeCreated": event.time + server.clock_skew,
            "ActivityId": None,
            "RelatedActivityId": None,
            "ContainerLog": event.log,
            "LevelDisplayName": _LEVEL_NAMES[event.level],
            "OpcodeDisplayName": "Info",
            "TaskDisplayName": None,
            "Properties": properties,
        },
        # Get-WinEvent adds the formatted text to what the reader returns.
        {"Message": event.message},
        f"{_READER}.EventLogRecord",
    )


def _nothing_found() -> CmdletError:
    return CmdletError(
        "No events were found that match the specified selection criteria.",
        "NoMatchingEventsFound",
        Category.ObjectNotFound,
        "System.Exception",
    )


def _no_provider(name: str) -> CmdletError:
    return CmdletError(
        f'There is not an event provider on the localhost computer that matches "{name}".',
        "NoMatchingProvidersFound",
        Category.ObjectNotFound,
        "System.Exception",
        name,
    )
