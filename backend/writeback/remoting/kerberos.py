"""Kerberos: the ticket is fetched before anything is sent to the server, so that what is wrong has a name.

The numbers are krb5's error codes (RFC 4120, section 7.5.9, and MIT's own), as GSSAPI hands them on.
"""

from __future__ import annotations

from collections.abc import Callable

from writeback.domain import errors
from writeback.domain.errors import WritebackError
from writeback.domain.target import ServerAddress
from writeback.domain.texts import _
from writeback.remoting.refusals import sentence

SERVICE = "host"
"""Of the server's principal; HTTP and WSMAN are other names of it in a Windows domain."""
_KRB5 = -1765328384


def obtain(address: ServerAddress) -> None:
    """Has a ticket for the server in the user's cache. Asks nobody but the domain's controller.

    Raises TicketNeeded, TicketRefused.
    """
    import spnego
    from spnego.exceptions import SpnegoError

    try:
        spnego.client(
            address.user_name, None, hostname=address.host, service=SERVICE, protocol="kerberos"
        ).step()
    except SpnegoError as error:
        raise failure(error, address) from None


def failure(error: BaseException, address: ServerAddress) -> WritebackError:
    """What a failed step of Kerberos means for the user."""
    cause = getattr(error, "base_error", None) or error.__cause__ or error
    major, minor = getattr(cause, "maj_code", 0), _signed(getattr(cause, "min_code", 0))
    if minor - _KRB5 == _SERVER_UNKNOWN and "krbtgt/" in str(error):
        return _no_realm(address, str(error))
    tell = _MINOR.get(minor - _KRB5) or _MAJOR.get(major, _other)
    return tell(address, str(error))


def _signed(code: int) -> int:
    return code - (1 << 32) if code >= 1 << 31 else code


def _no_ticket(address: ServerAddress, _text: str) -> WritebackError:
    return errors.TicketNeeded(
        _("There is no Kerberos ticket of {user} here; nothing was sent.").format(user=address.user_name),
        _("Get one with: kinit {user}").format(user=address.user_name),
    )


def _expired(address: ServerAddress, _text: str) -> WritebackError:
    return errors.TicketNeeded(
        _("The Kerberos ticket of {user} has expired; nothing was sent.").format(user=address.user_name),
        _("Get a new one with: kinit {user}").format(user=address.user_name),
    )


def _no_realm(address: ServerAddress, _text: str) -> WritebackError:
    return errors.TicketRefused(
        _("Kerberos does not know the realm of {host}; nothing was sent.").format(host=address.host),
        _("Give the server's full name, or name its realm in /etc/krb5.conf ([domain_realm] and [realms])."),
    )


def _no_controller(address: ServerAddress, _text: str) -> WritebackError:
    return errors.TicketRefused(
        _("No Kerberos server of the realm answers; nothing was sent to {host}.").format(host=address.host),
        _("Check /etc/krb5.conf, this machine's name resolution, and the way to a domain controller."),
    )


def _skew(address: ServerAddress, _text: str) -> WritebackError:
    return errors.TicketRefused(
        _("Kerberos refuses this machine's clock: it differs too much from the domain's; nothing was sent."),
        _("Set the clock (five minutes off is too much), then get a new ticket with kinit."),
    )


def _no_server(address: ServerAddress, _text: str) -> WritebackError:
    return errors.TicketRefused(
        _("Kerberos knows no server {service}/{host}; nothing was sent.").format(
            service=SERVICE, host=address.host
        ),
        _("Use the server's full name as the domain knows it (setspn -L COMPUTER lists them)."),
    )


def _no_user(address: ServerAddress, _text: str) -> WritebackError:
    return errors.TicketRefused(
        _("Kerberos knows no user {user}; nothing was sent.").format(user=address.user_name),
        _("Write the user as user@REALM in the profile, the realm in capitals."),
    )


def _other(address: ServerAddress, text: str) -> WritebackError:
    reason = text.partition("Minor")[2].partition(": ")[2].partition(", Context:")[0] or text
    return errors.TicketRefused(
        _("Kerberos gives no ticket for {host}: {reason}").format(host=address.host, reason=sentence(reason)),
        _("Nothing was sent; kinit and klist show more."),
    )


_Tell = Callable[[ServerAddress, str], WritebackError]
_MAJOR: dict[int, _Tell] = {7 << 16: _no_ticket, 11 << 16: _expired}
"""GSS_S_NO_CRED and GSS_S_CREDENTIALS_EXPIRED."""
_SERVER_UNKNOWN = 7
_MINOR: dict[int, _Tell] = {
    1: _expired,  # KDC_ERR_NAME_EXP
    2: _expired,  # KDC_ERR_SERVICE_EXP
    6: _no_user,  # KDC_ERR_C_PRINCIPAL_UNKNOWN
    _SERVER_UNKNOWN: _no_server,  # KDC_ERR_S_PRINCIPAL_UNKNOWN
    11: _skew,  # KDC_ERR_NEVER_VALID
    32: _expired,  # KRB_AP_ERR_TKT_EXPIRED
    33: _skew,  # KRB_AP_ERR_TKT_NYV
    37: _skew,  # KRB_AP_ERR_SKEW
    147: _skew,  # KRB5_KDCREP_SKEW
    154: _no_realm,  # KRB5_REALM_UNKNOWN
    156: _no_controller,  # KRB5_KDC_UNREACH
    195: _no_ticket,  # KRB5_FCC_NOFILE
    220: _no_controller,  # KRB5_REALM_CANT_RESOLVE
}
