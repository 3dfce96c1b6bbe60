"""The guard of the tenant's HTTP clients: one origin, bounded answers, a date that may be nonsense."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator

import httpx
import pytest

from writeback.cloud.graph_errors import seconds_of
from writeback.cloud.guarded_http import LIMIT, LIMIT_OF_ERRORS, GuardedTransport, date_of, whole
from writeback.domain.errors import TenantFailed


class Body(httpx.AsyncByteStream):
    def __init__(self, size: int) -> None:
        self.size = size

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _part in range(self.size // 65536):
            yield bytes(65536)


async def test_a_body_within_the_limit_passes() -> None:
    assert len(await whole(httpx.Response(200, stream=Body(LIMIT)), LIMIT)) == LIMIT


async def test_an_endless_body_ends_at_the_limit() -> None:
    with pytest.raises(TenantFailed, match="larger than any honest one"):
        await whole(httpx.Response(200, stream=Body(LIMIT + 65536)), LIMIT)


@pytest.mark.parametrize(
    "url",
    [
        "https://graph.example.net/v1.0",
        "http://graph.microsoft.com/v1.0",
        "https://graph.microsoft.com:8443/",
    ],
)
async def test_nothing_is_sent_to_another_origin(url: str) -> None:
    transport = GuardedTransport("https://graph.microsoft.com", ssl.create_default_context())
    with pytest.raises(TenantFailed, match="nothing was sent there"):
        await transport.handle_async_request(httpx.Request("GET", url))


@pytest.mark.parametrize(
    "date", [None, "", "yesterday", "Mon, 99 Foo 2026 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -1400"]
)
def test_a_date_that_is_none_is_no_date(date: str | None) -> None:
    assert date_of(httpx.Headers({} if date is None else {"Date": date})) is None


def test_the_date_header_is_the_clock() -> None:
    date = date_of(httpx.Headers({"Date": "Mon, 02 Mar 2026 08:15:31 GMT"}))
    assert date is not None
    assert date.isoformat() == "2026-03-02T08:15:31+00:00"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        ("2", 2.0),
        (" 600 ", 600.0),
        (None, None),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("²", None),
    ],
)
def test_only_whole_seconds_count_as_a_pause(header: str | None, seconds: float | None) -> None:
    assert seconds_of(header) == seconds


async def answered(monkeypatch: pytest.MonkeyPatch, status: int, body: bytes, kind: str) -> httpx.Response:
    async def handle(*_: object) -> httpx.Response:
        return httpx.Response(status, headers={"Content-Type": kind}, stream=Whole(body))

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle)
    transport = GuardedTransport("https://graph.microsoft.com", ssl.create_default_context())
    answer = await transport.handle_async_request(httpx.Request("GET", "https://graph.microsoft.com/"))
    await answer.aread()
    return answer


class Whole(httpx.AsyncByteStream):
    def __init__(self, body: bytes) -> None:
        self.body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.body


@pytest.mark.parametrize("kind", ["application/json", "text/plain; charset=utf-7", "application/xml", ""])
async def test_what_passes_is_json_whatever_it_is_called(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    answer = await answered(monkeypatch, 403, b'{"error": {}}', kind)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/json")
    assert answer.json() == {"error": {}}


@pytest.mark.parametrize("body", [b"[" * 1000, b"\xff", b'{"a": 1}\0'])
@pytest.mark.parametrize("status", [200, 502])
async def test_what_is_no_bounded_json_goes_no_further(
    monkeypatch: pytest.MonkeyPatch, body: bytes, status: int
) -> None:
    answer = await answered(monkeypatch, status, body, "application/json")
    assert (answer.status_code, answer.content) == (status, b"")


async def test_an_error_may_be_less_long_than_a_report(monkeypatch: pytest.MonkeyPatch) -> None:
    body = b'"' + b"x" * LIMIT_OF_ERRORS + b'"'
    assert (await answered(monkeypatch, 200, body, "")).content == body
    with pytest.raises(TenantFailed, match="larger"):
        await answered(monkeypatch, 500, body, "")
