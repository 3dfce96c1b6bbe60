"""Who the server is, which way leads there, how the sign-in is protected: settled before anything is sent."""

from __future__ import annotations

import ssl
import threading
import time
import warnings
from pathlib import Path
from typing import Any

import pytest
from tests.lab import Lab
from tests.wire.hostile import Answer, hostile_server
from tests.wire.remote import address, connected, plain_address

from writeback.domain import errors
from writeback.domain.secret import Secret
from writeback.domain.target import Authentication, ServerAddress, key_fingerprint
from writeback.lab.certificate import ServerCertificate, make_certificates
from writeback.remoting import channel, open_server
from writeback.remoting.channel import fingerprint
from writeback.remoting.server import Deadlines, RemoteServer

PASSWORD = "correct horse battery staple"
OTHER = "0f" * 32


def key_of(certificate_file: str | Path) -> str:
    """What a profile pins."""
    text = Path(certificate_file).read_text(encoding="ascii")
    return fingerprint(ssl.PEM_cert_to_DER_cert(text))


def key_of_lab(lab: Lab) -> str:
    return fingerprint(
        ssl.PEM_cert_to_DER_cert(
            ssl.get_server_certificate(("localhost", lab.https_port), ca_certs=lab.ca_file)
        )
    )


def target(port: int, certificate: ServerCertificate, **changes: Any) -> ServerAddress:
    return ServerAddress("localhost", "hedda", port, **{"ca_file": str(certificate.ca_file), **changes})


async def refused(to: ServerAddress) -> errors.WritebackError:
    with pytest.raises(errors.WritebackError) as error:
        await open_server(to, Secret(PASSWORD))
    assert PASSWORD not in error.value.sentence()
    return error.value


@pytest.fixture
def certificate(tmp_path: Path) -> ServerCertificate:
    return make_certificates(tmp_path)


# The pinned key --------------------------------------------------------------------------


async def test_a_pinned_key_is_enough_without_an_authority(contoso: Lab) -> None:
    pinned = address(contoso, ca_file=None, pinned_key=key_of_lab(contoso))
    async with connected(contoso, pinned) as server:
        assert (await server.scheduler()).sync_cycle_enabled


async def test_a_pinned_key_goes_with_an_authority(contoso: Lab) -> None:
    pinned = address(contoso, pinned_key=key_of_lab(contoso))
    async with connected(contoso, pinned) as server:
        assert (await server.scheduler()).sync_cycle_enabled


@pytest.mark.parametrize("authority", [True, False], ids=["with an authority", "alone"])
async def test_another_key_is_refused_before_a_byte_is_sent_and_both_are_named(
    certificate: ServerCertificate, authority: bool
) -> None:
    with hostile_server(lambda answer: answer.reply(500), certificate) as server:
        changes = {} if authority else {"ca_file": None}
        error = await refused(target(server.server_port, certificate, pinned_key=OTHER, **changes))

    assert isinstance(error, errors.CertificateRefused)
    assert OTHER in error.message
    assert key_of(certificate.certificate_file) in error.message
    assert "nothing was sent" in error.message
    assert server.requests == []


async def test_a_key_that_changes_between_two_connections_is_refused_too(
    contoso: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    pinned = address(contoso, pinned_key=key_of_lab(contoso))
    async with connected(contoso, pinned) as server:
        monkeypatch.setattr(channel, "fingerprint", lambda _certificate: OTHER)
        contoso.faults(drop_before={"Command": 1})
        with pytest.raises(errors.CertificateRefused, match=OTHER):
            await server.scheduler()
    contoso.faults(reset=True)


async def test_a_pinned_key_does_not_excuse_a_wrong_name_when_there_is_an_authority(tmp_path: Path) -> None:
    made = make_certificates(tmp_path, host="sync99")
    pinned = key_of(made.certificate_file)
    with hostile_server(lambda answer: answer.reply(500), made) as server:
        error = await refused(target(server.server_port, made, pinned_key=pinned))

    assert "names another host" in error.message
    assert server.requests == []


# TLS -------------------------------------------------------------------------------------


async def test_a_server_that_speaks_only_tls_1_1_is_refused(certificate: ServerCertificate) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate_file, certificate.key_file)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with hostile_server(lambda answer: answer.reply(500), context=context) as server:
        error = await refused(target(server.server_port, certificate))

    assert isinstance(error, errors.ServerUnreachable)
    assert "older than 1.2" in error.message
    assert server.requests == []


# The way ---------------------------------------------------------------------------------


