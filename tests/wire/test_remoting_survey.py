"""The survey over the wire: its facts are the world's, and it is cheap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from tests.lab import Lab, running_lab
from tests.wire.remote import CONNECTOR, address, connected, count, plain_address

from writeback.domain.errors import AccessDenied, CmdletMissing, ModuleMissing
from writeback.domain.facts import Directory, Edition, Partition, Unknown, Version
from writeback.domain.secret import Secret
from writeback.remoting import open_server

REQUESTS = 15
"""The budget of design.md, section 7."""


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """One lab for this module; each test puts back what it changes."""
    with running_lab("contoso", "--speed", "1") as running:
        yield running


async def test_the_facts_are_those_of_the_world(lab: Lab) -> None:
    async with connected(lab) as server:
        facts = await server.survey()

    assert facts.computer_name == "SYNC01"
    assert facts.user == lab.username
    assert facts.powershell == "5.1.20348.2849"
    assert facts.version == Version.parse("2.5.79.0")
    assert facts.edition is Edition.ENTRA_CONNECT
    assert facts.connector == CONNECTOR
    assert facts.tenant_domain == "contoso.onmicrosoft.com"
    assert facts.busy_connectors == ()
    assert facts.password_hash_sync is True
    assert facts.application_identity is True
    assert not isinstance(facts.company_features, Unknown)
    assert facts.company_features["PasswordHashSync"] is True
    assert not isinstance(facts.settings, Unknown)
    assert facts.settings["Microsoft.UserSignIn.SignOnMethod"] == "PasswordHashSync"
    assert not isinstance(facts.events, Unknown)
    assert facts.events[0].provider == "ADSync"


async def test_the_scheduler_is_read_with_the_servers_clock(lab: Lab) -> None:
    async with connected(lab) as server:
        scheduler = await server.scheduler()
    state = lab.state()

    assert scheduler.sync_cycle_enabled
    assert not scheduler.staging_mode_enabled
    assert scheduler.interval == timedelta(minutes=30)
    assert scheduler.next_policy == "Delta"
    assert scheduler.next_start == datetime.fromisoformat(state["scheduler"]["next_start"])
    assert scheduler.clock is not None
    assert timedelta(0) <= datetime.fromisoformat(state["now"]) - scheduler.clock < timedelta(minutes=1)


async def test_the_configuration_of_writeback_is_the_servers_record(lab: Lab) -> None:
    async with connected(lab) as server:
        record = await server.password_reset_configuration(CONNECTOR)

    assert (record.connector, record.enabled) == (CONNECTOR, False)
    assert (record.service_status, record.onboarding_required) == ("Stopped", "Must")
    assert record.modified is not None


async def test_directories_come_with_account_domains_and_filter(lab: Lab) -> None:
    async with connected(lab) as server:
        directories = (await server.survey()).directories

    assert not isinstance(directories, Unknown)
    (directory,) = directories
    assert isinstance(directory, Directory)
    assert directory.name == "contoso.com"
    assert str(directory.account).endswith("\\MSOL_1a2b3c4d5e6f")
    assert directory.reachable is True
    (partition,) = directory.partitions
    assert isinstance(partition, Partition)
    assert partition.dn == "DC=contoso,DC=com"
    assert partition.selected
    assert partition.included == ("OU=CORP,DC=contoso,DC=com",)
    assert "OU=Tier0,DC=contoso,DC=com" in partition.excluded


@pytest.mark.parametrize("tls", [True, False], ids=["https", "encrypted http"])
async def test_a_survey_costs_few_requests(lab: Lab, tls: bool) -> None:
    async with connected(lab, None if tls else plain_address(lab)) as server:
        before = count(lab, "http")
        await server.survey()
        spent = count(lab, "http") - before

    assert spent <= REQUESTS


async def test_with_the_names_of_a_survey_the_powershell_of_a_page_is_exact(lab: Lab) -> None:
    async with connected(lab) as server:
        assert any("<tenant>" in line for line in server.powershell("tasks"))
        await server.survey()

        assert any(f"-Connector '{CONNECTOR}'" in line for line in server.powershell("tasks"))


async def test_encrypted_http_reads_the_same(lab: Lab) -> None:
    async with connected(lab, plain_address(lab)) as plain, connected(lab) as secure:
        assert (await plain.survey()).directories == (await secure.survey()).directories


async def test_a_restricted_endpoint_suffices(lab: Lab) -> None:
    async with connected(lab, address(lab, configuration="WritebackOperator")) as server:
        before = count(lab, "http")
        facts = await server.survey()
        spent = count(lab, "http") - before

    assert spent <= REQUESTS
    assert facts.connector == CONNECTOR
    assert not isinstance(facts.writeback, Unknown)


async def test_what_the_account_may_not_read_is_unknown_with_the_reason(lab: Lab) -> None:
    lab.set("server.admin_groups", [])
    try:
        async with connected(lab) as server:
            facts = await server.survey()
    finally:
        lab.set("server.admin_groups", ["ADSyncAdmins"])

    assert isinstance(facts.scheduler, Unknown)
    assert isinstance(facts.scheduler.error, AccessDenied)
    assert "ADSync groups" in facts.scheduler.why
    assert isinstance(facts.writeback, Unknown)
    assert facts.computer_name == "SYNC01"


async def test_staging_mode_and_a_running_cycle_are_seen(lab: Lab) -> None:
    lab.set("server.scheduler.staging_mode_enabled", True)
    lab.set("server.scheduler.sync_cycle_in_progress", True)
    lab.set("server.busy_connector", "contoso.com")
    try:
        async with connected(lab) as server:
            scheduler, busy = await server.scheduler(), await server.busy_connectors()
    finally:
        lab.set("server.scheduler.staging_mode_enabled", False)
        lab.set("server.scheduler.sync_cycle_in_progress", False)
        lab.set("server.busy_connector", None)

    assert scheduler.staging_mode_enabled
    assert scheduler.sync_cycle_in_progress
    assert busy == ("contoso.com",)


async def test_without_the_module_the_server_is_refused_by_name_of_the_reason(lab: Lab) -> None:
    created, deleted = count(lab, "Create"), count(lab, "Delete")
    lab.set("server.module_present", False)
    try:
        with pytest.raises(ModuleMissing, match="Entra Connect is not installed"):
            await open_server(address(lab), Secret(lab.password))
    finally:
        lab.set("server.module_present", True)

    assert count(lab, "Create") - created == count(lab, "Delete") - deleted == 1


async def test_an_endpoint_that_hides_all_of_it_is_no_server(lab: Lab) -> None:
    visible = ["server", "configurations", "WritebackOperator", "visible"]
    lab.set(visible, ["Get-Date"])
    try:
        async with connected(lab, address(lab, configuration="WritebackOperator")) as server:
            with pytest.raises(CmdletMissing):
                await server.survey()
    finally:
        lab.reset()


async def test_the_edition_of_2021_has_no_application_identity(start_lab: Callable[..., Lab]) -> None:
    lab = start_lab("azure-ad-connect-2021")
    async with connected(lab) as server:
        before = count(lab, "http")
        facts = await server.survey()
        spent = count(lab, "http") - before

    assert facts.edition is Edition.AZURE_AD_CONNECT
    assert facts.application_identity is False
    assert not isinstance(facts.writeback, Unknown)
    assert spent <= REQUESTS
