"""The life of shells and commands: stop, leave and come back, limits, endpoints."""

from __future__ import annotations

import pytest
from pypsrp.complex_objects import PSInvocationState
from pypsrp.exceptions import WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool
from tests.wire.wsman_lab import RunningLab, invoke, running_lab

from writeback.lab.certificate import ServerCertificate

TLS = pytest.mark.parametrize("tls", [True, False], ids=["https", "sealed http"])


@TLS
def test_stop_ends_a_cmdlet_and_leaves_the_session_usable(wsman_lab: RunningLab, tls: bool) -> None:
    with wsman_lab.pool(tls=tls) as pool:
        shell = PowerShell(pool)
        shell.add_cmdlet("Wait-Forever")
        shell.begin_invoke()
        shell.poll_invoke()
        shell.stop()
        assert shell.state == PSInvocationState.STOPPED
        assert invoke(pool, "Add-Mark").output == ["mark"]


def test_closing_leaves_nothing_behind(wsman_lab: RunningLab) -> None:
    with wsman_lab.pool() as pool:
        invoke(pool, "Add-Mark")
        assert [shell["commands"] for shell in wsman_lab.shells] == [0]
    assert wsman_lab.shells == []


def test_a_long_poll_with_nothing_to_say_ends_after_the_operation_timeout(wsman_lab: RunningLab) -> None:
    with wsman_lab.pool() as pool, PowerShell(pool) as shell:
        shell.add_cmdlet("Wait-Forever")
        shell.begin_invoke()
        shell.poll_invoke()
        shell.poll_invoke(timeout=1)
        assert shell.state == PSInvocationState.RUNNING
        shell.stop()


def test_the_same_client_leaves_and_comes_back_to_a_running_pipeline(wsman_lab: RunningLab) -> None:
    with wsman_lab.pool() as pool:
        shell = PowerShell(pool)
        shell.add_cmdlet("Start-Work").add_parameter("Steps", 5)
        shell.begin_invoke()
        pool.disconnect()
        assert [one["connected"] for one in wsman_lab.shells] == [False]
        pool.connect()
        assert list(shell.connect()) == [1, 2, 3, 4, 5]


def test_another_client_takes_over_a_running_pipeline(wsman_lab: RunningLab) -> None:
    first = RunspacePool(wsman_lab.wsman())
    first.open()
    shell = PowerShell(first)
    shell.add_cmdlet("Start-Work").add_parameter("Steps", 5)
    shell.begin_invoke()
    first.disconnect()

    (second,) = RunspacePool.get_runspace_pools(wsman_lab.wsman())
    second.connect()
    (found,) = second.create_disconnected_power_shells()
    assert list(found.connect()) == [1, 2, 3, 4, 5]
    assert invoke(second, "Add-Mark").output == ["mark"]
    second.close()
    assert wsman_lab.shells == []


def test_a_shell_that_is_gone_is_a_fault(wsman_lab: RunningLab) -> None:
    with wsman_lab.wsman() as connection:
        pool = RunspacePool(connection)
        pool.open()
        wsman_lab.run(wsman_lab.service.restart())
        with pytest.raises(WSManFaultError) as caught:
            invoke(pool, "Add-Mark")
    assert caught.value.code == 2150858843


def test_a_shell_expires_when_nobody_uses_it(wsman_lab: RunningLab) -> None:
    with wsman_lab.wsman() as connection:
        RunspacePool(connection, idle_timeout=60).open()
        for shell in wsman_lab.service.context.shells:
            shell.used -= 61
        with wsman_lab.pool() as pool:
            assert [shell["shell_id"] for shell in wsman_lab.shells] == [pool.id]


def test_a_get_of_the_shell_tells_its_state(wsman_lab: RunningLab) -> None:
    with wsman_lab.pool() as pool:
        state = pool.shell._get_shell(timeout=5)
        assert (state["State"], state["IdleTimeOut"]) == ("Connected", "PT7200.000S")


