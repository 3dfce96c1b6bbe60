"""Odd codes, tokens and services: a sign-in ends in a sentence or in an account."""

from __future__ import annotations

import ssl
import warnings

import pytest

from tests.faults.hostile_tenant import (
    OTHER_TENANT,
    TENANT,
    USER,
    Script,
    code,
    says,
    tokens,
)
from tests.faults.tenant.far_end import dripping, ignore, tenant_at
from tests.wire.hostile import Hostile, hostile_server
from writeback.cloud import EntraTenant, open_tenant
from writeback.domain.errors import (
    SignInRequired,
    TenantMismatch,
    TenantUnreachable,
    WritebackError,
)
from writeback.domain.ports import DeviceCode
from writeback.domain.target import GRAPH_COMMAND_LINE_TOOLS, Cloud
from writeback.lab.certificate import ServerCertificate


@pytest.mark.parametrize(
    "change",
    [
        {"verification_uri": 7},
        {"verification_uri": "http://localhost/device"},
        {"verification_uri": "https://localhost/\x1b]52;c;x\x07"},
        {"verification_uri": "https://localhost/\u202eevil"},
        {"user_code": {"a": 1}},
        {"user_code": "\x1b[31mABCD"},
        {"user_code": "x" * 500},
        {"expires_in": "soon"},
        {"expires_in": 10**15},
        {"expires_in": None},
        {"interval": "often"},
        {"device_code": None, "expires_in": -1},
    ],
)
async def test_an_odd_code_is_not_shown(
    script: Script, tenant: EntraTenant, change: dict[str, object]
) -> None:
    script.ways["way"] = {"devicecode": says(code("https://localhost", **change))}
    script.ways["way"]["token"] = says({"error": "authorization_declined"}, 400)
    shown: list[DeviceCode] = []
    with pytest.raises(WritebackError) as caught:
        await tenant.sign_in(shown.append)
    assert caught.value.sentence().isprintable()
    assert all(each.code == "ABCD-EFGH" and each.address.isprintable() for each in shown)


@pytest.mark.parametrize(
    "answer",
    [
        tokens(claims={"preferred_username": "\x1b[31mroot"}),
        tokens(claims={"preferred_username": "root\u202e"}),
        tokens(claims={"preferred_username": {"a": 1}}),
        tokens(claims={"preferred_username": ""}),
        tokens(claims={"tid": "../../x"}),
        tokens(claims={"tid": ["x"]}),
        tokens(claims={"iss": 7}),
        tokens(id_token="not.a.token"),
        tokens(id_token=7),
        tokens(client_info="!!!"),
        tokens(scope=None),
        tokens(scope=[1]),
        tokens(expires_in="soon"),
        tokens(expires_in=10**30),
        tokens(access_token=None),
        tokens(access_token=""),
        tokens(refresh_token={"a": 1}),
        {"error": {"a": 1}},
        {"error": 7, "error_codes": "x"},
        {"error": "invalid_grant", "error_codes": [10**30], "error_description": "\x1b[31m"},
        {},
    ],
)
async def test_an_odd_token_ends_in_a_sentence_or_in_an_account(
    script: Script, tenant: EntraTenant, answer: dict[str, object]
) -> None:
    script.ways["way"] = {"token": says(answer)}
    said = USER
    try:
        account = await tenant.sign_in(ignore)
        await tenant.survey()
        said = account.user_principal_name
    except WritebackError as error:
        said = error.sentence()
    assert said.isprintable()


@pytest.mark.parametrize("endpoint", ["discovery", "devicecode", "token"])
async def test_a_service_that_drips_is_given_up(
    script: Script, tenant: EntraTenant, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("writeback.cloud.sign_in.CODE_SECONDS", 0.3)
    monkeypatch.setattr("writeback.cloud.sign_in.GRACE_SECONDS", 0.3)
    script.ways["way"] = {"devicecode": says(code("https://localhost", expires_in=0)), endpoint: dripping}
    with pytest.raises(WritebackError):
        await tenant.sign_in(ignore)


async def test_an_interval_of_a_year_does_not_outlast_the_code(
    script: Script, tenant: EntraTenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("writeback.cloud.sign_in.GRACE_SECONDS", 0.1)
    script.ways["way"] = {
        "devicecode": says(code("https://localhost", interval=10**7, expires_in=1)),
        "token": says({"error": "authorization_pending"}, 400),
    }
    with pytest.raises(WritebackError, match="not used in time"):
        await tenant.sign_in(ignore)


async def test_a_service_that_wants_to_be_asked_all_the_time_is_asked_ten_times_a_second(
    script: Script, tenant: EntraTenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("writeback.cloud.sign_in.GRACE_SECONDS", 0.1)
    monkeypatch.setattr("writeback.cloud.authority.PACE_SECONDS", 0.1)
    script.ways["way"] = {
        "devicecode": says(code("https://localhost", expires_in=1)),
        "token": says({"error": "authorization_pending"}, 400),
    }
    with pytest.raises(WritebackError):
        await tenant.sign_in(ignore)
    assert sum(endpoint == "token" for _method, endpoint in script.asked) <= 22


# The way ---------------------------------------------------------------------------------


async def test_a_proxy_of_the_profile_is_the_only_way(
    server: Hostile, certificate: ServerCertificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://localhost:9")
    monkeypatch.setenv("NO_PROXY", "localhost")
    place = f"localhost:{server.server_port}"
    with hostile_server(lambda answer: answer.reply(500)) as proxy:
        origin = f"https://{place}"
        cloud = Cloud(
            "lab",
            origin,
            origin,
            origin,
            str(certificate.ca_file),
            is_lab=True,
            proxy=f"http://127.0.0.1:{proxy.server_port}",
        )
        tenant = open_tenant(cloud, "way", GRAPH_COMMAND_LINE_TOOLS)
        await tenant.sign_in(ignore)
        signing_in = len(proxy.requests)
        assert (await tenant.survey()).display_name == "Contoso"
        await tenant.close()
    assert signing_in >= 1
    assert len(proxy.requests) > signing_in
    assert all(request == {"CONNECT": place} for request in proxy.requests)


async def test_a_service_that_speaks_only_tls_1_1_gets_nothing(
    script: Script, certificate: ServerCertificate
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate_file, certificate.key_file)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with hostile_server(script, context=context) as server, pytest.raises(TenantUnreachable):
        await tenant_at(server, certificate).sign_in(ignore)
    assert script.asked == []


# Another tenant --------------------------------------------------------------------------


async def test_a_second_sign_in_to_another_tenant_is_refused_and_the_first_is_kept(
    script: Script, tenant: EntraTenant
) -> None:
    await tenant.sign_in(ignore)
    script.ways["way"] = {"token": says(tokens(tenant=OTHER_TENANT))}
    with pytest.raises(TenantMismatch, match=OTHER_TENANT):
        await tenant.sign_in(ignore)
    assert (await tenant.survey()).tenant_id == TENANT


@pytest.mark.parametrize("options", [{"name": OTHER_TENANT}, {"must_be": OTHER_TENANT}])
async def test_an_account_of_another_tenant_than_the_one_named_is_refused(
    server: Hostile, certificate: ServerCertificate, options: dict[str, str]
) -> None:
    tenant = tenant_at(server, certificate, **options)
    with pytest.raises(TenantMismatch, match="belongs to tenant"):
        await tenant.sign_in(ignore)
    with pytest.raises(SignInRequired):
        await tenant.survey()
