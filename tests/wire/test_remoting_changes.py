"""Changes over the wire: made once, read back, and said to be in doubt when they are."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from tests.lab import Lab
from tests.wire.remote import CONNECTOR, connected, count, plain_address

from writeback.domain import errors
from writeback.domain.choices import ServerCredential
from writeback.domain.ports import CloudCredential
from writeback.domain.secret import Secret
from writeback.remoting.server import Deadlines, RemoteServer

NOTHING = CloudCredential(ServerCredential.NONE)
StartLab = Callable[..., Lab]
EXPORTS = "C:\\ProgramData\\AADConnect\\writeback-test-before"


async def enable(server: RemoteServer, credential: CloudCredential = NOTHING) -> None:
    await server.set_password_reset_configuration(CONNECTOR, enable=True, credential=credential)


@pytest.fixture
def lab(start_lab: StartLab) -> Lab:
    """A lab of the test's own, at a thousand times the speed of life."""
    return start_lab("contoso", "--speed", "1000")


async def test_enabling_is_read_back_and_disabling_undoes_it(lab: Lab) -> None:
    async with connected(lab) as server:
        await enable(server)
        enabled = await server.password_reset_configuration(CONNECTOR)
        await server.set_password_reset_configuration(CONNECTOR, enable=False, credential=NOTHING)
        disabled = await server.password_reset_configuration(CONNECTOR)

    assert enabled.is_healthy
    assert not disabled.enabled
    assert lab.state()["writeback"]["onboardings"] == 1


async def test_the_events_of_an_enabling_come_newest_first(lab: Lab) -> None:
    async with connected(lab) as server:
        await enable(server)
        lab.advance(120)
        events = await server.events()

    assert {31004, 31005, 31015, 31019} <= {event.id for event in events}
    assert [event.at for event in events] == sorted((event.at for event in events), reverse=True)
    assert len(set(events)) == len(events)


async def test_the_scheduler_is_paused_and_put_back(lab: Lab) -> None:
    async with connected(lab) as server:
        await server.set_sync_cycle_enabled(False)
        paused = await server.scheduler()
        await server.set_sync_cycle_enabled(True)
        running = await server.scheduler()

    assert not paused.sync_cycle_enabled
    assert running.sync_cycle_enabled


async def test_an_export_lies_on_the_server(lab: Lab) -> None:
    async with connected(lab) as server:
        await server.export_configuration(EXPORTS)

    assert len(lab.state()["exports"]) == 1


async def test_a_cycle_is_started_once_and_a_second_start_says_that_one_runs(start_lab: StartLab) -> None:
    async with connected(start_lab("contoso", "--speed", "1")) as server:
        await server.start_sync_cycle()

        with pytest.raises(errors.SyncBusy, match="already running"):
            await server.start_sync_cycle()


async def test_a_name_with_quotes_and_code_is_only_a_name(lab: Lab) -> None:
    async with connected(lab) as server:
        with pytest.raises(errors.CmdletFailed, match=r"O'Brien \$\(Get-Date\)"):
            await server.password_reset_configuration("O'Brien $(Get-Date) `n \u2019")


# Credentials -----------------------------------------------------------------------------


async def test_without_an_identity_of_its_own_the_server_asks_for_a_credential(start_lab: StartLab) -> None:
    lab = start_lab("credential-required", "--speed", "1000")
    async with connected(lab) as server:
        with pytest.raises(errors.CredentialNeeded) as needed:
            await enable(server)

    assert not needed.value.in_doubt
    assert lab.state()["writeback"]["onboardings"] == 0


@pytest.mark.parametrize("tls", [True, False], ids=["https", "encrypted http"])
async def test_a_credential_arrives_at_the_cmdlet(start_lab: StartLab, tls: bool) -> None:
    lab = start_lab("credential-required", "--speed", "1000")
    credential = CloudCredential(ServerCredential.PASSWORD, lab.operator, Secret(lab.cloud_password))
    async with connected(lab, None if tls else plain_address(lab)) as server:
        await enable(server, credential)

    assert lab.state()["writeback"]["enabled"]


