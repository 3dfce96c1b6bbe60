"""One runspace pool on the server: open, probe, run, mend, close. Everything here runs in the owner's thread.

Reads may be made again over a mended connection or a new pool; a command that changes something is sent once.
"""

from __future__ import annotations

import contextlib
import logging
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from time import monotonic
from typing import Any, TypeVar

from pypsrp.complex_objects import PSCredential, PSInvocationState, RunspacePoolState
from pypsrp.exceptions import AuthenticationError, WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan

from writeback.domain.errors import CertificateRefused, WritebackError
from writeback.domain.secret import Secret
from writeback.domain.target import ServerAddress
from writeback.domain.texts import _
from writeback.remoting.commands import Command, Credential
from writeback.remoting.failures import TIMED_OUT, failure_of, is_lost, misconfigured
from writeback.remoting.guard import check_amount, guard
from writeback.remoting.outcome import Outcome, record_of
from writeback.remoting.owner import Overdue, Stopped, Ticket
from writeback.remoting.refusals import refusal
from writeback.remoting.values import plain

T = TypeVar("T")

POLL_SECONDS = 1
PROBE_SECONDS = 10
FRESH_SECONDS = 10.0
"""A connection that answered so recently is not probed before a read."""
ATTEMPTS = 3
PAUSE_SECONDS = 0.2
SETTINGS: Mapping[str, Any] = {
    "operation_timeout": 20,
    "read_timeout": 30,
    "connection_timeout": 10,
    "reconnection_retries": 0,
    "reconnection_backoff": 0.5,
    "no_proxy": True,
}
DEFAULT_CONFIGURATION = "Microsoft.PowerShell"
IMPORT_MODULE = Command("Import-Module", {"Name": "ADSync", "ErrorAction": "Stop"})


