"""The HTTP client of the tenant's adapters: one origin, our certificates, no redirects, bounded answers."""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from writeback.cloud.clouds import Origin, certificates
from writeback.cloud.logs import quieten
from writeback.domain.errors import TenantFailed, TenantUnreachable, WritebackError
from writeback.domain.target import Cloud
from writeback.domain.texts import _

LIMIT = 8 << 20
"""Bytes of one answer; the largest page of a report stays below one megabyte."""
TIMEOUT = httpx.Timeout(30, connect=10)


class GuardedTransport(httpx.AsyncHTTPTransport):
    """Refuses what a well-behaved service never does. `clock` is the service's time at its last answer."""

    def __init__(self, address: str, context: ssl.SSLContext) -> None:
        super().__init__(verify=context, http2=True, trust_env=False)
        self._origin = Origin.of(address)
        self.clock: datetime | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises TenantFailed for another origin, a redirect, an encoding nobody asked for."""
        if Origin.of(str(request.url)) != self._origin:
            raise TenantFailed(
                _("{host} names another host to read from; nothing was sent there.").format(
                    host=self._origin.host
                )
            )
        response = await super().handle_async_request(request)
        if response.is_redirect or response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise TenantFailed(
                _("{host} answered with a redirect or in a form that was not asked for.").format(
                    host=self._origin.host
                ),
                _("Check whether a proxy stands between."),
            )
        self.clock = date_of(response.headers) or self.clock
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = Bounded(response.stream)
        return response


class Bounded(httpx.AsyncByteStream):
    """A body that ends in TenantFailed when it grows beyond the limit."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for part in self._stream:
            size += len(part)
            if size > LIMIT:
                raise TenantFailed(_("The answer is larger than any honest one."))
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


def guarded_client(cloud: Cloud, address: str) -> tuple[httpx.AsyncClient, GuardedTransport]:
    """A client for one address of the cloud. Building it reads certificates from disk: not on the loop."""
    quieten()
    transport = GuardedTransport(address, _context(certificates(cloud)))
    client = httpx.AsyncClient(
        transport=transport,
        timeout=TIMEOUT,
        trust_env=False,
        # A compressed answer could grow a thousandfold behind the limit.
        headers={"Accept-Encoding": "identity"},
    )
    return client, transport


def unreachable(host: str, error: Exception) -> WritebackError:
    """The error for an exchange that ended without an answer."""
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return TenantUnreachable(
            _("The certificate of {host} is not trusted.").format(host=host),
            _("Check this machine's certificates, and whether a proxy replaces them."),
        )
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return TenantUnreachable(_("{host} did not answer in time.").format(host=host), _("Try again."))
    return TenantUnreachable(
        _("{host} does not answer.").format(host=host), _("Check this machine's way to the internet.")
    )


def date_of(headers: httpx.Headers) -> datetime | None:
    """The Date header in UTC; None where it is missing or no date."""
    try:
        date = parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        return None
    return date.astimezone(UTC)


def _context(certificates_at: str) -> ssl.SSLContext:
    # create_default_context() loads the environment's SSL_CERT_FILE only when it is given no place.
    if os.path.isdir(certificates_at):
        return ssl.create_default_context(capath=certificates_at)
    return ssl.create_default_context(cafile=certificates_at)
