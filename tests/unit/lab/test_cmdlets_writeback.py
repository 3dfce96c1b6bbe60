"""The writeback cmdlets: what they ask for, what follows, and how they refuse."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import pytest
from tests.unit.lab.powershell_session import Session

CONNECTOR = "contoso.onmicrosoft.com - AAD"
ONBOARDING = [31004, 31051, 31017, 31018, 31005, 31015, 31030, 31030, 31033, 31033, 31042]
GLENN = "glenn@contoso.onmicrosoft.com"


def token(session: Session, upn: str, **claims: object) -> str:
    """An unsigned JWT of that user."""
    user = session.world.tenant.users[upn]
    payload = {"tid": session.world.tenant.id, "oid": user.id, "exp": 4_000_000_000, **claims}
    encoded = base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")
    return f"e30.{encoded}.c2ln"


async def test_the_record_of_an_untouched_server() -> None:
    record = await Session().record()
    assert record["Connector"] == CONNECTOR
    assert (record["Enabled"], record["ServiceStatus"], record["OnboardingRequiredStatus"]) == (
        False,
        "Stopped",
        "Must",
    )


async def test_the_connector_is_found_in_any_case_and_by_position() -> None:
    session = Session()
    found = await session.run("get-adsyncaadpasswordresetconfiguration", connector=CONNECTOR.upper())
    assert len(found) == 1


async def test_the_connector_is_mandatory() -> None:
    failure = await Session().fails("Get-ADSyncAADPasswordResetConfiguration")
    assert failure.error.error_id == "MissingMandatoryParameter"


async def test_enabling_takes_its_time_and_ends_healthy() -> None:
    session = Session()
    before = session.clock.now()
    (text,) = await session.enable()
    record = await session.record()
    assert (session.clock.now() - before).total_seconds() == 60
    assert isinstance(text, str)
    assert (record["Enabled"], record["ServiceStatus"], record["OnboardingRequiredStatus"]) == (
        True,
        "Started",
        "NotRequired",
    )


async def test_enabling_leaves_the_events_in_order() -> None:
    session = Session()
    await session.enable()
    assert session.events() == ONBOARDING


async def test_heartbeats_follow_for_both_relays_every_five_minutes() -> None:
    session = Session()
    await session.enable()
    session.pass_time(60 + 2 * 300)
    assert session.events()[len(ONBOARDING) :] == [31019] * 6


async def test_the_audit_entry_comes_late() -> None:
    session = Session()
    await session.enable()
    assert not session.world.tenant.audit
    session.pass_time(45)
    (entry,) = session.world.tenant.audit
    assert entry.activity == "Enable password writeback for directory"
    assert entry.initiated_by.app is not None


async def test_the_tenant_gets_its_policy_object_at_the_first_onboarding() -> None:
    session = Session()
    assert session.world.tenant.switches.object_id is None
    await session.enable()
    assert session.world.tenant.switches.object_id is not None
    assert not session.world.tenant.switches.write_back_passwords


async def test_the_change_goes_on_when_the_caller_is_gone() -> None:
    session = Session()
    enabling = asyncio.create_task(session.enable())
    await asyncio.sleep(0)
    enabling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await enabling
    assert not session.world.server.writeback.enabled
    session.pass_time(60)
    assert session.world.server.writeback.enabled


async def test_disabling_stops_service_and_heartbeats() -> None:
    session = Session()
    await session.enable()
    await session.enable(enable=False)
    assert session.events()[-3:] == [31012, 31013, 31016]
    quiet = len(session.events())
    session.pass_time(3600)
    record = await session.record()
    assert len(session.events()) == quiet
    assert (record["Enabled"], record["ServiceStatus"]) == (False, "Stopped")
    assert session.world.tenant.audit[-1].activity == "Disable password writeback for directory"


async def test_a_second_enabling_is_visible() -> None:
    session = Session()
    await session.enable()
    key = session.world.server.writeback.key_id
    await session.enable()
    session.pass_time(60)
    assert session.world.server.writeback.onboardings == 2
    assert session.world.server.writeback.key_id != key
    assert len(session.world.tenant.audit) == 2
    assert session.events().count(31012) == 1


async def test_a_change_during_a_change_is_refused() -> None:
    session = Session()
    session.world.server.writeback.changing = True
    failure = await session.fails("Set-ADSyncAADPasswordResetConfiguration", Connector=CONNECTOR, Enable=True)
    assert "already in progress" in failure.error.message


async def test_what_if_changes_nothing() -> None:
    session = Session()
    await session.enable(WhatIf=True)
    assert not session.world.server.writeback.enabled


async def test_without_an_identity_the_server_asks_and_nobody_answers() -> None:
    session = Session("credential-required")
    failure = await session.fails("Set-ADSyncAADPasswordResetConfiguration", Connector=CONNECTOR, Enable=True)
    assert failure.error.error_id == "HostFunctionNotImplemented"
    assert not session.events()


async def test_a_managed_admin_enables_by_credential_and_is_named_in_the_audit_log() -> None:
    session = Session("credential-required")
    await session.enable(AADCredential=session.credential(GLENN))
    session.pass_time(60)
    assert session.world.tenant.audit[0].initiated_by.upn == GLENN


@pytest.mark.parametrize(
    ("scenario", "upn", "password"),
    [
        ("credential-required", GLENN, "wrong"),
        ("credential-required", "nobody@contoso.onmicrosoft.com", "cloud-password"),
        ("federated", "frida@contoso.com", "cloud-password"),
        ("wrong-tenant", GLENN, "cloud-password"),
    ],
)
async def test_a_failed_sign_in_is_32009(scenario: str, upn: str, password: str) -> None:
    session = Session(scenario)
    failure = await session.fails(
        "Set-ADSyncAADPasswordResetConfiguration",
        Connector=session.world.server.aad_connector.name,
        Enable=True,
        AADCredential=session.credential(upn, password),
    )
    assert "auth token" in failure.error.message
    assert session.events() == [31004, 31051, 32009]
    assert not session.world.server.writeback.enabled


async def test_a_failed_sign_in_while_disabling_is_31014() -> None:
    session = Session("enabled")
    await session.fails(
        "Set-ADSyncAADPasswordResetConfiguration",
        Connector=CONNECTOR,
        Enable=False,
        AADCredential=session.credential(GLENN, "wrong"),
    )
    assert session.events()[-1] == 31014
    assert session.world.server.writeback.enabled


async def test_a_token_of_an_admin_is_enough() -> None:
    session = Session("credential-required")
    await session.enable(AccessToken=token(session, GLENN))
    assert session.events()[1] == 31052


@pytest.mark.parametrize(
    "claims", [{"tid": "99999999-2222-3333-4444-555555555555"}, {"exp": 1}, {"oid": "nobody"}]
)
async def test_a_token_that_does_not_fit_is_32009(claims: dict[str, Any]) -> None:
    session = Session("credential-required")
    await session.fails(
        "Set-ADSyncAADPasswordResetConfiguration",
        Connector=CONNECTOR,
        Enable=True,
        AccessToken=token(session, GLENN, **claims),
    )
    assert session.events()[-1] == 32009


async def test_text_that_is_no_token_is_32009() -> None:
    session = Session("credential-required")
    await session.fails(
        "Set-ADSyncAADPasswordResetConfiguration", Connector=CONNECTOR, Enable=True, AccessToken="x.%.y"
    )
    assert session.events()[-1] == 32009


async def test_a_role_that_is_too_small_is_refused() -> None:
    session = Session("small-role")
    await session.fails(
        "Set-ADSyncAADPasswordResetConfiguration",
        Connector=CONNECTOR,
        Enable=True,
        AADCredential=session.credential("ulla@contoso.onmicrosoft.com"),
    )
    assert session.events()[-1] == 32011


@pytest.mark.parametrize(
    ("scenario", "event"), [("no-licence", 31017), ("blocked-endpoints", 32002), ("clock-skew", 32001)]
)
async def test_the_licence_text_stands_for_several_causes(scenario: str, event: int) -> None:
    session = Session(scenario)
    failure = await session.fails("Set-ADSyncAADPasswordResetConfiguration", Connector=CONNECTOR, Enable=True)
    assert "Ensure you have the required license" in failure.error.message
    assert event in session.events()
    assert session.events()[-1] == 32011


async def test_outside_the_admins_group_a_change_is_80070005_and_a_reading_is_not() -> None:
    session = Session("access-denied")
    failure = await session.fails("Set-ADSyncAADPasswordResetConfiguration", Connector=CONNECTOR, Enable=True)
    assert "80070005" in failure.error.message
    assert not (await session.record())["Enabled"]


async def test_outside_every_group_even_a_reading_is_80070005() -> None:
    session = Session()
    session.world.server.admin_groups.clear()
    failure = await session.fails("Get-ADSyncAADPasswordResetConfiguration", Connector=CONNECTOR)
    assert "80070005" in failure.error.message


async def test_a_wrong_tenants_change_does_not_reach_this_tenant() -> None:
    session = Session("wrong-tenant")
    await session.enable()
    session.pass_time(600)
    assert session.world.server.writeback.enabled
    assert not session.world.tenant.audit
    assert session.world.tenant.switches.object_id is None


async def test_a_staging_server_starts_no_service() -> None:
    session = Session("staging")
    await session.enable()
    assert (await session.record())["ServiceStatus"] == "Stopped"
    assert 31015 not in session.events()


async def test_a_server_whose_word_nothing_bears_out() -> None:
    session = Session("unproven")
    await session.enable()
    session.pass_time(600)
    assert (await session.record())["Enabled"]
    assert not {31005, 31015, 31019} & set(session.events())
    assert not session.world.tenant.audit


async def test_stopping_and_starting_the_endpoint_keeps_the_configuration() -> None:
    session = Session("enabled")
    await session.run("Stop-ADSyncAADPasswordResetEndpoint")
    stopped = await session.record()
    await session.run("Start-ADSyncAADPasswordResetEndpoint")
    started = await session.record()
    assert (stopped["Enabled"], stopped["ServiceStatus"]) == (True, "Stopped")
    assert started["ServiceStatus"] == "Started"


async def test_updating_rolls_the_keys() -> None:
    session = Session("enabled")
    await session.run("Update-ADSyncAADPasswordResetConfiguration", Connector=CONNECTOR)
    assert session.events()[-2:] == [31057, 31058]
    assert session.world.server.writeback.onboardings == 1


async def test_removing_offboards() -> None:
    session = Session("enabled")
    await session.run("Remove-ADSyncAADPasswordResetConfiguration", Connector=CONNECTOR)
    assert not session.world.server.writeback.enabled


@pytest.mark.parametrize("connector", ["contoso.com", "no such connector"])
async def test_only_the_tenants_connector_will_do(connector: str) -> None:
    failure = await Session().fails("Get-ADSyncAADPasswordResetConfiguration", Connector=connector)
    assert connector in failure.error.message


@pytest.mark.parametrize(
    "name",
    [
        "Set-ADSyncAADPasswordWritebackConfiguration",
        "Set-ADSyncPasswordWritebackConfiguration",
        "Enable-EntraCloudSyncPasswordWriteback",
    ],
)
async def test_invented_cmdlets_do_not_exist(name: str) -> None:
    failure = await Session().fails(name)
    assert failure.error.error_id == "CommandNotFoundException"