def silence_libraries() -> None:
    """At DEBUG the library writes whole messages, parameters in clear; its warnings would hit the screen."""
    for name in ("pypsrp", "urllib3", "requests_credssp"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        logger.addHandler(logging.NullHandler())
        logger.propagate = False


class Session:
    """The connection to one server. Its methods raise WritebackError."""

    def __init__(self, address: ServerAddress, password: Secret) -> None:
        silence_libraries()
        self._address = address
        self._password = password
        self._wsman: WSMan | None = None
        self._pool: RunspacePool | None = None
        self._answered = 0.0
        self.powershell = ""
        """The server's PowerShell version, such as 5.1.20348.2849."""

    def open(self, ticket: Ticket) -> None:
        """Opens a pool and loads the module, unless that is done already."""
        try:
            self._ready(ticket)
        except Exception as error:  # anything can come out of a hostile answer (safety.md, 4.1)
            raise self._failed(error) from None

    def read(self, commands: Sequence[Command], ticket: Ticket) -> Outcome:
        """Runs reading commands as statements of one invocation; on a lost connection once more, anew."""
        try:
            return self._run(self._ready(ticket), commands, ticket)
        except Exception as error:  # as in open
            failure = self._failed(error)
            if not is_lost(error):
                raise failure from None
        try:
            return self._run(self._ready(ticket), commands, ticket)
        except Exception as error:  # as in open
            raise self._failed(error) from None

    def write(self, command: Command, ticket: Ticket) -> Outcome:
        """Sends one command once. An error after that leaves its effect in doubt, and says so."""
        try:
            pool = self._ready(ticket, probe=True)
            if command.carries_credential:
                pool.exchange_keys()
            ticket.check()
            return self._run(pool, [command], ticket, writes=True)
        except Exception as error:  # as in open
            raise self._failed(error, in_doubt=ticket.sent) from None

    def keep_alive(self) -> None:
        """Keeps an idle connection open; never raises."""
        if self._pool is not None:
            try:
                self._probe(self._pool, Ticket.lasting(PROBE_SECONDS))
            except Exception:  # the next reading opens a new pool and says what is wrong
                self._drop()

    def close(self) -> None:
        """Deletes the pool on the server and closes the connection; never raises."""
        self._drop()

    def _failed(self, error: Exception, *, in_doubt: bool = False) -> WritebackError:
        """The error for the caller. The pool is kept only after a read that was stopped in good order."""
        if in_doubt:
            # Deleting the pool would stop a changing command half-way; the server lets it expire.
            self._drop(delete=False)
        elif not isinstance(error, Stopped | Overdue):
            self._drop_after(error)
        return failure_of(error, self._address, in_doubt=in_doubt)

    # The pool ---------------------------------------------------------------------------

    def _ready(self, ticket: Ticket, *, probe: bool = False) -> RunspacePool:
        """A pool that answers: the one at hand if it does, else a new one."""
        ticket.check()
        if self._pool is not None and (probe or monotonic() - self._answered > FRESH_SECONDS):
            try:
                self._probe(self._pool, ticket)
            except (Stopped, Overdue):
                raise
            except Exception as error:  # the old pool is given up, whatever is wrong with it
                self._drop_after(error)
        if self._pool is None:
            try:
                self._pool = self._open_pool(ticket)
                self._load_module(self._pool, ticket)
            except Exception as error:  # half-open is not open
                self._drop_after(error)
                raise
        return self._pool

    def _open_pool(self, ticket: Ticket) -> RunspacePool:
        address = self._address
        try:
            self._wsman = WSMan(
                address.host,
                port=address.port,
                ssl=address.tls,
                username=address.user_name,
                password=self._password.reveal(),
                auth=address.authentication.value,
                cert_validation=_readable(address.ca_file) or _system_store(),
                **SETTINGS,
            )
        except ValueError:
            raise misconfigured(address) from None
        pool = RunspacePool(self._wsman, configuration_name=address.configuration)
        guard(self._wsman, pool)
        with _patience():
            pool.open()
        while pool.state == RunspacePoolState.NEGOTIATION_SENT:
            ticket.check()
            with _patience():
                pool._receive(timeout=POLL_SECONDS)
        if pool.state != RunspacePoolState.OPENED:
            raise Overdue
        self._answered = monotonic()
        self.powershell = _version_of(pool)
        return pool

    def _load_module(self, pool: RunspacePool, ticket: Ticket) -> None:
        # Another configuration than the default loads the module by itself (JEA).
        if self._address.configuration != DEFAULT_CONFIGURATION:
            return
        outcome = self._run(pool, [IMPORT_MODULE], ticket)
        if not outcome.succeeded:
            raise refusal(IMPORT_MODULE, outcome)

    def _probe(self, pool: RunspacePool, ticket: Ticket) -> None:
        """A read of the shell itself: what is dead is found and mended before a command is sent."""
        self._repeat(lambda: pool.shell._get_shell(timeout=PROBE_SECONDS), ticket)
        self._answered = monotonic()

    def _drop_after(self, error: Exception) -> None:
        """Gives the pool up; the server is told so only where it can be expected to answer."""
        self._drop(delete=is_lost(error) or isinstance(error, WritebackError | Stopped | Overdue))

    def _drop(self, *, delete: bool = True) -> None:
        pool, self._pool = self._pool, None
        wsman, self._wsman = self._wsman, None
        if wsman is None:
            return
        if delete and pool is not None:
            _quietly(pool.close)
        _quietly(wsman.close)

    # Pipelines --------------------------------------------------------------------------

    def _run(
        self, pool: RunspacePool, commands: Sequence[Command], ticket: Ticket, *, writes: bool = False
    ) -> Outcome:
        shell = _shell(pool, commands)
        self._begin(shell, ticket, writes=writes)
        try:
            self._wait(pool, shell, ticket, writes=writes)
        except (Stopped, Overdue):
            if not writes:
                _quietly(shell.stop)
            raise
        finally:
            # An open command counts against a quota of the session.
            if shell.state != PSInvocationState.RUNNING:
                _quietly(shell.close)
        return Outcome(
            tuple(plain(output) for output in shell.output),
            tuple(record_of(error) for error in shell.streams.error),
            completed=shell.state == PSInvocationState.COMPLETED and not shell.had_errors,
        )

    def _begin(self, shell: PowerShell, ticket: Ticket, *, writes: bool) -> None:
        ticket.sent = writes
        try:
            shell.begin_invoke()
        except (AuthenticationError, WSManFaultError) as error:
            # The server refused the message itself, so nothing runs. A late or nameless fault says less.
            refused = isinstance(error, AuthenticationError) or isinstance(error.code, int)
            if refused and getattr(error, "code", None) != TIMED_OUT:
                ticket.sent = False
            raise

    def _wait(self, pool: RunspacePool, shell: PowerShell, ticket: Ticket, *, writes: bool) -> None:
        while shell.state == PSInvocationState.RUNNING:
            self._repeat(lambda: shell.poll_invoke(timeout=POLL_SECONDS), ticket)
            self._answered = monotonic()
            check_amount(pool, shell.output)
            if shell.state != PSInvocationState.RUNNING:
                return
            # A command that changes something is never interrupted half-way because nobody waits any more.
            if not writes:
                ticket.check()
            elif ticket.is_overdue:
                raise Overdue

    def _repeat(self, call: Callable[[], T], ticket: Ticket) -> T:
        """A call that may be repeated (Receive, Get), over a new connection when the old one is lost."""
        for attempt in range(1, ATTEMPTS):
            try:
                return call()
            except Exception as error:
                if not is_lost(error) or _is_gone(error):
                    raise
            self._reset_connection()
            ticket.stop.wait(PAUSE_SECONDS * 2**attempt)
        return call()

    def _reset_connection(self) -> None:
        """Makes the library build a new HTTP session and security context for the same pool."""
        if self._wsman is None:
            return
        transport = self._wsman.transport
        transport.encryption = None
        if transport.session is not None:
            transport.session.close()
            transport.session = None


def _shell(pool: RunspacePool, commands: Sequence[Command]) -> PowerShell:
    shell = PowerShell(pool)
    for index, command in enumerate(commands):
        if index:
            shell.add_statement()
        for stage in command.stages:
            shell.add_cmdlet(stage.name)
            for name, value in stage.parameters.items():
                shell.add_parameter(name, _on_the_wire(value))
    return shell


def _quietly(call: Callable[[], object]) -> None:
    """What a connection in trouble says to a farewell helps nobody."""
    with contextlib.suppress(Exception):
        call()


def _on_the_wire(value: object) -> object:
    """A parameter's value as the library serialises it."""
    match value:
        case Secret():
            return value.reveal()
        case Credential():
            return PSCredential(username=value.user_name, password=value.password.reveal())
        case tuple():
            return list(value)
        case Mapping():
            return dict(value)
    return value


@contextlib.contextmanager
def _patience() -> Iterator[None]:
    """A slow server answers an opening with "not yet"; the library takes that for a failure."""
    try:
        yield
    except WSManFaultError as error:
        if error.code != TIMED_OUT:
            raise


def _is_gone(error: BaseException) -> bool:
    """Whether the shell itself has ended: no new connection brings it back."""
    return isinstance(error, WSManFaultError)


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
            else _("The CA file {file} cannot be read: {why}.").format(file=ca_file, why=error.strerror),
            _("Put the certificate of the authority there (PEM), or name another file in the profile."),
        ) from None
    return ca_file


def _system_store() -> str | bool:
    """The system's own certificate store; the library by itself would take the one that certifi brings."""
    paths = ssl.get_default_verify_paths()
    return paths.cafile or paths.capath or True


def _version_of(pool: RunspacePool) -> str:
    private = pool.application_private_data
    table = (private.data or {}).get("PSVersionTable") if private is not None else None
    return str(table.get("PSVersion", "")) if isinstance(table, dict) else ""
