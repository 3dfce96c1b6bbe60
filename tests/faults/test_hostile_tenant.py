"""A tenant that wants to fill the memory, to mislead, never to be done: every sign-in ends in a sentence."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import time
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.hostile_tenant import (
    OTHER_TENANT,
    PORTAL,
    TENANT,
    USER,
    Script,
    Way,
    code,
    says,
    tokens,
)
from tests.faults.test_hostile_server import (
    MOST_MEMORY,
    TOO_LONG,
    Met,
    announced_flood,
    chunked_flood,
    flood_in_an_error,
)
from tests.lab import SOURCE
from tests.wire.hostile import Answer, Hostile, hostile_server
from writeback.cloud import EntraTenant, open_tenant, switches
from writeback.domain.errors import (
    SignInRequired,
    TenantFailed,
    TenantMismatch,
    TenantUnreachable,
    WritebackError,
)
from writeback.domain.facts import SwitchMethod
from writeback.domain.ports import DeviceCode
from writeback.domain.target import GRAPH_COMMAND_LINE_TOOLS, Cloud
from writeback.lab.certificate import ServerCertificate, make_certificates

CLIENT_OF_TENANT = (sys.executable, "-m", "tests.faults.hostile_tenant_client")
DEEP = b'{"error":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
HIDDEN = json.dumps({"error": "x"}).encode("utf-16")
BIG_NUMBER = b'{"error": ' + b"9" * 5000 + b"}"
WIDE = b'{"value":[' + b'{"id":""},' * 800_000 + b"{}]}"
BOMB = b'<!DOCTYPE z [<!ENTITY a "' + b"x" * 60_000 + b'">]><z>' + b"&a;" * 4_000 + b"</z>"


def dripping(answer: Answer) -> None:
    answer.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
    while True:
        answer.wfile.write(b" ")
        time.sleep(0.05)


def everywhere(name: str, way: Way) -> dict[str, dict[str, Way]]:
    """The way at each endpoint that somebody reads."""
    endpoints = ("discovery", "devicecode", "token", "organization", "domains", PORTAL)
    return {f"{name}-{endpoint}".lower(): {endpoint: way} for endpoint in endpoints}


WAYS: dict[str, dict[str, Way]] = {
    **everywhere("announced", announced_flood),
    **everywhere("chunked", chunked_flood),
    **everywhere("error", flood_in_an_error),
    **everywhere("deep", says(DEEP)),
    **everywhere("deep-error", says(DEEP, 400)),
    **everywhere("number", says(BIG_NUMBER, 400)),
    **everywhere("hidden", says(HIDDEN, 400)),
    **everywhere("utf-7", says(b"+AFs-" * 20_000, 400, "application/json; charset=utf-7")),
    **everywhere("xml", says(BOMB, 400, "application/xml")),
    **everywhere("wide", says(WIDE)),
    **everywhere("gzip", says(b"\x1f\x8b", Content_Encoding="gzip")),
    **everywhere("redirect", says(b"", 307, Location="https://localhost:1/")),
    **everywhere("list", says([1, 2])),
    **everywhere("null", says(None)),
    **everywhere("text", says(b"<html>sign in</html>", 200, "text/html")),
    **everywhere("nothing", says(b"")),
    **everywhere("surrogate", says(b'{"error": "\\ud800", "value": [{"id": "\\ud800"}]}')),
}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ServerCertificate:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def met(certificate: ServerCertificate) -> dict[str, Met]:
    """One child meets all of them."""
    root = str(Path(__file__).parents[2])
    with hostile_server(Script(WAYS), certificate) as server:
        origin = f"https://localhost:{server.server_port}"
        done = subprocess.run(
            [*CLIENT_OF_TENANT, origin, str(certificate.ca_file), *WAYS],
            env={"PYTHONPATH": ":".join([root, *SOURCE]), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=TOO_LONG,
        )
    assert done.stderr == ""
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    return {way: Met(kind, int(memory), sentence) for way, kind, memory, sentence in lines}


@pytest.mark.parametrize("way", WAYS)
def test_a_hostile_answer_ends_in_a_sentence(met: dict[str, Met], way: str) -> None:
    kinds = {"bad-request", "tenant-failed", "tenant-unreachable", "sign-in-refused", "sign-in-required"}
    assert met[way].kind in kinds, met[way]
    assert met[way].sentence.isprintable()


def test_the_memory_stays_below_its_bound(met: dict[str, Met]) -> None:
    assert max(each.memory for each in met.values()) < MOST_MEMORY


# One by one ------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pace of questions is for services that want too many."""
    monkeypatch.setattr("writeback.cloud.authority.PACE_SECONDS", 0.0)


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def server(script: Script, certificate: ServerCertificate) -> Iterator[Hostile]:
    with hostile_server(script, certificate) as running:
        yield running


