"""Several statements in one pipeline, and pipes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pypsrp.complex_objects import PSInvocationState
from pypsrp.powershell import PowerShell, RunspacePool
from tests.wire import wsman_cmdlets
from tests.wire.wsman_lab import invoke

FAILED, COMPLETED = PSInvocationState.FAILED, PSInvocationState.COMPLETED
FORGIVEN = "ParentContainsErrorRecordException"


@pytest.fixture(autouse=True)
def _no_marks() -> Iterator[None]:
    wsman_cmdlets.ran.clear()
    yield
    wsman_cmdlets.ran.clear()


def add(shell: PowerShell, statement: str, number: int) -> None:
    match statement:
        case "ok":
            shell.add_cmdlet("Add-Mark").add_argument(str(number))
        case "bad":
            shell.add_cmdlet("Get-NoSuch")
        case "throw":
            shell.add_cmdlet("Invoke-Throw")
        case "soft":
            shell.add_cmdlet("Write-Error").add_argument("soft")
        case "strict":
            shell.add_cmdlet("Write-Error").add_argument("soft").add_parameter("ErrorAction", "Stop")


TABLE = [
    ("bad ok", COMPLETED, ["2"], [FORGIVEN]),
    ("throw ok", COMPLETED, ["2"], ["RuntimeException"]),
    ("bad ok ok", COMPLETED, ["2"], [FORGIVEN]),
    ("bad bad ok", FAILED, [], [FORGIVEN, "CommandNotFoundException"]),
    ("ok bad", FAILED, ["1"], ["CommandNotFoundException"]),
    ("ok bad ok", FAILED, ["1"], ["CommandNotFoundException"]),
    ("soft ok", COMPLETED, ["2"], ["WriteErrorException"]),
    ("soft ok ok", COMPLETED, ["2", "3"], ["WriteErrorException"]),
    ("strict ok", FAILED, [], ["WriteErrorException"]),
    ("ok ok ok", COMPLETED, ["1", "2", "3"], []),
]


@pytest.mark.parametrize(("statements", "state", "ran", "reasons"), TABLE, ids=[row[0] for row in TABLE])
def test_statements_end_as_on_a_genuine_engine(
    shared_pool: RunspacePool, statements: str, state: int, ran: list[str], reasons: list[str]
) -> None:
    with PowerShell(shared_pool) as shell:
        for number, statement in enumerate(statements.split(), start=1):
            add(shell, statement, number)
            shell.add_statement()
        output = shell.invoke()

    assert (shell.state, shell.had_errors) == (state, state == FAILED)
    assert (list(output), wsman_cmdlets.ran) == (ran, ran)
    assert [error.reason for error in shell.streams.error] == reasons


def test_a_module_that_is_missing_lets_a_later_set_run_without_it(shared_pool: RunspacePool) -> None:
    with PowerShell(shared_pool) as shell:
        shell.add_cmdlet("Import-Module").add_argument("NoSuch").add_statement()
        shell.add_cmdlet("Add-Mark").add_argument("set")
        shell.invoke()
    assert (shell.state, wsman_cmdlets.ran) == (COMPLETED, ["set"])


def piped(pool: RunspacePool, *commands: tuple[str, dict[str, object]]) -> PowerShell:
    with PowerShell(pool) as shell:
        for name, parameters in commands:
            shell.add_cmdlet(name).add_parameters(parameters)
        shell.invoke()
        return shell


def test_select_object_keeps_the_named_properties_as_notes(shared_pool: RunspacePool) -> None:
    shell = piped(
        shared_pool, ("Get-Widget", {}), ("Select-Object", {"Property": ["number", "Name", "Nope"]})
    )
    assert shell.output[0].extended_properties == {
        "Number": 1,
        "Name": "Ω-1\n",
        "Nope": None,
    }
    assert shell.output[0].types[:2] == ["Selected.Lab.Widget", "System.Management.Automation.PSCustomObject"]
    assert shell.output[0].adapted_properties == {}


def test_select_object_digs_one_level_at_a_time(shared_pool: RunspacePool) -> None:
    shell = piped(
        shared_pool,
        ("Get-Widget", {}),
        ("Select-Object", {"First": 1}),
        ("Select-Object", {"ExpandProperty": "Parts"}),
        ("Select-Object", {"ExpandProperty": "Scope"}),
    )
    assert [dict(one.adapted_properties) for one in shell.output] == [{"Depth": 2}]


def test_expanding_a_list_gives_its_items(shared_pool: RunspacePool) -> None:
    shell = piped(
        shared_pool, ("Get-Widget", {}), ("Select-Object", {"ExpandProperty": "Units", "Property": "Number"})
    )
    assert list(shell.output) == ["OU=A", "OU=B"] * 3


def test_expanding_an_absent_property_is_a_soft_error_for_each_object(shared_pool: RunspacePool) -> None:
    shell = piped(shared_pool, ("Get-Widget", {}), ("Select-Object", {"ExpandProperty": "Nope"}))
    error_id = "ExpandPropertyNotFound,Microsoft.PowerShell.Commands.SelectObjectCommand"
    assert [error.fq_error for error in shell.streams.error] == [error_id] * 3
    assert (shell.state, shell.streams.error[0].reason) == (COMPLETED, "PSArgumentException")


def test_first_limits_what_goes_on(shared_pool: RunspacePool) -> None:
    shell = piped(shared_pool, ("Get-Widget", {}), ("Select-Object", {"First": 2, "Property": "*"}))
    assert [one.extended_properties["Number"] for one in shell.output] == [1, 2]


def test_a_pipe_into_a_pipeline_parameter_calls_once_for_each_object(shared_pool: RunspacePool) -> None:
    shell = piped(
        shared_pool,
        ("Get-Widget", {}),
        ("Select-Object", {"ExpandProperty": "Number"}),
        ("Join-Greeting", {"Loud": None}),
    )
    assert list(shell.output) == ["Hello 1!", "Hello 2!", "Hello 3!"]


def test_a_pipe_into_a_cmdlet_that_takes_none_is_refused_for_each_object(shared_pool: RunspacePool) -> None:
    shell = piped(shared_pool, ("Get-Widget", {}), ("Add-Mark", {}))
    assert [error.fq_error for error in shell.streams.error] == ["InputObjectNotBound,Add-Mark"] * 3
    assert (shell.state, wsman_cmdlets.ran) == (COMPLETED, [])


def test_a_failing_stage_fails_the_pipe(shared_pool: RunspacePool) -> None:
    shell = piped(shared_pool, ("Invoke-Throw", {}), ("Select-Object", {"Property": "Name"}))
    assert (shell.state, shell.had_errors) == (FAILED, True)


def test_where_object_is_not_there(shared_pool: RunspacePool) -> None:
    shell = piped(shared_pool, ("Get-Widget", {}), ("Where-Object", {"Property": "Name"}))
    assert (shell.state, shell.streams.error[0].fq_error) == (FAILED, "CommandNotFoundException")


def test_input_from_the_client_reaches_the_first_command(shared_pool: RunspacePool) -> None:
    with PowerShell(shared_pool) as shell:
        shell.add_cmdlet("Measure-Object")
        output = shell.invoke(input=["one", "two", "three"])
    assert output[0].extended_properties == {"Count": 3}


def test_a_missing_pipeline_value_is_a_missing_mandatory_parameter(shared_pool: RunspacePool) -> None:
    (error,) = invoke(shared_pool, "Join-Greeting").streams.error
    assert error.fq_error == "MissingMandatoryParameter,Join-Greeting"
