"""What stands between the library and the other end: that end is not trusted (safety.md, section 4).

By itself the library follows redirects with the whole message in clear, reads answers of any size, decodes
compressed ones, takes a plain answer to an encrypted message, and goes on unbound when it finds no
certificate to bind the sign-in to. What it does with XML is clixml.py's concern.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic
from typing import Any, NoReturn

import requests
import urllib3.exceptions
from pypsrp.exceptions import WinRMTransportError
from pypsrp.negotiate import HTTPNegotiateAuth, NoCertificateRetrievedWarning
from pypsrp.powershell import RunspacePool, RunspacePoolWarning
from pypsrp.wsman import WSMan

from writeback.domain.target import ServerAddress
from writeback.remoting.channel import Channel
from writeback.remoting.clixml import Allowance, HostileReply, SafeFragmenter, SafeSerializer, check_envelope
from writeback.remoting.schemes import BOUND, OFFERS, is_of_credssp

LONGEST_ANSWER = 4 << 20
"""Bytes; we ask for at most 0.5 MB, and a parser needs up to ten times what comes."""
LONGEST_CHALLENGE = 64 << 10
BODY_SECONDS = 60.0
_PIECE = 65_536
_ENCRYPTED = ("multipart/encrypted;", "multipart/x-multi-encrypted;")
_SAYING = (requests.codes.ok, requests.codes.server_error)

Send = Callable[..., requests.Response]


class Downgraded(Exception):
    """The server does not offer the profile's way to sign in; nothing of the sign-in was sent."""


class Guard:
    """In front of one pool that is not open yet.

    It wraps the library's own adapters, because replacing them loses its connect retries.
    """

    def __init__(self, wsman: WSMan, pool: RunspacePool, address: ServerAddress) -> None:
        # Without the certificate the sign-in would go on unbound to the TLS channel.
        warnings.filterwarnings("error", category=NoCertificateRetrievedWarning)
        # Its text is the server's, and it would be printed across the screen.
        warnings.filterwarnings("ignore", category=RunspacePoolWarning)
        self._address = address
        self._channel = Channel(address.pinned_key, authority=address.ca_file is not None)
        self._allowance = Allowance()
        self._check = _nothing
        self._last: requests.Response | None = None
        transport = wsman.transport
        self._build, self._post = transport._build_session, transport.send
        transport._build_session, transport.send = self._session, self._send
        serializer = SafeSerializer(self._allowance)
        pool._serializer = serializer
        pool._fragmenter = SafeFragmenter(pool._fragmenter.max_size, serializer, self._allowance)
        pool._process_host_call = _refuse_host_call

    @property
    def messages(self) -> int:
        """How many have come in all."""
        return self._allowance.messages

    def renew(self) -> None:
        """Before each invocation: it may bring as much as the one before."""
        self._allowance.renew()

    def cut(self) -> None:
        """Ends the connections from another thread, when nobody waits for an answer any more."""
        self._channel.cut()

    @contextmanager
    def asking(self, check: Callable[[], None]) -> Iterator[None]:
        """Inside, `check` is asked before each message: loops of the library's own have no other end."""
        self._check = check
        try:
            yield
        finally:
            self._check = _nothing

    def _session(self) -> requests.Session:
        session: requests.Session = self._build()
        for adapter in session.adapters.values():
            send = partial(send_guarded, adapter.send, self._address)
            adapter.send = partial(self._exchange, send)  # type: ignore[method-assign]
        self._channel.secure(session)
        return session

    def _exchange(self, send: Send, *arguments: Any, **options: Any) -> requests.Response:
        self._last = None
        self._last = send(*arguments, **options)
        return self._last

    def _send(self, *arguments: Any, **options: Any) -> bytes:
        # Here answers are decrypted already, so HTTP with message encryption is covered too.
        self._check()
        try:
            reply: bytes = self._answer(*arguments, **options)
        except WinRMTransportError as error:
            check_envelope(error.response_text)
            raise
        check_envelope(reply)
        return reply

    def _answer(self, *arguments: Any, **options: Any) -> bytes:
        try:
            reply: bytes = self._post(*arguments, **options)
        except Exception as error:
            last = self._last
            # CredSSP's library takes a fault after its last round for a sign-in that was refused.
            if is_of_credssp(error) and last is not None and last.status_code == requests.codes.server_error:
                raise WinRMTransportError("http", last.status_code, last.text) from None
            raise
        return reply


def send_guarded(
    send: Send, address: ServerAddress, request: requests.PreparedRequest, **options: Any
) -> requests.Response:
    """One HTTP exchange: no redirect, no compression, no weaker sign-in, no endless body.

    Raises HostileReply, Downgraded.
    """
    end = monotonic() + BODY_SECONDS
    response = send(request, **{**options, "stream": True})
    try:
        if response.status_code == requests.codes.unauthorized:
            # It stays unread: channel binding needs the certificate of its open socket (remoting.md, 2.2).
            _check_challenge(response, address)
        else:
            _check_head(response)
            response._content = _read(response, end)
            response._content_consumed = True  # type: ignore[attr-defined]
            if request.body and not address.tls:
                _check_encrypted(response)
    except BaseException:
        response.close()
        raise
    # Some encodings that a server may name take quadratic time; the envelope's bytes say their own.
    response.encoding = "utf-8"
    return response


def _check_challenge(response: requests.Response, address: ServerAddress) -> None:
    declared = response.headers.get("Content-Length", "")
    is_short = declared.isdecimal() and len(declared) < 10 and int(declared) <= LONGEST_CHALLENGE
    # A chunked body has no length at all, whatever the other header says.
    if not is_short or "Transfer-Encoding" in response.headers:
        raise HostileReply("the challenge is too long")
    wanted = OFFERS.get(address.authentication, ())
    offered = response.headers.get("WWW-Authenticate", "").upper()
    if wanted and not any(scheme in offered for scheme in wanted):
        raise Downgraded
    if address.tls and address.authentication in BOUND and not _is_bound(response):
        raise HostileReply("the sign-in cannot be bound to the TLS channel")


def _is_bound(response: requests.Response) -> bool:
    """Whether the library will find the certificate; by itself it would go on without."""
    try:
        return HTTPNegotiateAuth._get_cbt_data(response) is not None
    except NoCertificateRetrievedWarning:
        return False


def _check_head(response: requests.Response) -> None:
    is_redirect = 300 <= response.status_code < 400
    if is_redirect or response.headers.get("Content-Encoding", "identity") != "identity":
        raise HostileReply(f"HTTP {response.status_code} is refused")


def _check_encrypted(response: requests.Response) -> None:
    """Whoever sits on a plain line cannot encrypt, but could answer or claim a failure in clear."""
    says_something = response.status_code in _SAYING and bool(response._content)
    if says_something and not response.headers.get("Content-Type", "").startswith(_ENCRYPTED):
        raise HostileReply("the answer to an encrypted message is not encrypted")


def _read(response: requests.Response, end: float) -> bytes:
    body = bytearray()
    try:
        while piece := response.raw.read1(_PIECE):
            body += piece
            if len(body) > LONGEST_ANSWER or monotonic() > end:
                raise HostileReply("the answer is too large or too slow")
    except urllib3.exceptions.HTTPError as error:
        raise requests.exceptions.ConnectionError(error) from error
    return bytes(body)


def _refuse_host_call(*_: object) -> NoReturn:
    """We declare no host, so a host call breaks the protocol; unanswered it would hang until the deadline."""
    raise HostileReply("the server wants to talk to the user")


def _nothing() -> None:
    """The check of whoever has none."""
