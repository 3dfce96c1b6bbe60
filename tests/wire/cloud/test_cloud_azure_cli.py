"""The sign-in through Azure CLI: a program which may be absent, signed out, or of another tenant."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest
from tests.cloud import AZURE_CLI, PORTAL, Web, graph_scopes
from tests.lab import Lab
from tests.wire.cloud.conftest import cloud_of, tenant_of
from tests.wire.cloud.fake_az import FakeAz, heard

from writeback.cloud import EntraTenant, azure_cli, open_tenant
from writeback.cloud.portal import PortalSwitches
from writeback.domain.errors import (
    SignInRefused,
    SignInRequired,
    TenantMismatch,
    TenantUnreachable,
    WritebackError,
)
from writeback.domain.facts import Switches
from writeback.domain.target import GRAPH_COMMAND_LINE_TOOLS

LATER = 4_000_000_000
"""Seconds since 1970."""
CP1 = '{"access_token": {"xms_cc": {"values": ["CP1"]}}}'
"""Declares that the client understands claims challenges; only such a token is revoked at once."""


@pytest.fixture
def az(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeAz:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return FakeAz(tmp_path)


def graph_token(lab: Lab, user: str | None = None) -> str:
    answer = Web(lab).sign_in(*graph_scopes(), user=user, client_id=AZURE_CLI, claims=CP1)
    return str(answer["access_token"])


async def test_whoever_az_has_signed_in_reads_the_tenant(lab: Lab, az: FakeAz) -> None:
    az.gives(graph_token(lab), LATER)
    tenant = open_tenant(cloud_of(lab), lab.tenant_id, GRAPH_COMMAND_LINE_TOOLS)
    account = await tenant.sign_in_by_azure_cli()
    facts = await tenant.survey()
    assert (account.user_principal_name, facts.display_name) == (lab.operator, "Contoso")
    assert tenant.kept() is None
    assert az.calls == [
        "account get-access-token --output json --resource https://graph.microsoft.com"
        f" --tenant {lab.tenant_id}"
    ]
    await tenant.close()


async def test_the_portals_token_comes_from_az_too(portal_lab: Lab, az: FakeAz) -> None:
    web = Web(portal_lab)
    az.gives_by_resource(
        {"https://graph.microsoft.com": graph_token(portal_lab), PORTAL: web.portal_token()}, LATER
    )
    tenant = tenant_of(portal_lab)
    await tenant.sign_in_by_azure_cli()
    portal = PortalSwitches(cloud_of(portal_lab), tenant._token, tenant._refuse)
    await portal.write(write_back_passwords=True)
    assert await portal.read() == Switches(True, False, True)
    await tenant.close()


async def complaint_of(tenant: EntraTenant) -> WritebackError:
    with pytest.raises(WritebackError) as caught:
        await tenant.sign_in_by_azure_cli()
    return caught.value


async def test_az_that_is_not_there_is_told(lab: Lab, az: FakeAz) -> None:
    error = await complaint_of(tenant_of(lab))
    assert isinstance(error, SignInRefused)
    assert "not installed" in error.message
    assert "device code" in error.hint


@pytest.mark.parametrize(
    ("complaint", "kind", "words"),
    [
        ("ERROR: Please run 'az login' to setup account.", SignInRequired, "not signed in on this machine"),
        (
            "ERROR: AADSTS50020: User account 'secret@x' does not exist in tenant",
            SignInRequired,
            "not of this tenant",
        ),
        ("ERROR: AADSTS700082: The refresh token has expired", SignInRequired, "expired or was revoked"),
        ("ERROR: AADSTS53003: blocked", SignInRefused, "Conditional Access"),
        ("ERROR: AADSTS90002: Tenant secret@x not found", SignInRefused, "does not know this tenant"),
        ("Traceback: secret@x", SignInRefused, "gave no token"),
        ("", SignInRefused, "gave no token"),
    ],
)
async def test_what_az_complains_about_is_told_in_our_words(
    lab: Lab, az: FakeAz, complaint: str, kind: type[WritebackError], words: str
) -> None:
    az.says(complaint=complaint, status=1)
    tenant = open_tenant(cloud_of(lab), lab.tenant_id, GRAPH_COMMAND_LINE_TOOLS)
    error = await complaint_of(tenant)
    assert isinstance(error, kind)
    assert words in error.message
    assert "secret@x" not in error.sentence()
    if kind is SignInRequired:
        assert f"az login --tenant {lab.tenant_id}" in error.hint


@pytest.mark.parametrize(
    "out", ["", "{}", "[1]", "not JSON", '{"accessToken": 5}', '{"accessToken": "opaque"}']
)
async def test_an_answer_without_a_token_is_refused(lab: Lab, az: FakeAz, out: str) -> None:
    az.says(out)
    error = await complaint_of(tenant_of(lab))
    assert isinstance(error, SignInRefused)
    assert "token" in error.message


async def test_a_token_of_another_tenant_is_a_hard_stop(lab: Lab, az: FakeAz) -> None:
    az.gives(graph_token(lab), LATER)
    other = "99999999-2222-3333-4444-555555555555"
    with pytest.raises(TenantMismatch, match=other):
        await tenant_of(lab, must_be=other).sign_in_by_azure_cli()


async def test_a_token_that_is_about_to_end_is_asked_for_anew_and_another_one_is_not(
    lab: Lab, az: FakeAz
) -> None:
    token, scopes = graph_token(lab), graph_scopes()
    tokens = azure_cli.AzureCliTokens(cloud_of(lab), "organizations")
    az.gives(token, int(time.time()) + 60)
    await tokens.get_token(*scopes)
    await tokens.get_token(*scopes)
    az.gives(token, LATER)
    await tokens.get_token(*scopes)
    await tokens.get_token(*scopes)
    assert len(az.calls) == 3


async def test_a_challenge_is_for_az_login(lab: Lab, az: FakeAz) -> None:
    az.gives(graph_token(lab), LATER)
    tenant = tenant_of(lab)
    await tenant.sign_in_by_azure_cli()
    lab.revoke(access=True, refresh=False)
    with pytest.raises(SignInRequired, match="expired or was revoked") as caught:
        await tenant.survey()
    assert "az login" in caught.value.hint
    await tenant.close()


async def test_cancelling_ends_az_and_what_it_has_started(lab: Lab, az: FakeAz) -> None:
    alive = az.hangs()
    signing_in = asyncio.create_task(tenant_of(lab).sign_in_by_azure_cli())
    assert await heard(alive) == b"begun\n"
    signing_in.cancel()
    with pytest.raises(asyncio.CancelledError):
        await signing_in
    assert await heard(alive) == b""


async def test_az_that_never_answers_is_given_up(
    lab: Lab, az: FakeAz, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(azure_cli, "AZ_SECONDS", 0.1)
    az.hangs()
    assert isinstance(await complaint_of(tenant_of(lab)), TenantUnreachable)
