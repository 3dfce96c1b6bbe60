"""What it means when a server refuses the profile's way to sign in, a sentence for each way."""

from __future__ import annotations

from writeback.domain import errors
from writeback.domain.errors import WritebackError
from writeback.domain.target import Authentication, ServerAddress
from writeback.domain.texts import _

_ABOUT_US = (
    "TLSV1_ALERT_UNKNOWN_CA",
    "SSLV3_ALERT_BAD_CERTIFICATE",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
    "SSLV3_ALERT_CERTIFICATE_REVOKED",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED",
)
"""OpenSSL's reasons with which the other end says what it thinks of our certificate."""


def refused(_error: BaseException, address: ServerAddress) -> WritebackError:
    """The server said no."""
    match address.authentication:
        case Authentication.KERBEROS:
            return _ticket(address)
        case Authentication.CERTIFICATE:
            return _mapping(address)
    return errors.WrongPassword(
        _("{host} refused the sign-in of {user}.").format(host=address.host, user=address.user_name),
        _("Check the user name and the password, and that the account may sign in over the network."),
    )


def downgraded(_error: BaseException, address: ServerAddress) -> WritebackError:
    """The server does not offer the way at all."""
    place = f"{address.host}:{address.port}"
    if address.authentication is Authentication.BASIC:
        return errors.UntrustedAnswer(
            _(
                "{place} does not take Basic, the profile's way to sign in; the password went to that server"
                " inside TLS, and was not used."
            ).format(place=place),
            _("Enable Basic in the server's WinRM service, or take negotiate in the profile."),
        )
    scheme = "CredSSP" if address.authentication is Authentication.CREDSSP else "Negotiate"
    return errors.UntrustedAnswer(
        _("{place} does not offer {scheme}, the profile's way to sign in; the password was not sent.").format(
            place=place, scheme=scheme
        ),
        _("Enable {scheme} in the server's WinRM service; a weaker way is never taken by itself.").format(
            scheme=scheme
        ),
    )


def is_about_us(error: BaseException) -> bool:
    """Whether the server ended TLS because of the client certificate."""
    return str(getattr(error, "reason", "")) in _ABOUT_US


def own_certificate(address: ServerAddress) -> WritebackError:
    """The server ended TLS because of the client certificate."""
    return errors.AccessDenied(
        _("{host} refuses the client certificate {file}.").format(
            host=address.host, file=address.certificate_file or "-"
        ),
        _("Check that the server trusts the authority that issued it, and that it is valid there."),
    )


def on_first_sight(lost: WritebackError, address: ServerAddress) -> WritebackError:
    """What a connection means that was lost before the server had said anything."""
    return shown_the_door(address) if address.authentication is Authentication.CERTIFICATE else lost


def shown_the_door(address: ServerAddress) -> WritebackError:
    """The server left without a word when it saw the client certificate: so do many that do not trust it."""
    return errors.AccessDenied(
        _("{host} ended the connection when it was shown the client certificate {file}.").format(
            host=address.host, file=address.certificate_file or "-"
        ),
        _("Check that the server trusts the authority that issued it, and that WinRM takes certificates."),
    )


def _ticket(address: ServerAddress) -> WritebackError:
    return errors.AccessDenied(
        _("{host} did not accept the Kerberos ticket of {user}.").format(
            host=address.host, user=address.user_name
        ),
        _(
            "Check that the account may sign in over the network, that the profile names the server as the"
            " domain does, and the server's clock."
        ),
    )


def _mapping(address: ServerAddress) -> WritebackError:
    return errors.AccessDenied(
        _("{host} knows no account for the client certificate {file}.").format(
            host=address.host, file=address.certificate_file
        ),
        _(
            "Check on the server that WinRM takes certificates (winrm get winrm/config/service/auth), and the"
            " certificate's mapping and its password (dir WSMan:\\localhost\\ClientCertificate)."
        ),
    )
