"""Every way in which a connection fails has its own sentence; reads survive what can be mended."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.lab import Lab, running_lab
from tests.wire.hostile import Answer, hostile_server
from tests.wire.remote import address, connected, count, plain_address

from writeback.domain import errors
from writeback.domain.secret import Secret
from writeback.domain.target import Authentication, ServerAddress
from writeback.lab.certificate import make_certificates
from writeback.remoting import open_server
from writeback.remoting.server import Deadlines

LEAVE = """
import asyncio, sys
from writeback.domain.errors import WritebackError
from writeback.domain.secret import Secret
from writeback.domain.target import ServerAddress
from writeback.remoting.server import Deadlines, RemoteServer

async def main():
    address = ServerAddress("127.0.0.1", "hedda", int(sys.argv[1]))
    try:
        await RemoteServer(address, Secret("x"), Deadlines(read=0.1, grace=0.1)).open()
    except WritebackError as error:
        print(type(error).__name__)

asyncio.run(main())
"""
"""A program against a server that accepts and says nothing: the library would wait for 30 seconds."""
DENIED = {"code": 5, "subcode": "w:AccessDenied", "reason": "Access is denied."}
QUOTA = {"code": 2150859174, "subcode": "w:QuotaLimit", "reason": "quota"}


@pytest.fixture(scope="module")
def shared() -> Iterator[Lab]:
    """One lab for this module."""
    with running_lab("contoso", "--speed", "1") as running:
        yield running


@pytest.fixture
def lab(shared: Lab) -> Iterator[Lab]:
    """The module's lab; faults do not outlive a test."""
    yield shared
    shared.faults(reset=True)


async def refused(target: ServerAddress, password: str = "wrong") -> errors.WritebackError:  # noqa: S107
    with pytest.raises(errors.WritebackError) as error:
        await open_server(target, Secret(password))
    assert error.value.hint
    assert not error.value.in_doubt
    return error.value


# Signing in ------------------------------------------------------------------------------


@pytest.mark.parametrize("authentication", [Authentication.NEGOTIATE, Authentication.BASIC])
async def test_a_wrong_password(lab: Lab, authentication: Authentication) -> None:
    error = await refused(address(lab, authentication=authentication))

    assert isinstance(error, errors.WrongPassword)
    assert error.message == f"localhost refused the sign-in of {lab.username}."


async def test_a_wrong_password_over_encrypted_http(lab: Lab) -> None:
    assert isinstance(await refused(plain_address(lab)), errors.WrongPassword)


async def test_basic_is_never_used_without_tls(lab: Lab) -> None:
    error = await refused(replace(plain_address(lab), authentication=Authentication.BASIC), lab.password)

    assert isinstance(error, errors.InvalidInput)


async def test_a_missing_endpoint(lab: Lab) -> None:
    error = await refused(address(lab, configuration="NoSuch"), lab.password)

    assert isinstance(error, errors.EndpointMissing)
    assert "NoSuch" in error.message


@pytest.mark.parametrize(
    ("fault", "words"), [(DENIED, "may not use PowerShell remoting"), (QUOTA, "too many are open")]
)
async def test_a_session_that_is_denied(lab: Lab, fault: dict[str, Any], words: str) -> None:
    lab.faults(fault={"Create": fault})

    error = await refused(address(lab), lab.password)

    assert isinstance(error, errors.AccessDenied)
    assert words in error.message


# The address -----------------------------------------------------------------------------


async def test_a_name_without_an_address(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_such_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)
    error = await refused(address(lab, host="sync99.contoso.com"))

    assert isinstance(error, errors.UnknownHost)
    assert "sync99.contoso.com" in error.message


async def test_a_port_on_which_nobody_listens(lab: Lab) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        error = await refused(address(lab, host="127.0.0.1", port=taken.getsockname()[1]))

    assert isinstance(error, errors.ServerUnreachable)
    assert "refuses connections" in error.message


async def test_an_authority_that_is_not_trusted(lab: Lab, tmp_path: Path) -> None:
    error = await refused(address(lab, ca_file=str(make_certificates(tmp_path).ca_file)))

    assert isinstance(error, errors.CertificateRefused)
    assert "not trusted" in error.message


async def test_the_systems_store_is_used_when_no_authority_is_named(lab: Lab) -> None:
    error = await refused(address(lab, ca_file=None))

    assert isinstance(error, errors.CertificateRefused)


@pytest.mark.parametrize(
    ("made", "words"), [({"expired": True}, "not valid today"), ({"host": "sync99"}, "names another host")]
)
async def test_a_certificate_that_does_not_fit(tmp_path: Path, made: dict[str, Any], words: str) -> None:
    certificate = make_certificates(tmp_path, **made)
    with hostile_server(lambda answer: answer.reply(500), certificate) as server:
        target = ServerAddress("localhost", "hedda", server.server_port, ca_file=str(certificate.ca_file))
        error = await refused(target)

    assert isinstance(error, errors.CertificateRefused)
    assert words in error.message
    assert server.requests == []


async def test_https_to_a_port_that_speaks_http(lab: Lab) -> None:
    error = await refused(address(lab, port=lab.http_port))

    assert isinstance(error, errors.EndpointMissing | errors.ServerUnreachable)
    assert "TLS" in error.message


@pytest.mark.parametrize(("status", "kind"), [(404, errors.EndpointMissing), (503, errors.ServerUnreachable)])
async def test_an_http_error_instead_of_winrm(lab: Lab, status: int, kind: type[Exception]) -> None:
    lab.faults(http_status=status)

    assert isinstance(await refused(address(lab), lab.password), kind)


# Trouble on the way ----------------------------------------------------------------------


