"""Graph through an unmodified msgraph-sdk: its request builders, without its models.

The first typed answer of the SDK imports about 1,250 modules and blocks the loop for over a second; JSON into
our own small structures costs nothing of that. Readings may be repeated; a change is sent once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec
from kiota_abstractions.api_error import APIError
from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation
from kiota_authentication_azure.azure_identity_authentication_provider import (
    AzureIdentityAuthenticationProvider,
)
from kiota_http.middleware.options import RedirectHandlerOption, RetryHandlerOption
from msgraph import GraphServiceClient
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph.graph_request_adapter import options as sdk_options
from msgraph_core import GraphClientFactory

from writeback.cloud.answers import Page
from writeback.cloud.clouds import Origin
from writeback.cloud.credential import Tokens
from writeback.cloud.graph_errors import Throttled, TokenRefused, graph_error
from writeback.cloud.guarded_http import guarded_client, unreachable
from writeback.domain.errors import SignInRequired, TenantFailed, TenantUnreachable, WritebackError
from writeback.domain.ports import Pause
from writeback.domain.target import Cloud
from writeback.domain.texts import _

ATTEMPTS = 3
LONGEST_WAIT = 30.0
"""Seconds. A service that asks for more gets a rest, and the person an answer."""
DEADLINE = 60.0
"""Seconds for one exchange with the token that it may need."""
MAX_PAGES, MAX_ROWS = 50, 100_000
ALL_PAGES_SECONDS = 180.0

T = TypeVar("T")
Build = Callable[[], Any]
"""Makes a request; a builder's own `to_get_request_information`. Each attempt needs a new one: an old
request keeps its old token."""
Announce = Callable[[str], None]
"""Told, in one sentence, why a reading takes longer."""


class Graph:
    """The account's view of Graph. Building it takes a moment: do it in a thread."""

    def __init__(
        self,
        cloud: Cloud,
        credential: Tokens,
        announce: Announce,
        pause: Pause,
        scopes: Sequence[str],
    ) -> None:
        self._origin = Origin.of(cloud.graph)
        self._announce = announce
        self._pause = pause
        self._credential = credential
        self._scopes = list(scopes)
        self._http, self._transport = guarded_client(cloud, cloud.graph)
        provider = AzureIdentityAuthenticationProvider(
            # Given explicitly, or they would be derived from the address.
            credential,
            scopes=self._scopes,
            allowed_hosts=[self._origin.host],
        )
        self._adapter = GraphRequestAdapter(provider, _with_middleware(self._http))
        self._adapter.base_url = f"{cloud.graph}/v1.0"
        self.requests = GraphServiceClient(request_adapter=self._adapter)
        """The SDK's request builders."""

    @property
    def clock(self) -> datetime | None:
        """Graph's time at its last answer, UTC."""
        return self._transport.clock

    async def read(self, build: Build, shape: type[T]) -> T:
        """One answer. Waits and asks again, a few times and announced, when Graph is busy; once more with a
        new token when it refuses the old one.

        Raises SignInRequired, TenantDenied, TenantBusy, TenantUnreachable, TenantFailed.
        """
        try:
            return await self._patiently(build, shape)
        except TokenRefused:
            self._credential.refuse(self._scopes)
        try:
            return await self._patiently(build, shape)
        except TokenRefused as error:
            raise SignInRequired(error.message, error.hint) from None

    async def read_all(self, build: Build, page: type[Page[T]]) -> list[T]:
        """All rows of all pages; a link that leads to another origin, or back, is not followed.

        Raises as read does.
        """
        try:
            async with asyncio.timeout(ALL_PAGES_SECONDS):
                return await self._pages(build, page)
        except TimeoutError as error:
            raise unreachable(self._origin.host, error) from None

    async def _pages(self, build: Build, page: type[Page[T]]) -> list[T]:
        rows: list[T] = []
        links: set[str] = set()
        while len(links) < MAX_PAGES and len(rows) <= MAX_ROWS:
            answer = await self.read(build, page)
            rows += answer.value
            if answer.next_link is None:
                return rows
            if answer.next_link in links:
                raise TenantFailed(_("Graph's pages go round in a circle."))
            links.add(answer.next_link)
            build = self._following(answer.next_link)
        raise TenantFailed(_("Graph's answer has more pages than are read."))

    async def _patiently(self, build: Build, shape: type[T]) -> T:
        for attempt in range(1, ATTEMPTS):
            try:
                return _decoded(await self._exchange(build), shape)
            except Throttled as busy:
                await self._wait(busy, attempt)
        return _decoded(await self._exchange(build), shape)

    async def send_once(self, build: Build) -> dict[str, str]:
        """Sends a change and returns the headers of the answer, their names in lower case.

        Never sent again, not even for a new token. Raises Graph's refusal and what kept it from being sent;
        an error that is in doubt when it was sent and nothing says what became of it.
        """
        response = await self._sent(await self._prepared(build))
        headers = {str(name).lower(): str(value) for name, value in response.headers.items()}
        if response.is_success:
            return headers
        if response.status_code >= 500:
            raise self._in_doubt()
        raise graph_error(response.status_code, "", headers)

    def is_own(self, link: str) -> bool:
        """Whether the link stays at this Graph, so that the token may go there."""
        return _origin_of(link) == self._origin and urlsplit(link).username is None

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def _exchange(self, build: Build) -> bytes:
        try:
            async with asyncio.timeout(DEADLINE):
                body = await self._adapter.send_primitive_async(build(), "bytes", {"XXX": ODataError})
        except APIError as error:
            raise _translated(error) from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise unreachable(self._origin.host, error) from None
        except WritebackError:
            raise
        except Exception:  # anything can come out of a hostile answer
            raise _odd() from None
        return bytes(body or b"")

    async def _prepared(self, build: Build) -> httpx.Request:
        """The request with its token. Raises what keeps it from being sent; nothing has been sent then."""
        try:
            information = build()
            self._adapter.set_base_url_for_request_information(information)
            request: httpx.Request = await self._adapter.convert_to_native_async(information)
        except WritebackError:
            raise
        except Exception:  # as in _exchange
            raise _odd() from None
        return request

    async def _sent(self, request: httpx.Request) -> httpx.Response:
        try:
            async with asyncio.timeout(DEADLINE):
                return await self._http.send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            raise unreachable(self._origin.host, error) from None  # nothing was sent yet
        except Exception:  # whatever it is, it came after the request
            raise self._in_doubt() from None

    def _in_doubt(self) -> WritebackError:
        return TenantUnreachable(
            _("The change was sent to {host}, but its answer was lost: it may have been made.").format(
                host=self._origin.host
            ),
            _("It is not sent again; find out what became of it before trying once more."),
            in_doubt=True,
        )

    async def _wait(self, busy: Throttled, attempt: int) -> None:
        seconds = float(2**attempt) if busy.retry_after is None else busy.retry_after
        if seconds > LONGEST_WAIT:
            raise Throttled(
                _("Graph is busy and asks for a pause of {seconds} seconds.").format(seconds=round(seconds)),
                _("Try again after that."),
                seconds,
            )
        self._announce(_("Graph is busy; asking again in {seconds} seconds.").format(seconds=round(seconds)))
        await self._pause(seconds)

    def _following(self, link: str) -> Build:
        if not self.is_own(link):
            raise TenantFailed(_("Graph's next page lies on another host; it was not read."))
        return lambda: get(link)


