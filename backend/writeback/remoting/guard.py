"""What stands between the library and the other end: that end is not trusted (safety.md, section 4).

By itself the library follows redirects with the whole message in clear, reads answers of any size, decodes
compressed ones, and expands internal entities, in the envelope as well as in the CLIXML inside it.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any, NoReturn
from xml.parsers import expat

import requests
import urllib3.exceptions
from pypsrp.exceptions import WinRMTransportError
from pypsrp.negotiate import NoCertificateRetrievedWarning
from pypsrp.powershell import RunspacePool, RunspacePoolWarning
from pypsrp.serializer import Serializer
from pypsrp.wsman import WSMan

LONGEST_ANSWER = 8 << 20
LONGEST_CHALLENGE = 64 << 10
BODY_SECONDS = 60.0
DEEPEST = 100
"""Nesting of elements; the library's own parser takes quadratic time (200 objects: 0.3 s)."""
MOST_OUTPUTS = 10_000
MOST_UNFINISHED = 64 << 20
_PIECE = 65_536

Send = Callable[..., requests.Response]


class HostileReply(Exception):
    """The answer is refused; what the server did is unknown."""


def guard(wsman: WSMan, pool: RunspacePool) -> None:
    """Puts the guard in front of a pool that is not open yet.

    It wraps the library's own adapters, because replacing them loses its connect retries.
    """
    # Without the certificate the sign-in would go on unbound to the TLS channel.
    warnings.filterwarnings("error", category=NoCertificateRetrievedWarning)
    # Its text is the server's, and it would be printed across the screen.
    warnings.filterwarnings("ignore", category=RunspacePoolWarning)
    transport = wsman.transport
    build, post = transport._build_session, transport.send

    def build_session() -> requests.Session:
        session: requests.Session = build()
        for adapter in session.adapters.values():
            adapter.send = partial(send_guarded, adapter.send)  # type: ignore[method-assign]
        return session

    def send(*arguments: Any, **options: Any) -> bytes:
        # Here answers are decrypted already, so HTTP with message encryption is covered too.
        try:
            reply: bytes = post(*arguments, **options)
        except WinRMTransportError as error:
            check_xml(error.response_text)
            raise
        check_xml(reply)
        return reply

    transport._build_session, transport.send = build_session, send
    pool._serializer = pool._fragmenter.serializer = SafeSerializer()
    pool._process_host_call = _refuse_host_call


class SafeSerializer(Serializer):  # type: ignore[misc]
    """Looks at CLIXML before it is parsed: it comes base64-coded, so no check of the envelope sees it."""

    def deserialize(self, element: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(element, str | bytes):
            check_xml(element)
        return super().deserialize(element, *arguments, **options)


def check_xml(document: str | bytes) -> None:
    """Raises HostileReply for a DTD or for deep nesting; malformed XML is left to the library."""
    parser = expat.ParserCreate()
    depth = 0

    def step(by: int, *_: object) -> None:
        nonlocal depth
        depth += by
        if depth > DEEPEST:
            raise HostileReply("the XML is nested too deep")

    def doctype(*_: object) -> None:
        raise HostileReply("the XML brings a DTD")

    parser.StartElementHandler = partial(step, 1)
    parser.EndElementHandler = partial(step, -1)
    parser.StartDoctypeDeclHandler = doctype
    with contextlib.suppress(expat.ExpatError):
        parser.Parse(document, True)


def check_amount(pool: RunspacePool, outputs: list[object]) -> None:
    """Raises HostileReply when a pipeline floods us with small objects or unfinished fragments."""
    unfinished = sum(len(part["data"]) for part in pool._fragmenter.incoming_buffer.values())
    if len(outputs) > MOST_OUTPUTS or unfinished > MOST_UNFINISHED:
        raise HostileReply("the command's output does not end")


def send_guarded(send: Send, request: requests.PreparedRequest, **options: Any) -> requests.Response:
    """One HTTP exchange: no redirect, no compression, no endless body. Raises HostileReply."""
    end = monotonic() + BODY_SECONDS
    response = send(request, **{**options, "stream": True})
    if not _is_acceptable(response):
        response.close()
        raise HostileReply(f"HTTP {response.status_code} is refused")
    # A 401 stays unread: channel binding needs the certificate of its open socket (remoting.md, 2.2).
    if response.status_code != requests.codes.unauthorized:
        response._content = _read(response, end)
        response._content_consumed = True  # type: ignore[attr-defined]
    return response


def _is_acceptable(response: requests.Response) -> bool:
    if response.status_code == requests.codes.unauthorized:
        declared = response.headers.get("Content-Length", "")
        return declared.isdigit() and int(declared) <= LONGEST_CHALLENGE
    is_redirect = 300 <= response.status_code < 400
    return not is_redirect and response.headers.get("Content-Encoding", "identity") == "identity"


def _read(response: requests.Response, end: float) -> bytes:
    body = bytearray()
    try:
        while piece := response.raw.read1(_PIECE):
            body += piece
            if len(body) > LONGEST_ANSWER or monotonic() > end:
                response.close()
                raise HostileReply("the answer is too large or too slow")
    except urllib3.exceptions.HTTPError as error:
        raise requests.exceptions.ConnectionError(error) from error
    return bytes(body)


def _refuse_host_call(*_: object) -> NoReturn:
    """We declare no host, so a host call breaks the protocol; unanswered it would hang until the deadline."""
    raise HostileReply("the server wants to talk to the user")
