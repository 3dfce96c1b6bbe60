"""The least rights: the generated session configuration is enough for everything, and for nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypsrp.powershell import PowerShell, RunspacePool
from tests.lab import Lab, running_lab
from tests.wire.lab_remote import CONNECTOR, wsman
from tests.wire.service.conftest import FAST, Bench

from writeback.domain.choices import ServerCredential
from writeback.domain.evidence import Verdict
from writeback.domain.findings import blocking
from writeback.domain.ports import CloudCredential
from writeback.domain.run import RunOutcome
from writeback.domain.secret import Secret
from writeback.engine import runner
from writeback.lab.world.session_configurations import FILES
from writeback.remoting.role import allowed_commands
from writeback.service import history, jea

COMMON = {"ErrorAction", "Confirm"}
"""Parameters of every command; a role cannot take them away."""
OPERATOR = "access-denied"
"""The user is in no group but ADSyncOperators: what changes, changes by the rights of the virtual account."""
CONNECTOR_ID = "b891884f-051e-4a83-95af-2544101c9083"


@pytest.fixture(scope="module")
def operated() -> Iterator[Lab]:
    with running_lab(OPERATOR) as lab:
        yield lab
    assert lab.errors == ""


@pytest.fixture(scope="module")
def restricted(operated: Lab) -> Iterator[RunspacePool]:
    """An unmodified client in the same session configuration."""
    with wsman(operated) as server, RunspacePool(server, configuration_name=jea.NAME) as pool:
        yield pool


def run(pool: RunspacePool, *stages: tuple[str, dict[str, Any]]) -> PowerShell:
    with PowerShell(pool) as shell:
        for name, parameters in stages:
            shell.add_cmdlet(name).add_parameters(parameters)
        shell.invoke()
        return shell


# The list and the code -------------------------------------------------------------------


async def test_a_whole_flow_sends_exactly_the_commands_and_parameters_of_the_role(
    start_lab: Callable[..., Lab], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Survey, apply, verify and undo, with each credential that the cmdlet takes; all of it is allowed."""
    lab = start_lab(OPERATOR, *FAST)
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path))
    monkeypatch.setattr(runner, "ATTEMPT_SECONDS", 0.2)
    bench = Bench(lab)
    session = bench.session
    session.profile = replace(session.profile, server=replace(session.profile.server, configuration=jea.NAME))
    before = bench.scheduler()
    try:
        await bench.ready()
        assert not blocking(session.findings())
        token = bench.choices(pause_scheduler=True, server_credential=ServerCredential.ACCESS_TOKEN)
        report = await session.apply(session.plan(token), bench.events.append)
        assert report.outcome is RunOutcome.DONE, report.message
        assert (await session.verify())[0] is Verdict.PROVEN

        past = history.find(report.run_id)
        choices = replace(session.undo_choices(past), server_credential=ServerCredential.PASSWORD)
        given = CloudCredential(ServerCredential.PASSWORD, lab.operator, Secret(lab.cloud_password))
        back = await session.apply(session.plan(choices), bench.events.append, given, undoes=past.id)
        assert back.outcome is RunOutcome.DONE, back.message
    finally:
        await session.close()
    state = lab.state()
    assert (state["writeback"]["enabled"], bench.onboardings(), bench.scheduler()) == (False, 1, before)
    assert state["bugs"] == []

    sent = {name: set(given) - COMMON for name, given in state["wsman"]["commands"].items()}
    allowed = {one.name: {each.name for each in one.parameters} for one in allowed_commands()}
    # In the lab's record a command has no module before its name.
    assert sent == {name.rpartition("\\")[2]: given for name, given in allowed.items()}


def test_the_files_of_the_lab_are_those_that_the_program_makes() -> None:
    made = jea.files("CONTOSO\\Writeback-Operators")
    for name in (f"{jea.NAME}.pssc", f"{jea.NAME}/RoleCapabilities/{jea.NAME}.psrc"):
        assert (FILES / name).read_text(encoding="utf-8-sig") == made[name]


# What it refuses -------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Get-Date", "$env:COMPUTERNAME", "1 + 1", "& { whoami }"])
def test_a_script_is_refused(restricted: RunspacePool, text: str) -> None:
    with PowerShell(restricted) as shell:
        shell.add_script(text)
        shell.invoke()
        assert shell.had_errors
        assert shell.streams.error[0].fq_error == "ScriptsNotAllowed"


@pytest.mark.parametrize(
    "name",
    [
        "Import-Module",
        "Invoke-Expression",
        "Get-ADSyncADConnectorAccount",
        "Get-Service",
        "Stop-ADSyncSyncCycle",
        "Microsoft.PowerShell.Management\\Get-Service",
        "ADSync\\Set-ADSyncScheduler",
    ],
)
def test_another_command_is_unknown(restricted: RunspacePool, name: str) -> None:
    shell = run(restricted, (name, {}))
    assert shell.streams.error[0].fq_error == "CommandNotFoundException"


@pytest.mark.parametrize(
    ("name", "parameters", "error"),
    [
        ("Set-ADSyncScheduler", {"MaintenanceEnabled": False}, "NamedParameterNotFound"),
        ("Set-ADSyncScheduler", {"SchedulerSuspended": True}, "NamedParameterNotFound"),
        ("Get-WinEvent", {"LogName": "Security"}, "NamedParameterNotFound"),
        (
            "Get-ADSyncConnector",
            {"Identifier": CONNECTOR_ID},
            "NamedParameterNotFound",
        ),
        ("Start-ADSyncSyncCycle", {"PolicyType": "Initial"}, "ParameterArgumentValidationError"),
        ("Get-ADSyncServerConfiguration", {"Path": "C:\\Windows\\x"}, "ParameterArgumentValidationError"),
        (
            "Get-ADSyncServerConfiguration",
            {"Path": "C:\\ProgramData\\AADConnect\\writeback-1\\..\\..\\x"},
            "ParameterArgumentValidationError",
        ),
    ],
)
def test_another_parameter_or_value_is_refused(
    restricted: RunspacePool, name: str, parameters: dict[str, Any], error: str
) -> None:
    shell = run(restricted, (name, parameters))
    assert shell.streams.error[0].fq_error == f"{error},{name}"


def test_what_the_role_allows_works_for_another_client_too(restricted: RunspacePool) -> None:
    select = ("Microsoft.PowerShell.Utility\\Select-Object", {"Property": ["Name"]})
    shell = run(restricted, ("Get-ADSyncConnector", {"Name": CONNECTOR}), select)
    assert [one.extended_properties["Name"] for one in shell.output] == [CONNECTOR]


def test_the_same_account_may_change_nothing_outside_the_configuration(operated: Lab) -> None:
    with wsman(operated) as server, RunspacePool(server) as pool:
        shell = run(pool, ("Set-ADSyncScheduler", {"SyncCycleEnabled": False, "ErrorAction": "Stop"}))
        assert "80070005" in str(shell.streams.error[0])