@pytest.mark.parametrize("tls", [True, False], ids=["https", "encrypted http"])
@pytest.mark.parametrize(
    "fault", [{"drop_receive_after": 0}, {"drop_before": {"Command": 1}}, {"drop_after": {"Command": 1}}]
)
async def test_a_reading_survives_a_lost_connection(lab: Lab, tls: bool, fault: dict[str, Any]) -> None:
    async with connected(lab, None if tls else plain_address(lab)) as server:
        lab.faults(**fault)

        assert (await server.scheduler()).sync_cycle_enabled


async def test_a_reading_survives_a_session_that_the_server_has_ended(lab: Lab) -> None:
    ended = {"code": 2150858843, "subcode": "w:InvalidSelectors", "reason": "the shell was not found"}
    async with connected(lab) as server:
        lab.faults(fault={"Command": ended})

        assert (await server.scheduler()).sync_cycle_enabled


async def test_a_server_that_is_gone_is_said_to_be_gone(lab: Lab) -> None:
    async with connected(lab) as server:
        lab.faults(refuse_connections=True, drop_before={"Command": 1})

        with pytest.raises((errors.ConnectionLost, errors.ServerUnreachable)):
            await server.scheduler()


async def test_a_silent_server_is_given_up_and_a_later_reading_works(lab: Lab) -> None:
    async with connected(lab, deadlines=Deadlines(read=0.2, grace=0.1)) as server:
        lab.faults(stall_seconds=2)
        with pytest.raises(errors.ServerTimeout) as silent:
            await server.scheduler()
        lab.faults(reset=True)

        assert (await server.scheduler()).sync_cycle_enabled
    assert not silent.value.in_doubt


async def test_a_cancelled_reading_returns_before_the_server_does(lab: Lab) -> None:
    async with connected(lab) as server:
        lab.faults(stall_seconds=1)
        reading = asyncio.create_task(server.scheduler())
        _, waiting = await asyncio.wait([reading], timeout=0.2)
        assert waiting
        reading.cancel()
        async with asyncio.timeout(1.5):
            with pytest.raises(asyncio.CancelledError):
                await reading
        lab.faults(reset=True)

        assert (await server.scheduler()).sync_cycle_enabled


async def test_closing_leaves_no_session_on_the_server_and_no_thread(lab: Lab) -> None:
    created, deleted = count(lab, "Create"), count(lab, "Delete")
    async with connected(lab) as server:
        await server.scheduler()

    assert count(lab, "Create") - created == count(lab, "Delete") - deleted == 1
    assert all(thread.daemon for thread in threading.enumerate() if thread.name.startswith("server "))


async def test_a_thread_that_is_left_behind_does_not_hold_up_the_exit() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", LEAVE, str(mute.getsockname()[1])],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            timeout=8,
        )

    assert done.stdout.strip() == "ServerTimeout", done.stderr


# Hostile answers -------------------------------------------------------------------------


def redirect(answer: Answer) -> None:
    answer.reply(307, Location=f"http://127.0.0.1:{answer.server.server_port}/stolen")


def flood(answer: Answer) -> None:
    answer.send_response(200)
    answer.send_header("Content-Length", str(300 << 20))
    answer.end_headers()
    for _ in range(300):
        answer.wfile.write(bytes(1 << 20))


def entities(answer: Answer) -> None:
    answer.reply(200, b'<!DOCTYPE z [<!ENTITY a "b">]><z>&a;</z>')


def utf16_entities(answer: Answer) -> None:
    answer.reply(200, '<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "b">]><z>&a;</z>'.encode("utf-16"))


def entities_in_an_error(answer: Answer) -> None:
    answer.reply(500, b'<!DOCTYPE z [<!ENTITY a "b">]><z>&a;</z>')


def compressed(answer: Answer) -> None:
    answer.reply(200, b"\x1f\x8b", Content_Encoding="gzip")


def deep(answer: Answer) -> None:
    answer.reply(200, b"<a>" * 2000 + b"</a>" * 2000)


def endless_challenge(answer: Answer) -> None:
    answer.send_response(401)
    answer.send_header("WWW-Authenticate", "Negotiate")
    answer.send_header("Content-Length", str(300 << 20))
    answer.end_headers()


def empty(answer: Answer) -> None:
    answer.reply(200)


def web_page(answer: Answer) -> None:
    answer.reply(200, b"<html><body>Welcome</body></html>")


@pytest.mark.parametrize(
    "way",
    [
        redirect,
        flood,
        entities,
        utf16_entities,
        entities_in_an_error,
        compressed,
        deep,
        endless_challenge,
        empty,
        web_page,
    ],
)
async def test_a_hostile_answer_is_not_trusted(tmp_path: Path, way: Any) -> None:
    certificate = make_certificates(tmp_path)
    with hostile_server(way, certificate) as server:
        target = ServerAddress(
            "localhost",
            "hedda",
            server.server_port,
            authentication=Authentication.BASIC,
            ca_file=str(certificate.ca_file),
        )
        error = await refused(target)

    assert isinstance(error, errors.UntrustedAnswer)
    assert len(server.requests) == 1


async def test_a_ca_file_that_goes_away_is_named_and_the_server_is_not_blamed(
    lab: Lab, tmp_path: Path
) -> None:
    copy = tmp_path / "ca.pem"
    shutil.copy(lab.ca_file, copy)
    server = await open_server(address(lab, ca_file=str(copy)), Secret(lab.password))
    try:
        await server.survey()
        copy.unlink()
        lab.faults(drop_before={"*": 1})
        with pytest.raises(errors.CertificateRefused, match=r"ca\.pem, which the profile names, is gone"):
            await server.survey()
    finally:
        lab.faults(reset=True)
        await server.close()
