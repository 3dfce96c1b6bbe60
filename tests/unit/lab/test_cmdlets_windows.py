"""Modules, events, services, registry and the export of the configuration."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.lab.powershell_session import Session, dig, value_of

from writeback.lab.cmdlets.adsync_export import simulated_path
from writeback.lab.powershell.objects import EnumValue

NOTHING = "NoMatchingEventsFound,Microsoft.PowerShell.Commands.GetWinEventCommand"
SERVICE = "PasswordResetService"


@pytest.mark.parametrize(
    "name", ["ADSync", "adsync", r"C:\Program Files\Microsoft Azure AD Sync\Bin\ADSync\ADSync.psd1"]
)
async def test_the_module_is_imported_by_name_or_path(name: str) -> None:
    session = Session()
    session.world.server.module_autoload = False
    await session.run("Import-Module", Name=name)
    assert not session.errors
    assert await session.run("Get-ADSyncScheduler")


async def test_without_import_and_without_auto_loading_nothing_is_found() -> None:
    session = Session()
    session.world.server.module_autoload = False
    failure = await session.fails("Get-ADSyncScheduler")
    assert failure.error.error_id == "CommandNotFoundException"


async def test_a_missing_module_is_a_non_terminating_error() -> None:
    session = Session("module-missing")
    await session.run("Import-Module", Name="ADSync")
    assert session.errors == ["Modules_ModuleNotFound,Microsoft.PowerShell.Commands.ImportModuleCommand"]


async def test_a_missing_module_means_missing_cmdlets_and_no_service() -> None:
    session = Session("module-missing")
    assert (await session.fails("Get-ADSyncScheduler")).error.error_id == "CommandNotFoundException"
    assert not await session.run("Get-Service", Name="ADSync")
    assert not await session.run("Get-Module", Name="ADSync", ListAvailable=True)


async def test_get_module_lists_what_is_imported() -> None:
    session = Session()
    assert not await session.run("Get-Module", Name="ADSync")
    await session.run("Import-Module", Name="ADSync")
    assert (await session.one("Get-Module", Name="ADSync"))["Version"] == "1.0.0.0"


async def test_parameters_of_a_command_can_be_read() -> None:
    session = Session()
    (parameters,) = await session.run(
        "Get-Command", dig("Parameters"), Name="Set-ADSyncAADPasswordResetConfiguration"
    )
    assert {"Connector", "Enable", "AADCredential", "AccessToken", "Confirm"} <= set(parameters)


async def test_get_command_does_not_find_what_does_not_exist() -> None:
    session = Session("azure-ad-connect-2021")
    assert not await session.run("Get-Command", Name="Get-ADSyncEntraConnectorCredential")
    assert session.errors == ["CommandNotFoundException,Microsoft.PowerShell.Commands.GetCommandCommand"]


async def test_the_clock_of_a_server_may_be_wrong() -> None:
    right, wrong = Session(), Session("clock-skew")
    assert (await right.run("Get-Date"))[0].value == right.clock.now()
    assert (await wrong.run("Get-Date"))[0].value == wrong.clock.now() + timedelta(minutes=20)


async def test_no_matching_event_is_a_non_terminating_error() -> None:
    session = Session()
    found = await session.run(
        "Get-WinEvent", FilterHashtable={"LogName": "Application", "ProviderName": SERVICE}
    )
    assert not found
    assert session.errors == [NOTHING]


async def test_an_unknown_provider_is_named() -> None:
    session = Session("module-missing")
    await session.run("Get-WinEvent", FilterHashtable={"LogName": "Application", "ProviderName": SERVICE})
    assert session.errors[0].startswith("NoMatchingProvidersFound,")


async def test_events_come_newest_first_and_no_more_than_asked() -> None:
    session = Session("enabled")
    found = await session.run(
        "Get-WinEvent",
        FilterHashtable={"LogName": "Application", "ProviderName": [SERVICE, "ADSync"]},
        MaxEvents=5,
    )
    times = [value_of(one, "TimeCreated") for one in found]
    assert len(found) == 5
    assert times == sorted(times, reverse=True)  # type: ignore[type-var]


async def test_events_are_filtered_by_id_and_start() -> None:
    session = Session("enabled")
    since = session.clock.now() - timedelta(minutes=10)
    found = await session.run(
        "Get-WinEvent",
        FilterHashtable={"logname": "Application", "Id": [31019, 31005], "StartTime": since},
    )
    assert [value_of(one, "Id") for one in found] == [31019] * 4


@pytest.mark.parametrize("form", ["{:%Y-%m-%dT%H:%M:%S}", "{:%Y-%m-%d %H:%M:%S+00:00}"])
async def test_a_start_given_as_text_is_understood(form: str) -> None:
    session = Session("enabled")
    since = form.format(session.clock.now() - timedelta(minutes=2))
    found = await session.run("Get-WinEvent", FilterHashtable={"Id": 31019, "StartTime": since})
    assert not found
    assert session.errors == [NOTHING]


async def test_an_event_carries_its_message_as_a_note_and_its_strings_below() -> None:
    session = Session("enabled")
    query = {"LogName": "Application", "Id": 31019}
    (event,) = await session.run("Get-WinEvent", FilterHashtable=query, MaxEvents=1)
    (strings,) = await session.run("Get-WinEvent", dig("Properties"), FilterHashtable=query, MaxEvents=1)
    assert "HeartBeat for Namespace: ssprdedicatedsbprod" in event.notes["Message"]
    assert value_of(strings, "Value") == event.notes["Message"]


async def test_the_service_runs() -> None:
    found = await Session().one("Get-Service", Name="adsync")
    assert (found["Status"], found["DisplayName"]) == ("Running", "Microsoft Azure AD Sync")


async def test_an_unknown_service_is_a_non_terminating_error() -> None:
    session = Session()
    await session.run("Get-Service", Name="NoSuch")
    assert session.errors == ["NoServiceFoundForGivenName,Microsoft.PowerShell.Commands.GetServiceCommand"]


async def test_a_restart_brings_the_listener_back() -> None:
    session = Session("listener-stopped")
    await session.run("Restart-Service", Name="ADSync")
    assert (await session.record())["ServiceStatus"] == "Started"
    session.pass_time(60)
    assert session.events()[-2:] == [31019, 31019]


async def test_the_installed_product_is_in_the_registry() -> None:
    session = Session()
    path = r"HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\*"
    found = await session.one("Get-ItemProperty", Path=path)
    assert (found["DisplayName"], found["DisplayVersion"]) == ("Microsoft Entra Connect Sync", "2.5.79.0")


async def test_an_absent_registry_key_is_a_non_terminating_error() -> None:
    session = Session()
    await session.run("Get-ItemProperty", Path=r"HKLM:\SOFTWARE\NoSuch")
    assert session.errors == ["PathNotFound,Microsoft.PowerShell.Commands.GetItemPropertyCommand"]


@pytest.mark.parametrize(("scenario", "enabled"), [("contoso", "0"), ("enabled", "1")])
async def test_the_export_says_whether_writeback_is_on(scenario: str, enabled: str, tmp_path: Path) -> None:
    session = Session(scenario, folder=tmp_path)
    await session.run("Get-ADSyncServerConfiguration", Path=r"C:\Temp\before")
    (folder,) = session.world.server.exports
    name = "Connector_{b891884f-051e-4a83-95af-2544101c9083}.xml"
    assert f"<enabled>{enabled}</enabled>" in (folder / "Connectors" / name).read_text("utf-8")
    assert (folder / "GlobalSettings" / "GlobalSettings.xml").exists()


@pytest.mark.parametrize(
    "path", [r"C:\..\..\etc", "../../../etc", "/etc/x", r"\\server\share\x", r"C:\a:b\*?"]
)
def test_no_path_leads_out_of_the_labs_folder(path: str, tmp_path: Path) -> None:
    assert simulated_path(tmp_path, path).resolve().is_relative_to(tmp_path.resolve())


async def test_enumerations_keep_their_type(tmp_path: Path) -> None:
    (service,) = await Session().run("Get-Service", Name="ADSync")
    status = value_of(service, "Status")
    assert status == EnumValue("System.ServiceProcess.ServiceControllerStatus", "Running", 4)
