"""One HTTP exchange through the guard, and what leaves the adapter when our own code stumbles."""

from __future__ import annotations

import io
from typing import Any

import pytest
import requests
import urllib3

from writeback.domain.errors import UntrustedAnswer
from writeback.domain.secret import Secret
from writeback.domain.target import Authentication, ServerAddress
from writeback.remoting import server_facts
from writeback.remoting.clixml import HostileReply
from writeback.remoting.guard import LONGEST_ANSWER, Downgraded, send_guarded
from writeback.remoting.server import RemoteServer

HTTPS = ServerAddress("sync01", "hedda", authentication=Authentication.BASIC)
HTTP = ServerAddress("sync01", "hedda", 5985, tls=False)
ENCRYPTED = 'multipart/encrypted;protocol="x";boundary="Encrypted Boundary"'


def exchanged(
    address: ServerAddress, status: int, body: bytes = b"", sent: bytes = b"<s/>", **headers: str
) -> requests.Response:
    """An answer after the guard."""

    def send(request: requests.PreparedRequest, **_options: Any) -> requests.Response:
        answer = requests.Response()
        answer.status_code = status
        answer.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
        answer.raw = urllib3.HTTPResponse(io.BytesIO(body), preload_content=False)
        answer.encoding = "punycode"
        return answer

    request = requests.Request("POST", "https://sync01:5986/wsman", data=sent).prepare()
    return send_guarded(send, address, request)


def test_an_answer_is_read_and_its_encoding_is_not_the_servers_choice() -> None:
    answer = exchanged(HTTPS, 200, b"<a/>")
    assert (answer.content, answer.encoding) == (b"<a/>", "utf-8")


@pytest.mark.parametrize("status", [200, 500])
def test_a_plain_answer_to_an_encrypted_message_is_refused(status: int) -> None:
    with pytest.raises(HostileReply, match="not encrypted"):
        exchanged(HTTP, status, b"<a/>", Content_Type="application/soap+xml")
    assert exchanged(HTTP, status, b"x", Content_Type=ENCRYPTED).content == b"x"


@pytest.mark.parametrize(
    ("status", "body", "sent"), [(500, b"", b"<s/>"), (404, b"no", b"<s/>"), (200, b"", b"")]
)
def test_what_says_nothing_may_be_plain(status: int, body: bytes, sent: bytes) -> None:
    assert exchanged(HTTP, status, body, sent).status_code == status


@pytest.mark.parametrize(
    ("status", "headers"),
    [(301, {}), (307, {"Location": "/x"}), (399, {}), (200, {"Content_Encoding": "gzip"})],
)
def test_redirects_and_compression_are_refused(status: int, headers: dict[str, str]) -> None:
    with pytest.raises(HostileReply):
        exchanged(HTTPS, status, b"x", **headers)


def test_an_answer_that_is_too_long_is_refused() -> None:
    with pytest.raises(HostileReply, match="too large"):
        exchanged(HTTPS, 200, bytes(LONGEST_ANSWER + 1))


@pytest.mark.parametrize("length", ["", "-1", "1e9", "²", "9" * 5000, str(65 << 10)])
def test_a_challenge_of_no_known_length_is_refused(length: str) -> None:
    with pytest.raises(HostileReply, match="challenge"):
        exchanged(HTTPS, 401, Content_Length=length)


def test_a_weaker_sign_in_is_refused() -> None:
    with pytest.raises(Downgraded):
        exchanged(HTTP, 401, Content_Length="0", WWW_Authenticate='Basic realm="x"')


def test_the_words_of_an_exception_are_not_repeated() -> None:
    def tell(_results: object) -> None:
        raise ValueError("\x1b[31mpassword Tr0ub4dor&3")

    with pytest.raises(UntrustedAnswer, match="ValueError") as caught:
        server_facts.told((), tell)
    assert "Tr0ub4dor" not in caught.value.sentence()


async def test_whatever_our_own_code_raises_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise KeyError("\x1b[31m")

    monkeypatch.setattr("writeback.remoting.server.read_all", stumble)
    server = RemoteServer(HTTPS, Secret("x"))
    with pytest.raises(UntrustedAnswer, match="not understood"):
        await server.scheduler()
    await server.close()
