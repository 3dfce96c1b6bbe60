"""The way to the sign-in service: azure-identity's own transport, narrowed.

By itself it reads answers of any size, decodes compressed ones, parses XML where the service says XML, and
asks as often as the service has it ask. It also sleeps between two questions, where nobody could wake it.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any

import urllib3.exceptions
from azure.core.exceptions import ServiceResponseError
from azure.core.pipeline.transport import RequestsTransport

from writeback.cloud.clouds import Origin, certificates
from writeback.cloud.json_limits import is_bounded
from writeback.cloud.polling import Polling
from writeback.cloud.sign_in_errors import OddAnswer, OtherHost, OutOfService, Stopped
from writeback.domain.target import Cloud

CONNECT_SECONDS = 10
READ_SECONDS = 30
ANSWER_SECONDS = 40.0
LONGEST_ANSWER = 256 << 10
"""Bytes; a token answer has about ten thousand."""
PACE_SECONDS = 0.1
"""Between two requests at least, whatever interval the service names."""
_PIECE = 16_384


class AuthorityTransport(RequestsTransport):  # type: ignore[misc]  # its module exports by __getattr__
    """Sends to the authority only, over TLS 1.2 or later, and nothing at all once told to stop.

    azure-identity has no cancel: it polls until the code expires. So the pauses are made here, where `stop`
    ends them at once, and the refused request after that ends the polling.
    """

    def __init__(self, cloud: Cloud, stop: threading.Event) -> None:
        super().__init__(
            connection_verify=certificates(cloud),
            connection_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            use_env_settings=False,
        )
        self._origin = Origin.of(cloud.authority)
        self._proxies = {"https": cloud.proxy} if cloud.proxy else None
        self._stop = stop
        self._polling = Polling()
        self._next = 0.0

    def send(self, request: Any, **options: Any) -> Any:
        """Raises Stopped, OddAnswer, OutOfService, or OtherHost for what discovery or the environment would
        redirect."""
        if self._stop.wait(max(0.0, self._next - monotonic())):
            raise Stopped
        if Origin.of(request.url) != self._origin:
            raise OtherHost
        self._next = monotonic() + PACE_SECONDS
        answer = super().send(request, **{**options, "proxies": self._proxies})
        self._next = max(self._next, monotonic() + self._polling.pause)
        if answer.status_code >= 500:
            raise OutOfService
        return answer

    def sleep(self, duration: float) -> None:
        """For the library's pause before it asks once more."""
        self._stop.wait(duration)

    def _init_session(self, session: Any) -> None:
        super()._init_session(session)
        oldest = ssl.TLSVersion.TLSv1_2
        for adapter in set(session.adapters.values()):  # one stands for both schemes
            adapter.poolmanager.connection_pool_kw["ssl_minimum_version"] = oldest
            adapter.proxy_manager_for = partial(adapter.proxy_manager_for, ssl_minimum_version=oldest)
            adapter.send = partial(send_bounded, adapter.send, self._polling.paced)


def transport_options(cloud: Cloud, stop: threading.Event) -> dict[str, Any]:
    """What every credential of azure-identity is made with."""
    return {
        # Otherwise MSAL asks login.microsoftonline.com about an authority that it does not know.
        "disable_instance_discovery": True,
        "transport": AuthorityTransport(cloud, stop),
        # A connection may break once while a person types; a Retry-After is not slept through unseen.
        "retry_total": 1,
        "retry_status": 0,
    }


def send_bounded(
    send: Callable[..., Any], change: Callable[[bytes], bytes], request: Any, **options: Any
) -> Any:
    """One exchange of the library below; its answer is read, small, and JSON as far as anybody asks.

    `change` makes of the body what is passed on. Raises OddAnswer.
    """
    end = monotonic() + ANSWER_SECONDS
    response = send(request, **{**options, "stream": True})
    try:
        redirects = 300 <= response.status_code < 400
        if redirects or response.headers.get("Content-Encoding", "identity") != "identity":
            raise OddAnswer
        body = _read(response.raw, end)
        if not is_bounded(body) or not body.lstrip().startswith(b"{"):
            raise OddAnswer
    except BaseException:
        response.close()
        raise
    response._content, response._content_consumed = change(body), True
    # The name that the service gives would choose the parser and the encoding.
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.encoding = "utf-8"
    return response


def _read(raw: Any, end: float) -> bytes:
    body = bytearray()
    try:
        while piece := raw.read1(_PIECE):
            body += piece
            if len(body) > LONGEST_ANSWER or monotonic() > end:
                raise OddAnswer
    except urllib3.exceptions.HTTPError as error:
        raise ServiceResponseError("the answer broke off") from error
    return bytes(body)