def test_too_many_shells_are_refused(certificate: ServerCertificate) -> None:
    with running_lab(certificate, max_shells=2) as lab, lab.pool(), lab.pool():
        with pytest.raises(WSManFaultError) as caught, lab.pool():
            pass
        assert caught.value.code == 2150859174


def test_pipelines_that_are_not_closed_use_up_the_command_quota(certificate: ServerCertificate) -> None:
    with running_lab(certificate, max_commands=2) as lab, lab.pool() as pool:
        for _ in range(2):
            PowerShell(pool).add_cmdlet("Add-Mark").invoke()
        with pytest.raises(WSManFaultError) as caught:
            PowerShell(pool).add_cmdlet("Add-Mark").invoke()
        assert caught.value.code == 2150859174


def test_pipelines_that_are_closed_do_not(certificate: ServerCertificate) -> None:
    with running_lab(certificate, max_commands=2) as lab, lab.pool() as pool:
        assert [invoke(pool, "Add-Mark").output for _ in range(5)] == [["mark"]] * 5


def test_runspaces_can_be_counted_and_changed(wsman_lab: RunningLab) -> None:
    with wsman_lab.pool() as pool:
        assert pool.get_available_runspaces() == 1
        pool.max_runspaces = 3
        assert pool.get_available_runspaces() == 3


def test_a_restricted_endpoint_shows_only_its_cmdlets(wsman_lab: RunningLab) -> None:
    with wsman_lab.pool("LabReadOnly") as pool:
        assert len(invoke(pool, "Get-Widget").output) == 3
        hidden = invoke(pool, "Import-Module", "ADSync")
        assert hidden.streams.error[0].fq_error == "CommandNotFoundException"


def test_a_restricted_endpoint_has_a_select_object_of_its_own(wsman_lab: RunningLab) -> None:
    """Read in the engine's source (CommandMetadata.GetRestrictedSelectObject): a few names for -Property."""
    with wsman_lab.pool("LabReadOnly") as pool:
        for parameters in ({"ExpandProperty": "Number"}, {"Property": ["Number"]}):
            with PowerShell(pool) as shell:
                shell.add_cmdlet("Get-Widget").add_cmdlet("Select-Object").add_parameters(parameters)
                shell.invoke()
                assert shell.streams.error[0].fq_error.endswith(",Select-Object")


def test_a_cmdlet_is_unknown_until_its_module_is_imported(wsman_lab: RunningLab) -> None:
    with wsman_lab.pool() as pool:
        assert invoke(pool, "Get-Widget").streams.error[0].fq_error == "CommandNotFoundException"
        invoke(pool, "Import-Module", "ADSync")
        assert len(invoke(pool, "Get-Widget").output) == 3


def test_auto_loading_finds_the_module(wsman_lab: RunningLab) -> None:
    wsman_lab.world.server.module_autoload = True
    with wsman_lab.pool() as pool:
        assert len(invoke(pool, "Get-Widget").output) == 3


def test_an_imported_module_belongs_to_its_session(wsman_lab: RunningLab) -> None:
    with wsman_lab.pool() as pool:
        invoke(pool, "Import-Module", "ADSync")
    with wsman_lab.pool() as pool:
        assert invoke(pool, "Get-Widget").output == []


def test_the_report_counts_every_verb(wsman_lab: RunningLab) -> None:
    with wsman_lab.pool() as pool:
        invoke(pool, "Add-Mark")
    assert {name: wsman_lab.counts[name] for name in ("Create", "Command", "Signal", "Delete")} == {
        "Create": 1,
        "Command": 1,
        "Signal": 1,
        "Delete": 1,
    }


def test_a_mistake_of_the_lab_fails_the_pipeline_and_is_reported(certificate: ServerCertificate) -> None:
    with running_lab(certificate) as lab, lab.pool() as pool:
        assert invoke(pool, "Invoke-Bug").state == PSInvocationState.FAILED
        assert lab.service.report()["bugs"] == ["ZeroDivisionError: a mistake in the lab"]
