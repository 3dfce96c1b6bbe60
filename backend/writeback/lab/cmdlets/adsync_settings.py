"""Global settings of the engine."""

from __future__ import annotations

from typing import Annotated

from writeback.lab.cmdlets.adsync import OBJECT_MODEL, adsync_cmdlet, server_for_reading
from writeback.lab.cmdlets.adsync_objects import parameter_objects
from writeback.lab.powershell import Call, Position, dotnet
from writeback.lab.powershell.objects import member
from writeback.lab.world.settings import global_settings


@adsync_cmdlet("Get-ADSyncGlobalSettings")
def get_global_settings(call: Call) -> None:
    """One object; expand its `Parameters` for names and values."""
    server = server_for_reading(call)
    call.output(
        dotnet(
            f"{OBJECT_MODEL}.GlobalSettings",
            {
                "Version": 22102,
                "SqlSchemaVersion": 616,
                "InstanceId": server.instance_id,
                "Schema": dotnet(f"{OBJECT_MODEL}.Schema", {}),
                "Parameters": parameter_objects(global_settings(server)),
            },
        )
    )


@adsync_cmdlet("Get-ADSyncGlobalSettingsParameter")
def get_global_settings_parameter(call: Call, *, Name: Annotated[str | None, Position(0)] = None) -> None:
    """The parameters themselves, or the one of that name."""
    for parameter in parameter_objects(global_settings(server_for_reading(call))):
        found = member(parameter, "Name")
        if Name is None or (found and str(found[1]).lower() == Name.lower()):
            call.output(parameter)