async def test_the_environment_names_no_proxy_and_no_authority(
    contoso: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://localhost:9")
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    monkeypatch.setenv("NO_PROXY", "")
    for way in (address(contoso), plain_address(contoso)):
        async with connected(contoso, way) as server:
            assert (await server.scheduler()).sync_cycle_enabled


async def test_a_proxy_of_the_profile_is_the_only_way(contoso: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "localhost")
    with hostile_server(lambda answer: answer.reply(500)) as proxy:
        over = address(contoso, proxy=f"http://127.0.0.1:{proxy.server_port}", pinned_key=key_of_lab(contoso))
        async with connected(contoso, over) as server:
            assert (await server.scheduler()).sync_cycle_enabled

    assert {"CONNECT": f"localhost:{contoso.https_port}"} in proxy.requests


async def test_another_key_behind_a_proxy_is_refused_too(contoso: Lab) -> None:
    with hostile_server(lambda answer: answer.reply(500)) as proxy:
        over = address(contoso, proxy=f"http://127.0.0.1:{proxy.server_port}", pinned_key=OTHER)
        assert OTHER in (await refused(over)).message


@pytest.mark.parametrize("status", [407, 302, 200])
async def test_a_proxy_that_does_not_lead_there_is_named(contoso: Lab, status: int) -> None:
    def connect(answer: Answer) -> None:
        answer.reply(status)

    with hostile_server(connect) as proxy:
        proxy.RequestHandlerClass = type("Refusing", (Answer,), {"do_CONNECT": connect})
        where = f"http://127.0.0.1:{proxy.server_port}"
        error = await refused(address(contoso, proxy=where))

    assert isinstance(error, errors.ServerUnreachable)
    assert status == 200 or where in error.message


# The sign-in -----------------------------------------------------------------------------


def only_basic(answer: Answer) -> None:
    answer.reply(401, WWW_Authenticate='Basic realm="WSMAN"')


async def test_basic_instead_of_negotiate_is_refused_and_gets_no_password(
    certificate: ServerCertificate,
) -> None:
    with hostile_server(only_basic, certificate) as server:
        error = await refused(target(server.server_port, certificate))

    assert isinstance(error, errors.UntrustedAnswer)
    assert "the password was not sent" in error.message
    assert not any("Authorization" in request for request in server.requests)


async def test_a_sign_in_that_cannot_be_bound_to_the_channel_is_refused(
    certificate: ServerCertificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pypsrp.negotiate import HTTPNegotiateAuth

    monkeypatch.setattr(HTTPNegotiateAuth, "_get_cbt_data", staticmethod(lambda _response: None))
    with hostile_server(
        lambda answer: answer.reply(401, WWW_Authenticate="Negotiate"), certificate
    ) as server:
        error = await refused(target(server.server_port, certificate))

    assert isinstance(error, errors.UntrustedAnswer)
    assert not any("Authorization" in request for request in server.requests)


async def test_a_plain_answer_to_an_encrypted_message_is_refused(
    contoso: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    import requests

    original = requests.adapters.HTTPAdapter.send

    def in_the_middle(self: Any, request: Any, *arguments: Any, **options: Any) -> Any:
        response = original(self, request, *arguments, **options)
        if response.headers.get("Content-Type", "").startswith("multipart/"):
            response.headers["Content-Type"] = "application/soap+xml"
        return response

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", in_the_middle)
    with pytest.raises(errors.UntrustedAnswer):
        await open_server(plain_address(contoso), Secret(contoso.password))


# Time ------------------------------------------------------------------------------------


def dripping_head(answer: Answer) -> None:
    answer.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        answer.wfile.write(b"X: 1\r\n"[:1])
        time.sleep(0.05)


def endless_continues(answer: Answer) -> None:
    while True:
        answer.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.001)


def chunked_challenge(answer: Answer) -> None:
    answer.send_response(401)
    answer.send_header("WWW-Authenticate", "Negotiate")
    answer.send_header("Content-Length", "0")
    answer.send_header("Transfer-Encoding", "chunked")
    answer.end_headers()
    while True:
        answer.wfile.write(b"10000\r\n" + bytes(65536) + b"\r\n")


@pytest.mark.parametrize("way", [dripping_head, endless_continues])
async def test_an_answer_that_never_begins_ends_with_the_deadline_and_its_thread_with_it(
    certificate: ServerCertificate, way: Any
) -> None:
    with hostile_server(way, certificate) as server:
        to = target(server.server_port, certificate, authentication=Authentication.BASIC)
        remote = RemoteServer(to, Secret(PASSWORD), Deadlines(read=0.3, grace=0.1))
        with pytest.raises(errors.ServerTimeout):
            await remote.open()
        assert remote._keeper is not None
        thread = remote._keeper._owner._thread
        thread.join(5)
        assert not thread.is_alive()
        await remote.close()


async def test_a_challenge_without_an_end_is_refused(certificate: ServerCertificate) -> None:
    with hostile_server(chunked_challenge, certificate) as server:
        assert isinstance(await refused(target(server.server_port, certificate)), errors.UntrustedAnswer)


async def test_an_encoding_that_takes_for_ever_is_not_used(certificate: ServerCertificate) -> None:
    body = b"<a>" + b"x-" * (2 << 20) + b"</a>"
    with hostile_server(
        lambda answer: answer.reply(200, body, Content_Type="text/xml; charset=punycode"), certificate
    ) as server:
        to = target(server.server_port, certificate, authentication=Authentication.BASIC)
        remote = RemoteServer(to, Secret(PASSWORD), Deadlines(read=5, grace=0))
        with pytest.raises(errors.UntrustedAnswer):
            await remote.open()
        await remote.close()


def test_no_thread_of_a_server_is_left() -> None:
    left = [thread for thread in threading.enumerate() if thread.name.startswith("server ")]
    assert all(thread.daemon for thread in left)


@pytest.mark.parametrize(
    "text",
    [OTHER, OTHER.upper(), ":".join([OTHER[:2]] * 32), "DQ8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8="],
)
def test_a_fingerprint_may_be_written_in_several_ways(text: str) -> None:
    assert len(key_fingerprint(text)) == 64
