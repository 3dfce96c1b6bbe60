"""Trying out a profile: each step says what it sees, and nothing that identifies anybody is sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest
from tests.lab import Lab

from writeback.domain.findings import Finding, Severity
from writeback.domain.target import Authentication, Cloud, Profile, ServerAddress
from writeback.service import reach, trial_of_server
from writeback.service.trial import try_out
from writeback.service.trial_of_server import try_server
from writeback.service.trial_of_tenant import try_tenant

USER = "CONTOSO\\somebody"


@pytest.fixture
def cloud(contoso: Lab) -> Cloud:
    address = contoso.ready["tenant"]["authority"]
    return Cloud("lab", address, address, address, contoso.ca_file, is_lab=True)


@pytest.fixture
def address(contoso: Lab) -> ServerAddress:
    return ServerAddress("localhost", USER, contoso.https_port, ca_file=contoso.ca_file)


async def found(address: ServerAddress) -> dict[str, Finding]:
    return {finding.id: finding async for finding in try_server(address)}


async def last(address: ServerAddress) -> tuple[str, str]:
    """The finding that ended the trial, which is not a good one."""
    finding = list((await found(address)).values())[-1]
    assert finding.severity is Severity.BLOCKS
    return finding.id, f"{finding.evidence} {finding.remedy}"


@asynccontextmanager
async def listener(
    answer: bytes = b"", asked: asyncio.Event | None = None
) -> AsyncIterator[tuple[int, bytearray]]:
    """A server that keeps what it is sent and says what it is told, or nothing at all."""
    heard = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(4096):
                heard.extend(piece)
                if asked:
                    asked.set()
                if answer:
                    writer.write(answer)
                    writer.close()
                    return

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], heard


async def test_a_good_profile_passes_every_step(address: ServerAddress, cloud: Cloud) -> None:
    profile = Profile("test", address, cloud=cloud, tenant="contoso.com")
    steps = [finding async for finding in try_out(profile)]
    assert [step.id for step in steps] == ["name", "port", "certificate", "winrm", "tenant"]
    assert {step.severity for step in steps} == {Severity.PASSED}
    assert "Negotiate" in steps[3].evidence


async def test_an_encrypted_http_endpoint_has_no_certificate_to_look_at(
    address: ServerAddress, contoso: Lab
) -> None:
    plain = replace(address, tls=False, port=contoso.http_port, ca_file=None)
    assert [(step.id, step.severity) for step in (await found(plain)).values()] == [
        ("name", Severity.PASSED),
        ("port", Severity.PASSED),
        ("winrm", Severity.PASSED),
    ]


async def test_a_name_without_an_address_ends_it(address: ServerAddress) -> None:
    step, said = await last(replace(address, host="no-such-host.invalid"))
    assert (step, "no-such-host.invalid" in said) == ("name", True)


async def test_a_port_where_nothing_answers_ends_it(address: ServerAddress) -> None:
    step, said = await last(replace(address, port=1))
    assert (step, "localhost:1" in said) == ("port", True)


async def test_a_certificate_of_nobody_known_comes_with_what_a_person_needs(address: ServerAddress) -> None:
    step, said = await last(replace(address, ca_file=None))
    assert step == "certificate"
    assert "localhost" in said
    assert "CN=Writeback lab authority" in said
    key = said.partition("SHA-256 of its key: ")[2].split()[0]
    pinned = await found(replace(address, ca_file=None, pinned_key=key))
    assert pinned["certificate"].severity is Severity.PASSED


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ca_file": "/nowhere/ca.pem"}, "is not there"),
        ({"ca_file": None, "pinned_key": "0f" * 32}, "another key than the pinned one"),
        ({"pinned_key": "0f" * 32}, "another key than the pinned one"),
    ],
)
async def test_a_certificate_that_does_not_fit_says_why(
    address: ServerAddress, changes: dict[str, str], words: str
) -> None:
    step, said = await last(replace(address, **changes))  # type: ignore[arg-type]
    assert (step, words in said) == ("certificate", True), said


async def test_a_certificate_for_another_name_is_said(
    address: ServerAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def addresses_of(host: str) -> tuple[str, ...]:
        return ("127.0.0.1",)

    for module in (reach, trial_of_server):
        monkeypatch.setattr(module, "addresses_of", addresses_of)
    step, said = await last(replace(address, host="sync01.fabrikam.com"))
    assert (step, "for another name" in said) == ("certificate", True)


async def test_plain_http_where_tls_is_expected_is_said(address: ServerAddress, contoso: Lab) -> None:
    step, said = await last(replace(address, port=contoso.http_port))
    assert (step, "does not speak TLS" in said) == ("certificate", True)


async def test_a_way_to_sign_in_that_is_not_offered_is_said(address: ServerAddress) -> None:
    step, said = await last(replace(address, authentication=Authentication.CREDSSP))
    assert (step, "does not offer credssp" in said) == ("winrm", True)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "no WinRM"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "breaks the protocol"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 70_000, "breaks the protocol"),
    ],
)
async def test_something_else_at_the_port_is_said(answer: bytes, words: str) -> None:
    async with listener(answer) as (port, _heard):
        step, said = await last(ServerAddress("127.0.0.1", USER, port, tls=False))
    assert (step, words in said) == ("winrm", True), said


async def test_nothing_that_identifies_anybody_is_sent() -> None:
    async with listener(b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\n\r\n") as (port, heard):
        await found(ServerAddress("127.0.0.1", USER, port, tls=False))
    head, _end, body = bytes(heard).partition(b"\r\n\r\n")
    assert head.startswith(b"POST /wsman HTTP/1.1\r\n")
    assert body == b""
    assert b"uthorization" not in head
    assert b"somebody" not in head


async def test_the_way_over_a_proxy_is_tried_and_nothing_else(address: ServerAddress) -> None:
    async with listener(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n") as (port, heard):
        step, said = await last(replace(address, host="far.invalid", proxy=f"http://127.0.0.1:{port}"))
    assert (step, "over the proxy" in said) == ("port", True)
    assert bytes(heard).startswith(f"CONNECT far.invalid:{address.port} HTTP/1.1\r\n".encode())


async def test_cancelling_ends_a_trial_that_nobody_answers_at_once() -> None:
    asked = asyncio.Event()
    async with listener(asked=asked) as (port, _heard):

        async def go() -> None:
            await found(ServerAddress("127.0.0.1", USER, port, tls=False))

        task = asyncio.create_task(go())
        await asyncio.wait_for(asked.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_tenant_that_the_cloud_does_not_know_is_said(cloud: Cloud) -> None:
    finding = await try_tenant(cloud, "fabrikam.com")
    assert finding.severity is Severity.BLOCKS
    assert "knows no tenant fabrikam.com" in finding.evidence


async def test_a_sign_in_service_that_does_not_answer_is_said(cloud: Cloud) -> None:
    finding = await try_tenant(replace(cloud, authority="https://localhost:1"), "contoso.com")
    assert (finding.severity, "localhost:1" in finding.evidence) == (Severity.BLOCKS, True)


async def test_a_tenant_of_another_cloud_is_said(cloud: Cloud) -> None:
    from writeback.service.reach import Answer
    from writeback.service.trial_of_tenant import _told_of

    body = b'{"issuer": "https://login/1111/v2.0", "msgraph_host": "graph.microsoft.us"}'
    public = replace(cloud, is_lab=False, graph="https://graph.microsoft.com")
    finding = _told_of(Answer(200, (), body), public, "contoso.com")
    assert (finding.severity, "another cloud" in finding.evidence) == (Severity.BLOCKS, True)