@pytest.fixture
async def tenant(server: Hostile, certificate: ServerCertificate) -> AsyncIterator[EntraTenant]:
    """Nobody signed in yet."""
    made = tenant_at(server, certificate)
    yield made
    await made.close()


def tenant_at(
    server: Hostile, certificate: ServerCertificate, name: str = "way", **options: Any
) -> EntraTenant:
    origin = f"https://localhost:{server.server_port}"
    cloud = Cloud("lab", origin, origin, origin, str(certificate.ca_file), is_lab=True)
    return open_tenant(cloud, name, GRAPH_COMMAND_LINE_TOOLS, SwitchMethod.PORTAL_API, **options)


def ignore(_code: DeviceCode) -> None:
    """A page that nobody looks at."""


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


async def test_a_graph_that_answers_for_another_tenant_is_refused(
    script: Script, tenant: EntraTenant
) -> None:
    script.ways["way"] = {"organization": says({"value": [{"id": OTHER_TENANT}]})}
    await tenant.sign_in(ignore)
    with pytest.raises(TenantMismatch, match=OTHER_TENANT):
        await tenant.survey()


# Graph and portal ------------------------------------------------------------------------


async def test_pages_that_go_round_are_not_read_for_ever(
    script: Script, tenant: EntraTenant, server: Hostile
) -> None:
    origin = f"https://localhost:{server.server_port}"

    def round_and_round(answer: Answer) -> None:
        link = f"{origin}/v1.0/domains?page={'2' if 'page=1' in answer.path else '1'}"
        says({"value": [{"id": "a"}], "@odata.nextLink": link})(answer)

    script.ways["way"] = {"domains": round_and_round}
    await tenant.sign_in(ignore)
    readings = await tenant._readings()
    with pytest.raises(TenantFailed, match="circle"):
        await readings.domains()
    assert sum(endpoint == "domains" for _method, endpoint in script.asked) == 3


async def test_pages_without_an_end_are_not_read_for_ever(
    script: Script, tenant: EntraTenant, server: Hostile
) -> None:
    origin = f"https://localhost:{server.server_port}"

    def more(answer: Answer) -> None:
        link = f"{origin}/v1.0/domains?{len(script.asked)}"
        says({"value": [{"id": "a"}], "@odata.nextLink": link})(answer)

    script.ways["way"] = {"domains": more}
    await tenant.sign_in(ignore)
    readings = await tenant._readings()
    with pytest.raises(TenantFailed, match="more pages"):
        await readings.domains()
    assert sum(endpoint == "domains" for _method, endpoint in script.asked) == 50


@pytest.mark.parametrize(
    "row",
    [
        {"activityDateTime": "0001-01-01T00:00:00+14:00"},
        {"activityDateTime": "9999-12-31T23:59:59-14:00"},
        {"activityDateTime": 7},
        {"initiatedBy": {"user": {"userPrincipalName": "\x1b[2J"}}},
        {"initiatedBy": []},
    ],
)
async def test_an_odd_row_leaves_a_survey_that_says_so(
    script: Script, tenant: EntraTenant, row: dict[str, object]
) -> None:
    honest = {
        "activityDateTime": "2026-03-02T08:15:31Z",
        "activityDisplayName": "Enable password writeback for directory",
    }
    script.ways["way"] = {"directoryAudits": says({"value": [{**honest, **row}]})}
    await tenant.sign_in(ignore)
    assert (await tenant.survey()).display_name == "Contoso"


