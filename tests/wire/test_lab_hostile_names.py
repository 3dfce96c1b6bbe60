"""The scenario `hostile-names`: everything is healthy, and every text would act if somebody let it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pypsrp.powershell import PowerShell, RunspacePool
from tests.cloud import GLOBAL_ADMINISTRATOR, Web
from tests.lab import Lab, running_lab
from tests.wire.lab_remote import run, wsman

from writeback.lab.scenarios.loader import LONG, load_scenario

SIGNS = ["\x1b]52;", "\x1b]8;;", "\x9b", "\u202e", "\u200b", "[@click=", "[/foo]", "$(", "`", "'", "\x00"]
SWITCHES = "/api/PasswordReset/OnPremisesPasswordResetPolicies"
GRAFFITI: str = load_scenario("hostile-names").settings["names"]["graffiti"]


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with running_lab("hostile-names", "--speed", "600") as lab:
        yield lab
        assert lab.state()["bugs"] == []
    assert lab.errors == ""


@pytest.fixture(scope="module")
def pool(lab: Lab) -> Iterator[RunspacePool]:
    with wsman(lab) as server, RunspacePool(server) as pool:
        yield pool


@pytest.mark.parametrize("sign", SIGNS)
def test_the_graffiti_hold_everything_that_can_act(sign: str) -> None:
    assert sign in GRAFFITI


def connectors(pool: RunspacePool) -> list[dict[str, Any]]:
    return [one.adapted_properties for one in run(pool, "Get-ADSyncConnector").output]


def test_connectors_and_directories_arrive_letter_by_letter(pool: RunspacePool) -> None:
    cloud, directory = connectors(pool)
    assert cloud["Name"] == f"contoso{GRAFFITI}.onmicrosoft.com - AAD"
    assert directory["Name"] == f"contoso.com{GRAFFITI}"


def test_one_container_has_a_very_long_name(pool: RunspacePool) -> None:
    shell = PowerShell(pool)
    shell.add_cmdlet("Get-ADSyncConnector")
    for inner in ("Partitions", "ConnectorPartitionScope"):
        shell.add_cmdlet("Select-Object").add_parameter("ExpandProperty", inner)
    scopes = [one.adapted_properties["ContainerInclusionList"] for one in shell.invoke()]
    assert max(len(name) for names in scopes for name in names) > LONG


def test_people_roles_and_tenant_arrive_letter_by_letter(lab: Lab) -> None:
    web = Web(lab)
    token = web.sign_in()["access_token"]
    assert web.get("/v1.0/me", token).json()["displayName"] == f"Hedda Hybrid{GRAFFITI}"
    (tenant,) = web.get("/v1.0/organization", token).json()["value"]
    assert tenant["displayName"] == f"Contoso{GRAFFITI}"
    roles = web.get("/v1.0/me/transitiveMemberOf/microsoft.graph.directoryRole", token).json()["value"]
    assert all(role["displayName"].endswith(GRAFFITI) for role in roles)


def test_the_whole_way_can_be_walked(lab: Lab, pool: RunspacePool) -> None:
    name = connectors(pool)[0]["Name"]
    enable = run(pool, "Set-ADSyncAADPasswordResetConfiguration", Connector=name, Enable=True)
    assert enable.output == [f"Password Reset Configuration for connector '{name}' updated."]
    (record,) = run(pool, "Get-ADSyncAADPasswordResetConfiguration", Connector=name).output
    assert record.adapted_properties["Enabled"] is True
    lab.advance(600)
    web = Web(lab)
    answer = web.put(SWITCHES, web.portal_token(GLOBAL_ADMINISTRATOR), {"passwordWriteBackSupported": True})
    assert answer.status_code == 204
    state = lab.state()
    assert state["writeback"]["onboardings"] == 1
    assert state["switches"]["write_back_passwords"] is True
    assert state["changes"][0]["parameters"]["Connector"] == name
    export = run(pool, "Get-ADSyncServerConfiguration", Path="C:\\Temp\\x")
    assert not export.had_errors


def test_events_hold_graffiti(pool: RunspacePool) -> None:
    conditions = {"LogName": "Application"}
    events = run(pool, "Get-WinEvent", FilterHashtable=conditions, MaxEvents=5).output
    assert all(GRAFFITI in one.extended_properties["Message"] for one in events)


@pytest.mark.parametrize("name", ["Get-ADSyncAADPasswordResetConfiguration", "Get-No-Such-Thing"])
def test_error_messages_hold_graffiti(pool: RunspacePool, name: str) -> None:
    shell = PowerShell(pool)
    shell.add_cmdlet(name).add_parameter("Connector", "nobody")
    shell.invoke()
    assert str(shell.streams.error[0]).endswith(GRAFFITI)


def test_refusals_of_the_tenant_hold_graffiti(lab: Lab) -> None:
    web = Web(lab)
    assert web.get("/v1.0/me", "no-token").json()["error"]["message"].endswith(GRAFFITI)
    assert web.get(SWITCHES, "no-token").json()["Message"].endswith(GRAFFITI)
    assert web.poll("no-code").json()["error_description"].endswith(GRAFFITI)
    assert web.device_code()["message"].endswith(GRAFFITI)


def test_the_device_page_cannot_be_taken_over(lab: Lab) -> None:
    page = Web(lab).http.get("/device").text
    assert "Contoso" in page
    assert "&#x27;single&#x27;" in page
