"""The readings of a survey: scheduler, connectors, features, settings."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from tests.unit.lab.powershell_session import Session, dig, value_of

AAD = "contoso.onmicrosoft.com - AAD"


async def test_the_scheduler_shows_all_its_settings() -> None:
    session = Session()
    found = await session.one("Get-ADSyncScheduler")
    assert found["AllowedSyncCycleInterval"] == timedelta(minutes=30)
    assert found["CustomizedSyncCycleInterval"] is None
    assert found["NextSyncCyclePolicyType"] == "Delta"
    assert found["NextSyncCycleStartTimeInUTC"].tzinfo is None
    assert (found["SyncCycleEnabled"], found["SyncCycleInProgress"]) == (True, False)


async def test_a_longer_interval_takes_effect_at_once() -> None:
    session = Session()
    await session.run("Set-ADSyncScheduler", CustomizedSyncCycleInterval="01:00:00")
    found = await session.one("Get-ADSyncScheduler")
    assert found["CurrentlyEffectiveSyncCycleInterval"] == timedelta(hours=1)


async def test_a_shorter_interval_than_allowed_has_no_effect() -> None:
    session = Session()
    await session.run("Set-ADSyncScheduler", CustomizedSyncCycleInterval="00:05:00")
    found = await session.one("Get-ADSyncScheduler")
    assert found["CurrentlyEffectiveSyncCycleInterval"] == timedelta(minutes=30)


async def test_only_what_is_given_is_set() -> None:
    session = Session()
    await session.run("Set-ADSyncScheduler", SyncCycleEnabled=False)
    found = await session.one("Get-ADSyncScheduler")
    assert (found["SyncCycleEnabled"], found["MaintenanceEnabled"]) == (False, True)


async def test_a_cycle_by_hand_succeeds_and_makes_a_connector_busy() -> None:
    session = Session()
    assert not await session.run("Get-ADSyncConnectorRunStatus")
    assert (await session.one("Start-ADSyncSyncCycle", PolicyType="delta"))["Result"] == "Success"
    assert (await session.one("Get-ADSyncConnectorRunStatus"))["RunState"] == "Busy"
    assert (await session.one("Get-ADSyncScheduler"))["SyncCycleInProgress"]


async def test_a_second_cycle_is_refused_in_the_engines_words() -> None:
    failure = await Session("sync-running").fails("Start-ADSyncSyncCycle")
    assert failure.error.message == (
        "System.InvalidOperationException: Sync is already running. "
        "Cannot start a new run till this one completes."
    )


async def test_a_suspended_scheduler_starts_nothing() -> None:
    failure = await Session("scheduler-suspended").fails("Start-ADSyncSyncCycle")
    assert "already suspended" in failure.error.message


async def test_stopping_ends_the_cycle_and_stopping_again_is_harmless() -> None:
    session = Session("sync-running")
    await session.run("Stop-ADSyncSyncCycle")
    await session.run("Stop-ADSyncSyncCycle")
    assert not (await session.one("Get-ADSyncScheduler"))["SyncCycleInProgress"]


async def test_a_policy_that_does_not_exist_is_a_validation_error() -> None:
    failure = await Session().fails("Start-ADSyncSyncCycle", PolicyType="Bad")
    assert failure.error.error_id == "ParameterArgumentValidationError"


async def test_run_results_come_newest_first() -> None:
    session = Session()
    first, second = await session.run("Get-ADSyncRunProfileResult", NumberRequested=2)
    assert value_of(first, "RunProfileName") == "Export"
    assert value_of(first, "StartDate") > value_of(second, "StartDate")  # type: ignore[operator]


async def test_the_tenants_connector_has_its_fixed_identifier() -> None:
    session = Session()
    wanted = UUID("b891884f-051e-4a83-95af-2544101c9083")
    found = await session.one("Get-ADSyncConnector", Identifier=wanted)
    assert (found["Name"], found["Type"]) == (AAD, "Extensible2")
    assert found["Subtype"] == "Windows Azure Active Directory (Microsoft)"


async def test_an_absent_connector_is_a_non_terminating_error() -> None:
    session = Session()
    assert not await session.run("Get-ADSyncConnector", Name="fabrikam.com")
    assert len(session.errors) == 1


async def test_the_scope_is_found_two_levels_down() -> None:
    session = Session()
    found = await session.one(
        "Get-ADSyncConnector", dig("Partitions"), dig("ConnectorPartitionScope"), Name="contoso.com"
    )
    assert found["ContainerInclusionList"] == ["OU=CORP,DC=contoso,DC=com"]
    assert {"OU=Tier0,DC=contoso,DC=com", "CN=Builtin,DC=contoso,DC=com"} <= set(
        found["ContainerExclusionList"]
    )


async def test_connectivity_parameters_name_the_account_and_show_no_password() -> None:
    session = Session()
    parameters = await session.run("Get-ADSyncConnector", dig("ConnectivityParameters"), Name="contoso.com")
    shown = {value_of(one, "Name"): value_of(one, "Value") for one in parameters}
    assert shown["forest-login-user"] == "MSOL_1a2b3c4d5e6f"
    assert shown["password"] == ""


async def test_the_connectors_own_xml_follows_the_state() -> None:
    session = Session("enabled")
    xml = (await session.one("Get-ADSyncConnector", Name=AAD))["AADPasswordResetConfiguration"]
    assert "<enabled>1</enabled>" in xml


async def test_a_piped_connector_gives_its_partitions() -> None:
    session = Session()
    connector = (await session.run("Get-ADSyncConnector", Name="contoso.com"))[0]
    found = await session.one("Get-ADSyncConnectorPartition", Connector=connector)
    assert found["DN"] == "DC=contoso,DC=com"
    assert found["IsDomain"]


async def test_the_connector_account_is_found_without_an_import() -> None:
    found = await Session().one("Get-ADSyncADConnectorAccount")
    assert found == {
        "ADConnectorName": "contoso.com",
        "ADConnectorForest": "contoso.com",
        "ADConnectorAccountName": "MSOL_1a2b3c4d5e6f",
        "ADConnectorAccountDomain": "contoso.com",
    }


async def test_reachability_of_the_domain() -> None:
    session = Session()
    assert (await session.one("Get-ADSyncDomainReachabilityStatus", ConnectorName="contoso.com"))[
        "IsReachable"
    ]
    session.world.forest.reachable = False
    found = await session.one("Get-ADSyncDomainReachabilityStatus", ConnectorName="contoso.com")
    assert not found["IsReachable"]
    assert found["ExceptionMessage"]


async def test_company_features_take_no_parameters_and_say_nothing_of_writeback() -> None:
    session = Session()
    found = await session.one("Get-ADSyncAADCompanyFeature")
    assert found["PasswordHashSync"]
    assert not [name for name in found if "password" in name.lower() and "write" in name.lower()]
    failure = await session.fails("Get-ADSyncAADCompanyFeature", ConnectorName="contoso.com")
    assert failure.error.error_id == "NamedParameterNotFound"


async def test_hash_synchronization_goes_from_the_forest_to_the_tenant() -> None:
    found = await Session().one("Get-ADSyncAADPasswordSyncConfiguration", SourceConnector="contoso.com")
    assert (found["TargetConnector"], found["Enabled"]) == (AAD, True)


async def test_global_settings_expand_to_names_and_values() -> None:
    session = Session("staging")
    parameters = await session.run("Get-ADSyncGlobalSettings", dig("Parameters"))
    shown = {value_of(one, "Name"): value_of(one, "Value") for one in parameters}
    assert shown["Microsoft.Synchronize.StagingMode"] == "True"
    assert shown["Microsoft.Synchronize.TimeInterval"] == "00:30:00"
    assert shown["Microsoft.Synchronize.RunHistoryPurgeInterval"] == "7.00:00:00"


async def test_one_global_parameter_by_name() -> None:
    found = await Session().one(
        "Get-ADSyncGlobalSettingsParameter", Name="microsoft.synchronize.serverconfigurationversion"
    )
    assert found["Value"] == "2.5.79.0"


@pytest.mark.parametrize(
    ("scenario", "kind"), [("contoso", "Application"), ("credential-required", "ServiceAccount")]
)
async def test_the_identity_of_the_server(scenario: str, kind: str) -> None:
    found = await Session(scenario).one("Get-ADSyncEntraConnectorCredential")
    assert found["ConnectorIdentityType"] == kind


async def test_an_old_build_does_not_have_the_identity_cmdlet() -> None:
    failure = await Session("azure-ad-connect-2021").fails("Get-ADSyncEntraConnectorCredential")
    assert failure.error.error_id == "CommandNotFoundException"


async def test_automatic_upgrade_with_and_without_its_reason() -> None:
    session = Session("azure-ad-connect-2021")
    (state,) = await session.run("Get-ADSyncAutoUpgrade")
    detail = await session.one("Get-ADSyncAutoUpgrade", Detail=True)
    assert (state.name, detail["State"]) == ("Suspended", "Suspended")
    assert detail["SuspensionReason"] == "UpgradeNotSupportedNonLocalDbInstall"
