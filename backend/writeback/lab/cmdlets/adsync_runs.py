"""The history of run profiles."""

from __future__ import annotations

from uuid import UUID

from writeback.lab.cmdlets.adsync import OBJECT_MODEL, adsync_cmdlet, server_for_reading
from writeback.lab.powershell import Call, DotNet, dotnet
from writeback.lab.world.server import Run


@adsync_cmdlet("Get-ADSyncRunProfileResult", confirm=True)
def get_run_profile_result(
    call: Call,
    *,
    RunHistoryId: UUID | None = None,
    ConnectorId: UUID | None = None,
    RunNumber: int | None = None,
    NumberRequested: int | None = None,
) -> None:
    """Newest first."""
    wanted = {"history_id": RunHistoryId, "connector_id": ConnectorId, "number": RunNumber}
    runs = [
        run
        for run in reversed(server_for_reading(call).runs)
        if all(value is None or getattr(run, name) == value for name, value in wanted.items())
    ]
    for run in runs[:NumberRequested]:
        call.output(_result(run))


def _result(run: Run) -> DotNet:
    return dotnet(
        f"{OBJECT_MODEL}.RunProfileResult",
        {
            "RunHistoryId": run.history_id,
            "ConnectorId": run.connector_id,
            "ConnectorName": run.connector,
            "RunProfileId": UUID(int=run.connector_id.int ^ len(run.profile)),
            "RunProfileName": run.profile,
            "RunNumber": run.number,
            "Username": r"NT SERVICE\ADSync",
            "IsRunComplete": run.ended is not None,
            "Result": run.result,
            "CurrentStepNumber": 1,
            "TotalSteps": 1,
            "StartDate": run.started,
            "EndDate": run.ended,
            "RunStepResults": [],
        },
    )
