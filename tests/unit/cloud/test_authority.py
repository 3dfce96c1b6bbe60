"""One exchange with the sign-in service: small, JSON, and called so."""

from __future__ import annotations

import io
import json
import ssl
import threading
from typing import Any

import pytest
import requests
import urllib3
from azure.core.exceptions import ServiceResponseError

from writeback.cloud.authority import LONGEST_ANSWER, AuthorityTransport, send_bounded
from writeback.cloud.sign_in_errors import OddAnswer
from writeback.domain.target import PUBLIC


class Broken(io.BytesIO):
    def read1(self, *_: object) -> bytes:
        raise urllib3.exceptions.ProtocolError("gone")


def exchanged(status: int, body: bytes, raw: Any = None, **headers: str) -> requests.Response:
    def send(_request: object, **options: Any) -> requests.Response:
        assert options["stream"] is True
        answer = requests.Response()
        answer.status_code = status
        answer.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
        answer.raw = raw or urllib3.HTTPResponse(io.BytesIO(body), preload_content=False)
        return answer

    answer: requests.Response = send_bounded(send, lambda body: body, None, stream=False)
    return answer


@pytest.mark.parametrize("status", [200, 400, 503])
def test_json_passes_under_its_own_name(status: int) -> None:
    answer = exchanged(status, b'{"error": "x"}', Content_Type="application/xml; charset=utf-7")
    assert answer.json() == {"error": "x"}
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.encoding == "utf-8"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        b"[1]",
        b"null",
        b'{"a":' + b"[" * 1000,
        json.dumps({"a": 1}).encode("utf-16"),
        b'{"a": "' + b"x" * LONGEST_ANSWER + b'"}',
        b'<!DOCTYPE z [<!ENTITY a "b">]><z>&a;</z>',
    ],
    ids=["nothing", "page", "list", "null", "deep", "utf-16", "large", "DTD"],
)
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(OddAnswer):
        exchanged(200, body, Content_Type="application/json")


@pytest.mark.parametrize(
    ("status", "headers"), [(302, {"Location": "/"}), (200, {"Content_Encoding": "gzip"})]
)
def test_redirects_and_compression_are_refused(status: int, headers: dict[str, str]) -> None:
    with pytest.raises(OddAnswer):
        exchanged(status, b"{}", **headers)


def test_a_body_that_breaks_off_is_a_fault_of_the_way() -> None:
    with pytest.raises(ServiceResponseError):
        exchanged(200, b"", Broken())


def test_tls_begins_at_1_2_with_and_without_a_proxy() -> None:
    transport = AuthorityTransport(PUBLIC, threading.Event())
    transport.open()
    adapters = transport.session.adapters.values()
    managers = [one.poolmanager for one in adapters]
    managers += [one.proxy_manager_for("http://127.0.0.1:9") for one in adapters]
    assert {one.connection_pool_kw["ssl_minimum_version"] for one in managers} == {ssl.TLSVersion.TLSv1_2}
    assert not transport.session.trust_env
    transport.close()