async def test_a_last_sync_at_the_end_of_the_calendar_is_a_plain_error(
    script: Script, tenant: EntraTenant
) -> None:
    organization = {"id": TENANT, "onPremisesLastSyncDateTime": "9999-12-31T23:59:59-14:00"}
    script.ways["way"] = {"organization": says({"value": [organization]})}
    await tenant.sign_in(ignore)
    with pytest.raises(TenantFailed, match="time that cannot be one"):
        await tenant.survey()


@pytest.mark.parametrize(
    "challenge",
    [
        'Bearer error="insufficient_claims", claims="!!!"',
        'Bearer error="insufficient_claims", claims="W1tbW1tb"',
        'Bearer error="insufficient_claims", claims="' + "W1tb" * 5000 + '"',
        "Bearer claims",
        "\xff",
    ],
    ids=["no base64", "no JSON", "deep", "no value", "no text"],
)
async def test_an_odd_challenge_ends_in_a_sentence(
    script: Script, tenant: EntraTenant, challenge: str
) -> None:
    script.ways["way"] = {"organization": says({}, 401, WWW_Authenticate=challenge)}
    await tenant.sign_in(ignore)
    with pytest.raises(WritebackError) as caught:
        await tenant.survey()
    assert caught.value.sentence().isprintable()


async def test_a_graph_that_drips_is_given_up(
    script: Script, tenant: EntraTenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("writeback.cloud.graph.DEADLINE", 0.3)
    script.ways["way"] = {"organization": dripping}
    await tenant.sign_in(ignore)
    with pytest.raises(TenantUnreachable, match="in time"):
        await tenant.survey()


GOOD = {
    "objectId": TENANT,
    "passwordWritebackSupported": False,
    "accountUnlockSupported": True,
    "accountUnlockEnabled": False,
    "enablementForTenant": True,
    "cloudProvisioningEnablementForTenant": False,
}


@pytest.mark.parametrize("status", [401, 403, 429, 500, 502, 503, 504])
async def test_a_write_is_sent_once_whatever_is_answered(
    script: Script, tenant: EntraTenant, status: int
) -> None:
    def answered(answer: Answer) -> None:
        if answer.command == "PUT":
            challenge = 'Bearer error="insufficient_claims", claims="e30="'
            says({}, status, Retry_After="0", WWW_Authenticate=challenge)(answer)
        else:
            says(GOOD)(answer)

    script.ways["way"] = {PORTAL: answered}
    await tenant.sign_in(ignore)
    with pytest.raises(WritebackError) as caught:
        await switches(SwitchMethod.PORTAL_API, tenant).write(write_back_passwords=True)
    assert caught.value.in_doubt is (status >= 500)
    assert sum(method == "PUT" for method, _endpoint in script.asked) == 1


@pytest.mark.parametrize("way", ["flood", "deep", "xml", "redirect"])
async def test_an_odd_answer_to_a_write_is_in_doubt_and_nothing_is_sent_again(
    script: Script, tenant: EntraTenant, way: str
) -> None:
    odd = {
        "flood": chunked_flood,
        "deep": says(DEEP, 500),
        "xml": says(BOMB, 500, "application/xml"),
        "redirect": says(b"", 307, Location="/x"),
    }[way]
    script.ways["way"] = {
        PORTAL: lambda answer: odd(answer) if answer.command == "PUT" else says(GOOD)(answer)
    }
    await tenant.sign_in(ignore)
    with pytest.raises(WritebackError) as caught:
        await switches(SwitchMethod.PORTAL_API, tenant).write(write_back_passwords=True)
    assert caught.value.in_doubt
    assert sum(method == "PUT" for method, _endpoint in script.asked) == 1
