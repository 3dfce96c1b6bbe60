"""The HTTP client of the tenant's adapters: one origin, our certificates, no redirects, bounded answers.

A body is read here as a whole. What is no JSON within limits goes no further: the answer is then empty, which
no reader takes for one. The status stays, so a gateway's error page is still the error that it is.
"""

from __future__ import annotations

import os
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from writeback.cloud.clouds import Origin, certificates
from writeback.cloud.json_limits import is_bounded
from writeback.cloud.logs import quieten
from writeback.domain.errors import TenantFailed, TenantUnreachable, WritebackError
from writeback.domain.target import Cloud
from writeback.domain.texts import _

LIMIT = 8 << 20
"""Bytes of one answer; the largest page of a report stays below one megabyte."""
LIMIT_OF_ERRORS = 64 << 10
OLDEST_TLS = ssl.TLSVersion.TLSv1_2
TIMEOUT = httpx.Timeout(30, connect=10)


class GuardedTransport(httpx.AsyncHTTPTransport):
    """Refuses what a well-behaved service never does. `clock` is the service's time at its last answer."""

    def __init__(self, address: str, context: ssl.SSLContext, proxy: str | None = None) -> None:
        super().__init__(verify=context, http2=True, trust_env=False, proxy=proxy)
        self._origin = Origin.of(address)
        self.clock: datetime | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises TenantFailed for another origin, a redirect, an encoding nobody asked for, a huge body."""
        if Origin.of(str(request.url)) != self._origin:
            raise TenantFailed(
                _("{host} names another host to read from; nothing was sent there.").format(
                    host=self._origin.host
                )
            )
        response = await super().handle_async_request(request)
        try:
            self._check(response)
            body = await whole(response, LIMIT_OF_ERRORS if response.is_error else LIMIT)
        finally:
            await response.aclose()
        self.clock = date_of(response.headers) or self.clock
        return _answer(response, body if is_bounded(body) else b"")

    def _check(self, response: httpx.Response) -> None:
        if response.is_redirect or response.headers.get("content-encoding", "identity") != "identity":
            raise TenantFailed(
                _("{host} answered with a redirect or in a form that was not asked for.").format(
                    host=self._origin.host
                ),
                _("Check whether a proxy stands between."),
            )


async def whole(response: httpx.Response, limit: int) -> bytes:
    """The body. Raises TenantFailed when it grows beyond the limit, whatever length was announced."""
    body = bytearray()
    if isinstance(response.stream, httpx.AsyncByteStream):
        async for part in response.stream:
            body += part
            if len(body) > limit:
                raise TenantFailed(_("The answer is larger than any honest one."))
    return bytes(body)


def _answer(response: httpx.Response, body: bytes) -> httpx.Response:
    """The same with a body that is read; the type that the server names would choose the library's parser."""
    headers = [
        (name, value)
        for name, value in response.headers.multi_items()
        if name not in {"content-type", "content-length", "transfer-encoding"}
    ]
    kind = [("content-type", "application/json")] if body else []
    return httpx.Response(
        response.status_code,
        headers=[*headers, *kind],
        stream=httpx.ByteStream(body),
        extensions=response.extensions,
    )


def guarded_client(cloud: Cloud, address: str) -> tuple[httpx.AsyncClient, GuardedTransport]:
    """A client for one address of the cloud. Building it reads certificates from disk: not on the loop."""
    quieten()
    transport = GuardedTransport(address, _context(certificates(cloud)), cloud.proxy)
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
        return parsedate_to_datetime(headers["date"]).astimezone(UTC)
    except (KeyError, ValueError, OverflowError, TypeError, IndexError):
        return None


def _context(certificates_at: str) -> ssl.SSLContext:
    # create_default_context() loads the environment's SSL_CERT_FILE only when it is given no place.
    if os.path.isdir(certificates_at):
        context = ssl.create_default_context(capath=certificates_at)
    else:
        context = ssl.create_default_context(cafile=certificates_at)
    context.minimum_version = OLDEST_TLS
    return context
