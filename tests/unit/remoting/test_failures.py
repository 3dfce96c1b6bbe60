"""The library's exceptions and the errors that users meet for them."""

from __future__ import annotations

import socket
import ssl
from xml.etree.ElementTree import ParseError

import pytest
import requests.exceptions as http
import urllib3.exceptions as pool
from pypsrp.exceptions import AuthenticationError, SerializationError, WinRMTransportError, WSManFaultError

from writeback.domain import errors
from writeback.domain.target import ServerAddress
from writeback.remoting.failures import failure_of, is_lost
from writeback.remoting.guard import HostileReply
from writeback.remoting.owner import Overdue

ADDRESS = ServerAddress("sync01.contoso.com", "CONTOSO\\hedda", configuration="WritebackOperator")


def fault(code: object, reason: str = "") -> WSManFaultError:
    return WSManFaultError(code, None, reason, None, None, None)


def verification(code: int) -> http.SSLError:
    inner = ssl.SSLCertVerificationError(1, "certificate verify failed")
    inner.verify_code = code
    return http.SSLError(pool.MaxRetryError(None, "/wsman", pool.SSLError(inner)))  # type: ignore[arg-type]


def connecting(cause: BaseException) -> http.ConnectionError:
    refused = pool.NewConnectionError(None, "failed")  # type: ignore[arg-type]
    refused.__cause__ = cause
    return http.ConnectionError(pool.MaxRetryError(None, "/wsman", refused))  # type: ignore[arg-type]


def no_name() -> http.ConnectionError:
    inner = pool.NameResolutionError("sync01", None, socket.gaierror())  # type: ignore[arg-type]
    return http.ConnectionError(pool.MaxRetryError(None, "/wsman", inner))  # type: ignore[arg-type]


TABLE: list[tuple[BaseException, type[errors.WritebackError], str]] = [
    (AuthenticationError("x"), errors.WrongPassword, "refused the sign-in of CONTOSO\\hedda"),
    (verification(10), errors.CertificateRefused, "not valid today"),
    (verification(62), errors.CertificateRefused, "names another host"),
    (verification(18), errors.CertificateRefused, "not trusted"),
    (verification(20), errors.CertificateRefused, "not trusted"),
    (http.SSLError(ssl.SSLEOFError()), errors.ServerUnreachable, "closed the connection"),
    (http.SSLError(ssl.SSLError(1, "WRONG_VERSION_NUMBER")), errors.EndpointMissing, "does not speak TLS"),
    (http.ProxyError(), errors.ServerUnreachable, "proxy"),
    (http.ConnectTimeout(), errors.ServerUnreachable, "does not answer"),
    (no_name(), errors.UnknownHost, "no address for the name sync01.contoso.com"),
    (connecting(ConnectionRefusedError()), errors.ServerUnreachable, "refuses connections"),
    (connecting(OSError(113, "no route")), errors.ServerUnreachable, "cannot be reached"),
    (http.ConnectionError("reset"), errors.ConnectionLost, "lost"),
    (http.ChunkedEncodingError(), errors.ConnectionLost, "lost"),
    (http.ReadTimeout(), errors.ServerTimeout, "in time"),
    (Overdue(), errors.ServerTimeout, "in time"),
    (WinRMTransportError("http", 400, ""), errors.ConnectionLost, "no longer knows"),
    (WinRMTransportError("http", 404, ""), errors.EndpointMissing, "no WinRM at sync01.contoso.com:5986"),
    (WinRMTransportError("http", 503, ""), errors.ServerUnreachable, "HTTP 503"),
    (fault(5), errors.AccessDenied, "may not use PowerShell remoting"),
    (fault(2150858793), errors.ServerTimeout, "in time"),
    (fault(2150858843), errors.ConnectionLost, "has ended"),
    (fault(2150859174), errors.AccessDenied, "too many"),
    (fault(2150859193), errors.EndpointMissing, "WritebackOperator"),
    (fault("w:InternalError", "a\x1b[2Jb"), errors.UntrustedAnswer, "a\ufffd[2Jb."),
    (fault(None), errors.UntrustedAnswer, "not trusted"),
    (HostileReply("DTD"), errors.UntrustedAnswer, "not trusted"),
    (SerializationError("x"), errors.UntrustedAnswer, "not trusted"),
    (ParseError("x"), errors.UntrustedAnswer, "not trusted"),
    (RecursionError(), errors.UntrustedAnswer, "not trusted"),
    (KeyError("RefId"), errors.UntrustedAnswer, "not trusted"),
]


@pytest.mark.parametrize(("raised", "kind", "words"), TABLE, ids=lambda value: type(value).__name__)
def test_an_exception_becomes_one_clear_sentence_and_a_next_step(
    raised: BaseException, kind: type[errors.WritebackError], words: str
) -> None:
    error = failure_of(raised, ADDRESS)

    assert type(error) is kind
    assert words in error.message
    assert error.message.endswith(".")
    assert error.hint.endswith((".", ")."))
    assert not error.in_doubt


def test_after_a_command_was_sent_the_error_is_in_doubt() -> None:
    error = failure_of(http.ConnectionError("reset"), ADDRESS, in_doubt=True)

    assert error.in_doubt
    assert error.exit_status is errors.ExitStatus.IN_DOUBT


def test_an_error_of_our_own_passes_through() -> None:
    own = errors.ModuleMissing("There is none.", "Go elsewhere.")

    assert failure_of(own, ADDRESS) is own


@pytest.mark.parametrize(
    "error",
    [http.ConnectionError("reset"), WinRMTransportError("http", 400, ""), fault(2150858843)],
    ids=["reset", "lost context", "shell gone"],
)
def test_a_lost_connection_may_be_mended(error: BaseException) -> None:
    assert is_lost(error)


@pytest.mark.parametrize(
    "error",
    [verification(18), http.ProxyError(), connecting(ConnectionRefusedError()), fault(5), http.ReadTimeout()],
    ids=["certificate", "proxy", "refused", "denied", "silent"],
)
def test_what_trying_again_does_not_mend_is_not_tried_again(error: BaseException) -> None:
    assert not is_lost(error)
