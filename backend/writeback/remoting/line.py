"""One line to the server: the library's HTTP session and pool behind the guard, from opening to closing."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pypsrp.complex_objects import RunspacePoolState
from pypsrp.exceptions import WSManFaultError
from pypsrp.powershell import RunspacePool
from pypsrp.wsman import WSMan

from writeback.domain.errors import CertificateRefused
from writeback.domain.secret import Secret
from writeback.domain.system_words import in_words
from writeback.domain.target import ServerAddress
from writeback.domain.texts import _
from writeback.remoting.failures import TIMED_OUT, misconfigured
from writeback.remoting.guard import Guard
from writeback.remoting.owner import Overdue
from writeback.remoting.schemes import SEALING, options, prepare

POLL_SECONDS = 1


class Line:
    """Not open yet, nothing is sent to the server. `settings` are WSMan's own.

    Raises InvalidInput, CertificateRefused, and what `schemes.prepare` raises.
    """

    def __init__(self, address: ServerAddress, password: Secret, settings: Mapping[str, Any]) -> None:
        if not address.tls and address.authentication not in SEALING:
            raise misconfigured(address)
        prepare(address, password)
        try:
            self._wsman = WSMan(
                address.host,
                port=address.port,
                ssl=address.tls,
                cert_validation=_readable(address.ca_file) or _system_store(),
                proxy=address.proxy,
                **options(address, password),
                **settings,
            )
        except ValueError:
            raise misconfigured(address) from None
        self.pool = RunspacePool(self._wsman, configuration_name=address.configuration)
        self._guard = Guard(self._wsman, self.pool, address)

    @property
    def powershell(self) -> str:
        """The server's PowerShell version, such as 5.1.20348.2849; "" if it does not say."""
        private = self.pool.application_private_data
        table = (private.data or {}).get("PSVersionTable") if private is not None else None
        return str(table.get("PSVersion", "")) if isinstance(table, dict) else ""

    @property
    def messages(self) -> int:
        """How many have come in all."""
        return self._guard.messages

    def open(self, check: Callable[[], None]) -> None:
        """Signs in and opens the pool; `check` raises when nobody waits any more."""
        with self._guard.asking(check):
            with _patience():
                self.pool.open()
            while self.pool.state == RunspacePoolState.NEGOTIATION_SENT:
                with _patience():
                    self.pool._receive(timeout=POLL_SECONDS)
        if self.pool.state != RunspacePoolState.OPENED:
            raise Overdue

    def exchange_keys(self, check: Callable[[], None]) -> None:
        """What a SecureString needs; once, later calls are free. `check` as in open."""
        with self._guard.asking(check):
            self.pool.exchange_keys()

    def renew(self) -> None:
        """Before each invocation: its answers may be as large as those before."""
        self._guard.renew()

    def mend(self) -> None:
        """Makes the library build a new HTTP session and security context for the same pool."""
        transport = self._wsman.transport
        transport.encryption = None
        if transport.session is not None:
            transport.session.close()
            transport.session = None

    def cut(self) -> None:
        """Ends the connection from another thread: the call in progress fails at once. Never raises."""
        self._guard.cut()

    def close(self, *, delete: bool) -> None:
        """Closes the connection, and before that deletes the pool on the server if wanted; never raises."""
        if delete and self.pool.state != RunspacePoolState.BEFORE_OPEN:
            _quietly(self.pool.close)
        _quietly(self._wsman.close)


@contextlib.contextmanager
def _patience() -> Iterator[None]:
    """A slow server answers an opening with "not yet"; the library takes that for a failure."""
    try:
        yield
    except WSManFaultError as error:
        if error.code != TIMED_OUT:
            raise


def _quietly(call: Callable[[], object]) -> None:
    """What a connection in trouble says to a farewell helps nobody."""
    with contextlib.suppress(Exception):
        call()


def _readable(ca_file: str | None) -> str | None:
    """The profile's authority, looked at before anything is sent: the library would blame the server."""
    if ca_file is None:
        return None
    try:
        ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # ssl.SSLError is one, too
        raise CertificateRefused(
            _("The CA file {file} holds no certificate that can be read.").format(file=ca_file)
            if isinstance(error, ssl.SSLError)
            else _("The CA file {file} cannot be read: {why}.").format(file=ca_file, why=in_words(error)),
            _("Put the certificate of the authority there (PEM), or name another file in the profile."),
        ) from None
    return ca_file


def _system_store() -> str | bool:
    """The system's own certificate store; the library by itself would take the one that certifi brings."""
    paths = ssl.get_default_verify_paths()
    return paths.cafile or paths.capath or True
