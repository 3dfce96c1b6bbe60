"""The guard of the tenant's HTTP clients: one origin, bounded answers, a date that may be nonsense."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator

import httpx
import pytest

from writeback.cloud.graph_errors import seconds_of
from writeback.cloud.guarded_http import LIMIT, Bounded, GuardedTransport, date_of
from writeback.domain.errors import TenantFailed


class Body(httpx.AsyncByteStream):
    def __init__(self, size: int) -> None:
        self.size = size

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _part in range(self.size // 65536):
            yield bytes(65536)


async def test_a_body_within_the_limit_passes() -> None:
    assert sum([len(part) async for part in Bounded(Body(LIMIT))]) == LIMIT


async def test_an_endless_body_ends_at_the_limit() -> None:
    with pytest.raises(TenantFailed, match="larger than any honest one"):
        async for _part in Bounded(Body(LIMIT + 65536)):
            pass


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


@pytest.mark.parametrize("date", [None, "", "yesterday", "Mon, 99 Foo 2026 00:00:00 GMT"])
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
