"""What the library's exceptions mean: one sentence and a next step for each (remoting.md, 2.13)."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import requests.exceptions as http
import urllib3.exceptions
from pypsrp.exceptions import AuthenticationError, WinRMTransportError, WSManFaultError
from spnego.exceptions import SpnegoError

from writeback.domain import errors
from writeback.domain.errors import WritebackError
from writeback.domain.target import Authentication, ServerAddress
from writeback.domain.texts import _
from writeback.remoting import kerberos, sign_in_failures
from writeback.remoting.channel import OtherKey
from writeback.remoting.guard import Downgraded
from writeback.remoting.owner import Overdue, Stopped
from writeback.remoting.refusals import sentence
from writeback.remoting.schemes import is_of_credssp

TIMED_OUT = 2150858793
NO_SHELL = 2150858843
_BAD_REQUEST, _NOT_FOUND = 400, 404
_EXPIRED, _NOT_YET_VALID = 10, 9
_OTHER_HOST, _OTHER_ADDRESS = 62, 64
"""OpenSSL's X509_V_ERR_* numbers."""
_TOO_OLD = ("UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "VERSION_TOO_LOW")
"""OpenSSL's reasons for which two ends find no common version."""


def failure_of(error: BaseException, address: ServerAddress, *, in_doubt: bool = False) -> WritebackError:
    """The error that users meet for whatever a call of the library raised.

    `in_doubt`: a command that changes something had been sent.
    """
    found = error if isinstance(error, WritebackError) else _told(error, address)
    if in_doubt and not found.in_doubt:
        return type(found)(found.message, found.hint, in_doubt=True)
    return found


def _told(error: BaseException, address: ServerAddress) -> WritebackError:
    if is_of_credssp(error):
        return sign_in_failures.refused(error, address)
    tell = next((tell for kind, tell in _TABLE if isinstance(error, kind)), None)
    return tell(error, address) if tell else _untrusted(address)


def is_lost(error: BaseException) -> bool:
    """Whether the connection, not the server's opinion, is the trouble: a read may be made again."""
    if isinstance(error, WinRMTransportError):
        # A bare 400: the server has lost the security context of this connection (remoting.md, 2.5).
        return bool(error.code == _BAD_REQUEST)
    if isinstance(error, WSManFaultError):
        return bool(error.code == NO_SHELL)
    if isinstance(error, http.SSLError | http.ProxyError | http.ConnectTimeout):
        return False
    return isinstance(error, http.ConnectionError | http.ChunkedEncodingError) and not _never_connected(error)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what lies under it, the way requests and urllib3 nest them."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [getattr(one, "reason", None), *one.args, one.__cause__, one.__context__]


def _never_connected(error: BaseException) -> bool:
    return any(isinstance(one, urllib3.exceptions.NewConnectionError) for one in _chain(error))


def _place(address: ServerAddress) -> str:
    return f"{address.host}:{address.port}"


def _certificate(error: BaseException, address: ServerAddress) -> WritebackError:
    under = list(_chain(error))
    refused = next((one for one in under if isinstance(one, ssl.SSLCertVerificationError)), None)
    if refused is not None:
        return _refused_certificate(refused.verify_code, address)
    if any(getattr(one, "reason", None) in _TOO_OLD for one in under):
        return errors.ServerUnreachable(
            _("{place} speaks only a TLS older than 1.2; nothing was sent.").format(place=_place(address)),
            _("Enable TLS 1.2 or later on the server."),
        )
    if any(sign_in_failures.is_about_us(one) for one in under):
        return sign_in_failures.own_certificate(address)
    if any(isinstance(one, ssl.SSLEOFError | ssl.SSLZeroReturnError) for one in under):
        if address.authentication is Authentication.CERTIFICATE:
            return sign_in_failures.shown_the_door(address)
        return errors.ServerUnreachable(
            _("{place} closed the connection before TLS was established.").format(place=_place(address)),
            _("Check the WinRM HTTPS listener on the server and its certificate."),
        )
    return errors.EndpointMissing(
        _("{place} does not speak TLS.").format(place=_place(address)),
        _("Check the port in the profile: WinRM over HTTPS is 5986 unless the server says otherwise."),
    )


def _refused_certificate(code: int, address: ServerAddress) -> WritebackError:
    if code in (_OTHER_HOST, _OTHER_ADDRESS):
        return errors.CertificateRefused(
            _("The certificate at {place} names another host; nothing was sent.").format(
                place=_place(address)
            ),
            _("Use the server's name as the certificate spells it."),
        )
    if code in (_EXPIRED, _NOT_YET_VALID):
        return errors.CertificateRefused(
            _("The certificate at {place} is not valid today; nothing was sent.").format(
                place=_place(address)
            ),
            _("Renew the certificate of the WinRM HTTPS listener, or check this machine's clock."),
        )
    return errors.CertificateRefused(
        _("The certificate at {place} is not trusted; nothing was sent.").format(place=_place(address)),
        _("Name the file of the issuing authority (CA) in the profile."),
    )


def _other_key(error: BaseException, address: ServerAddress) -> WritebackError:
    found = error.found if isinstance(error, OtherKey) else ""
    return errors.ServerKeyChanged(
        _(
            "{place} is not the server that the profile names: its key has the SHA-256 {found}, and the"
            " profile pins {pinned}; nothing was sent."
        ).format(place=_place(address), found=found or "-", pinned=address.pinned_key),
        _(
            "Somebody may stand in between. Only if you replaced the key yourself: compare it on the server"
            " itself and change pinned-key in the profile."
        ),
    )


def _security(error: BaseException, address: ServerAddress) -> WritebackError:
    """The sign-in's own library gave up; where it is Kerberos there is a table of reasons."""
    if address.authentication is Authentication.KERBEROS:
        return kerberos.failure(error, address)
    if address.authentication is Authentication.CREDSSP:
        return sign_in_failures.refused(error, address)
    return _untrusted(address)


def _connection(error: BaseException, address: ServerAddress) -> WritebackError:
    under = list(_chain(error))
    if any(isinstance(one, urllib3.exceptions.NameResolutionError) for one in under):
        return errors.UnknownHost(
            _("There is no address for the name {host}.").format(host=address.host),
            _("Check the spelling and this machine's name resolution."),
        )
    if any(isinstance(one, ConnectionRefusedError) for one in under):
        return errors.ServerUnreachable(
            _("{place} refuses connections.").format(place=_place(address)),
            _("Check the port, and that WinRM listens there (winrm enumerate winrm/config/listener)."),
        )
    if _never_connected(error):
        return errors.ServerUnreachable(
            _("{place} cannot be reached from here.").format(place=_place(address)),
            _("Check the address, the route and the firewalls."),
        )
    return errors.ConnectionLost(
        _("The connection to {host} was lost.").format(host=address.host), _("Read the server again.")
    )


def _no_connection(error: BaseException, address: ServerAddress) -> WritebackError:
    return errors.ServerUnreachable(
        _("{place} does not answer.").format(place=_place(address)),
        _("Check the address, and that firewalls let this machine through."),
    )


def _proxy(error: BaseException, address: ServerAddress) -> WritebackError:
    return errors.ServerUnreachable(
        _("The proxy {proxy} does not lead to {host}.").format(proxy=address.proxy, host=address.host),
        _("Check the proxy in the profile, and that it lets this machine through to the server's port."),
    )


def _too_slow(error: BaseException, address: ServerAddress) -> WritebackError:
    return errors.ServerTimeout(
        _("{host} did not answer in time.").format(host=address.host),
        _("Wait a moment and read the server again."),
    )


def _stopped(error: BaseException, address: ServerAddress) -> WritebackError:
    return errors.ConnectionLost(_("The command was stopped here."), _("Read the server again."))


def _http_status(error: BaseException, address: ServerAddress) -> WritebackError:
    code = error.code if isinstance(error, WinRMTransportError) else None
    if code == _BAD_REQUEST:
        return errors.ConnectionLost(
            _("{host} no longer knows this connection.").format(host=address.host),
            _("Read the server again."),
        )
    if code == _NOT_FOUND:
        return errors.EndpointMissing(
            _("There is no WinRM at {place}.").format(place=_place(address)),
            _("Check the port, and that PowerShell remoting is enabled on the server."),
        )
    return errors.ServerUnreachable(
        _("{place} answered with HTTP {code} instead of WinRM.").format(place=_place(address), code=code),
        _("A gateway may stand in the way, or the service is starting; try again in a minute."),
    )


def _fault(error: BaseException, address: ServerAddress) -> WritebackError:
    code = error.code if isinstance(error, WSManFaultError) else None
    tell = _FAULTS.get(code, _other_fault)
    return tell(error, address)


def _no_right(error: BaseException, address: ServerAddress) -> WritebackError:
    return errors.AccessDenied(
        _("{user} may not use PowerShell remoting on {host}.").format(
            user=address.user_name, host=address.host
        ),
        _("Add the account to Remote Management Users on the server, and to ADSyncAdmins."),
    )


def _no_session(error: BaseException, address: ServerAddress) -> WritebackError:
    return errors.ConnectionLost(
        _("The remote session on {host} has ended.").format(host=address.host), _("Read the server again.")
    )


def _too_many(error: BaseException, address: ServerAddress) -> WritebackError:
    return errors.AccessDenied(
        _("{host} refuses another session of {user}: too many are open.").format(
            host=address.host, user=address.user_name
        ),
        _("Close other sessions of this account, or wait until they expire."),
    )


def _no_configuration(error: BaseException, address: ServerAddress) -> WritebackError:
    return errors.EndpointMissing(
        _("{host} has no session configuration named {name}.").format(
            host=address.host, name=address.configuration
        ),
        _("Check the name in the profile, and register the configuration on the server."),
    )


def _other_fault(error: BaseException, address: ServerAddress) -> WritebackError:
    reason = str(getattr(error, "reason", None) or "")
    if not reason:
        # An error page that happens to be well-formed XML; the HTTP error lies under it.
        page = next((one for one in _chain(error) if isinstance(one, WinRMTransportError)), None)
        return _http_status(page, address) if page else _untrusted(address)
    return errors.UntrustedAnswer(
        _("{host} answered with a fault: {reason}").format(host=address.host, reason=sentence(reason)),
        _("Look at the WinRM event log on the server."),
    )


def misconfigured(address: ServerAddress) -> WritebackError:
    """The library refuses the combination of scheme and transport before anything is sent."""
    return errors.InvalidInput(
        _("The profile's way to sign in to {host} cannot be used; nothing was sent.").format(
            host=address.host
        ),
        _("Use HTTPS; over HTTP only negotiate and kerberos encrypt the messages."),
    )


def _file(_error: BaseException, address: ServerAddress) -> WritebackError:
    """The library opens the profile's files again for each connection, and a file may be gone by then."""
    for name in (address.ca_file, address.certificate_file, address.key_file):
        if name is not None and not Path(name).is_file():
            return errors.CertificateRefused(
                _("The file {file}, which the profile names, is gone.").format(file=name),
                _("Put it back (PEM), or name another file in the profile."),
            )
    return _untrusted(address)


def _untrusted(address: ServerAddress) -> WritebackError:
    return errors.UntrustedAnswer(
        _("The answer of {host} was not understood and is not trusted.").format(host=address.host),
        _("Check that the address leads to the sync server and not to something else."),
    )


_Tell = Callable[[BaseException, ServerAddress], WritebackError]
_FAULTS: dict[object, _Tell] = {
    5: _no_right,
    TIMED_OUT: _too_slow,
    NO_SHELL: _no_session,
    2150859174: _too_many,
    2150859193: _no_configuration,
}
# The order matters: SSLError, ProxyError and ConnectTimeout are ConnectionErrors.
_TABLE: tuple[tuple[type[BaseException], _Tell], ...] = (
    (Overdue, _too_slow),
    (Stopped, _stopped),
    (OtherKey, _other_key),
    (Downgraded, sign_in_failures.downgraded),
    (AuthenticationError, sign_in_failures.refused),
    (SpnegoError, _security),
    (http.SSLError, _certificate),
    (http.ProxyError, _proxy),
    (http.ConnectTimeout, _no_connection),
    (http.ReadTimeout, _too_slow),
    (http.ConnectionError, _connection),
    (http.ChunkedEncodingError, _connection),
    (WinRMTransportError, _http_status),
    (WSManFaultError, _fault),
    # All of the above that are the library's are OSErrors, too.
    (OSError, _file),
)