async def test_a_token_is_not_handed_over_without_tls(lab: Lab) -> None:
    async with connected(lab, plain_address(lab)) as server:
        before = count(lab, "Command")
        with pytest.raises(errors.InvalidInput, match="HTTPS only"):
            await enable(server, CloudCredential(ServerCredential.ACCESS_TOKEN, "", Secret("hush")))

    assert count(lab, "Command") == before


async def test_a_token_that_is_handed_over_shows_in_no_log(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with connected(lab) as server:
        with pytest.raises(errors.WritebackError) as refused:
            await enable(server, CloudCredential(ServerCredential.ACCESS_TOKEN, "", Secret("hush-hush")))

    assert "hush-hush" not in caplog.text
    assert "hush-hush" not in f"{refused.value!r} {refused.value.sentence()}"
    assert lab.password not in caplog.text


async def test_who_is_not_in_the_admins_group_changes_nothing(start_lab: StartLab) -> None:
    lab = start_lab("access-denied")
    async with connected(lab) as server:
        with pytest.raises(errors.AccessDenied, match="ADSync groups") as denied:
            await enable(server)

    assert not denied.value.in_doubt
    assert lab.state()["writeback"]["onboardings"] == 0


# Trouble on the way ----------------------------------------------------------------------


@pytest.mark.parametrize(("when", "onboardings"), [("drop_after", 1), ("drop_before", 0)])
async def test_a_change_whose_command_was_lost_is_in_doubt_and_not_sent_again(
    lab: Lab, when: str, onboardings: int
) -> None:
    async with connected(lab) as server:
        before = count(lab, "Command")
        lab.faults(**{when: {"Command": 1}})
        with pytest.raises(errors.ConnectionLost) as lost:
            await enable(server)
        lab.advance(120)
        record = await server.password_reset_configuration(CONNECTOR)

    assert lost.value.in_doubt
    assert record.enabled == bool(onboardings)
    assert lab.state()["writeback"]["onboardings"] == onboardings
    # The lost one, the module of the new session, the reading.
    assert count(lab, "Command") - before <= 3


@pytest.mark.parametrize("tls", [True, False], ids=["https", "encrypted http"])
async def test_a_connection_lost_while_a_change_runs_is_mended(start_lab: StartLab, tls: bool) -> None:
    lab = start_lab("contoso", "--speed", "60")
    async with connected(lab, None if tls else plain_address(lab)) as server:
        lab.faults(drop_receive_after=0)
        await enable(server)

    assert lab.state()["writeback"]["enabled"]
    assert lab.state()["writeback"]["onboardings"] == 1


async def test_a_change_that_outlasts_its_deadline_is_in_doubt_and_goes_on(start_lab: StartLab) -> None:
    lab = start_lab("contoso", "--speed", "1")
    async with connected(lab, deadlines=Deadlines(set=0.1)) as server:
        with pytest.raises(errors.ServerTimeout) as late:
            await enable(server)
        lab.advance(120)
        record = await server.password_reset_configuration(CONNECTOR)

    assert late.value.in_doubt
    assert record.enabled


async def test_a_command_that_the_server_refuses_as_a_message_is_not_in_doubt(lab: Lab) -> None:
    async with connected(lab) as server:
        lab.faults(fault={"Command": {"code": 5, "subcode": "w:AccessDenied", "reason": "Access is denied."}})
        with pytest.raises(errors.AccessDenied) as denied:
            await enable(server)

    assert not denied.value.in_doubt
    assert lab.state()["writeback"]["onboardings"] == 0


async def test_a_lost_export_leaves_no_doubt_about_the_configuration(lab: Lab) -> None:
    async with connected(lab) as server:
        lab.faults(drop_after={"Command": 1})
        with pytest.raises(errors.ConnectionLost) as lost:
            await server.export_configuration(EXPORTS)

    assert not lost.value.in_doubt
