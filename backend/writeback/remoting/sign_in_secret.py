"""What somebody has to type before a server can be opened. Light: nothing of the library is loaded."""

from __future__ import annotations

from writeback.domain.target import Authentication, ServerAddress
from writeback.domain.texts import _
from writeback.remoting.client_certificate import is_sealed, key_file


def is_secret_needed(address: ServerAddress) -> bool:
    """Not with a Kerberos ticket, nor with a key that has no passphrase."""
    match address.authentication:
        case Authentication.KERBEROS:
            return False
        case Authentication.CERTIFICATE:
            return is_sealed(address)
    return True


def secret_question(address: ServerAddress) -> str:
    """What to ask for, without a colon."""
    if address.authentication is Authentication.CERTIFICATE:
        return _("Passphrase of the key {file}").format(file=key_file(address))
    return _("Password of {user} on {server}").format(user=address.user_name, server=address.host)
