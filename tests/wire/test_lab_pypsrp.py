"""An unmodified pypsrp against the lab process: the same world as the tenant's side."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan
from tests.cloud import Web
from tests.lab import Lab, running_lab


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with running_lab("contoso", "--speed", "600") as lab:
        yield lab


def wsman(lab: Lab) -> WSMan:
    return WSMan(
        "localhost",
        port=lab.https_port,
        username=lab.username,
        password=lab.password,
        auth="negotiate",
        cert_validation=lab.ca_file,
        no_proxy=True,
    )


def test_a_cmdlet_answers_over_https(lab: Lab) -> None:
    with wsman(lab) as server, RunspacePool(server) as pool:
        (scheduler,) = PowerShell(pool).add_cmdlet("Get-ADSyncScheduler").invoke()
    assert scheduler.adapted_properties["SyncCycleEnabled"] is True


def test_enabling_on_the_server_shows_in_the_tenant(lab: Lab) -> None:
    with wsman(lab) as server, RunspacePool(server) as pool:
        (connector,) = PowerShell(pool).add_cmdlet("Get-ADSyncConnector").invoke()[:1]
        enable = PowerShell(pool).add_cmdlet("Set-ADSyncAADPasswordResetConfiguration")
        enable.add_parameters({"Connector": connector.adapted_properties["Name"], "Enable": True})
        enable.invoke()
        assert not enable.streams.error
    lab.advance(600)
    web = Web(lab)
    audits = web.get("/v1.0/auditLogs/directoryAudits", web.sign_in()["access_token"]).json()["value"]
    assert [one["activityDisplayName"] for one in audits] == ["Enable password writeback for directory"]
    assert lab.state()["switches"]["object_id"]
    assert lab.state()["bugs"] == []