def _with_middleware(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """The SDK's own middleware; it may neither repeat a request in silence nor follow one elsewhere."""
    options = sdk_options | {
        RetryHandlerOption.get_key(): RetryHandlerOption(max_retries=0, should_retry=False),
        RedirectHandlerOption.get_key(): RedirectHandlerOption(max_redirect=0),
    }
    made: httpx.AsyncClient = GraphClientFactory.create_with_default_middleware(
        client=client, options=options
    )
    return made


def get(url: str) -> Any:
    """A request for a link that Graph gave; ask `is_own` first."""
    request = RequestInformation(Method.GET)
    request.url = url
    return request


def _origin_of(link: str) -> Origin | None:
    try:
        return Origin.of(link)
    except ValueError:
        return None


def _decoded(body: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=shape)
    except Exception:  # msgspec's own, and what else a hostile answer brings about
        raise _odd() from None


def _odd() -> TenantFailed:
    return TenantFailed(
        _("Graph's answer does not have the expected form."), _("Try again; if it stays, report it.")
    )


def _translated(error: APIError) -> WritebackError:
    # An error body that is not OData gives a plain APIError, or an ODataError without its inner part.
    code = getattr(getattr(error, "error", None), "code", None)
    headers = {str(name).lower(): str(value) for name, value in (error.response_headers or {}).items()}
    return graph_error(error.response_status_code or 0, code if isinstance(code, str) else "", headers)
