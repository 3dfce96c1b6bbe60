"""One runspace pool on the server: open, probe, run, mend, close. Everything here runs in the owner's thread.

Reads may be made again over a mended connection or a new pool; a command that changes something is sent once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import Any, TypeVar

from pypsrp.complex_objects import PSCredential, PSInvocationState
from pypsrp.exceptions import AuthenticationError, WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool

from writeback import library_log
from writeback.domain.connection import Connection
from writeback.domain.errors import ConnectionLost, WritebackError
from writeback.domain.secret import Secret
from writeback.domain.target import ServerAddress
from writeback.remoting.commands import Command, Credential
from writeback.remoting.failures import TIMED_OUT, failure_of, is_lost
from writeback.remoting.identity import introduced
from writeback.remoting.line import POLL_SECONDS, Line
from writeback.remoting.outcome import Outcome, record_of, without
from writeback.remoting.owner import Overdue, Stopped, Ticket
from writeback.remoting.refusals import refusal
from writeback.remoting.sign_in_failures import on_first_sight
from writeback.remoting.values import plain

T = TypeVar("T")

PROBE_SECONDS = 10
FRESH_SECONDS = 10.0
"""A connection that answered so recently is not probed before a read."""
MOST_ENDED = 10
"""Commands that have ended and still count; the smallest quota of a shell that Windows had was 15."""
ATTEMPTS = 3
PAUSE_SECONDS = 0.2
PACE_SECONDS = 0.05
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


LOGGERS = ("pypsrp", "spnego", "krb5", "urllib3", "requests", "requests_credssp", "charset_normalizer")
"""At DEBUG the library writes whole messages, parameters in clear; its warnings would hit the screen."""


def _to_nobody(_state: Connection) -> None:
    """Nobody is to hear any more, or yet, how the connection stands."""


class Session:
    """The connection to one server. Its methods raise WritebackError."""

    def __init__(
        self, address: ServerAddress, password: Secret, tell: Callable[[Connection], None] = _to_nobody
    ) -> None:
        library_log.quieten(LOGGERS)
        self._address = address
        self._password = password
        self._secrets: tuple[Secret, ...] = (password,)
        self._line: Line | None = None
        self._ended: list[PowerShell] = []
        """Ended, but the server has not been told that nobody wants anything more of them."""
        self._answered = 0.0
        self._tell = tell
        self._was_open = False
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
        self._secrets = (self._password, *command.secrets)
        try:
            line = self._ready(ticket, probe=True)
            if command.carries_credential:
                line.exchange_keys(ticket.check)
            ticket.check()
            return self._run(line, [command], ticket, writes=True)
        except Exception as error:  # as in open
            raise self._failed(error, in_doubt=ticket.sent) from None

    def tidy(self) -> None:
        """Says goodbye to the commands that have ended: a round trip each. Never raises."""
        ended, self._ended = self._ended, []
        for shell in ended:
            try:
                shell.close()
            except Exception as error:  # what a connection in trouble says to a farewell helps nobody
                if not isinstance(error, WSManFaultError):
                    # No answer: the others would wait for as long, and the next job behind them.
                    return

    def keep_alive(self) -> None:
        """Keeps an idle connection open; never raises."""
        if self._line is not None:
            try:
                self._probe(self._line, Ticket.lasting(PROBE_SECONDS))
            except Exception:  # the next reading opens a new pool and says what is wrong
                self._drop()

    def close(self) -> None:
        """Deletes the pool on the server and closes the connection; never raises."""
        self._tell = _to_nobody
        self._drop()

    def cut(self) -> None:
        """Ends the connection, from any thread: the call in progress fails at once. Never raises."""
        self._tell, line = _to_nobody, self._line
        if line is not None:
            line.cut()

    def _failed(self, error: Exception, *, in_doubt: bool = False) -> WritebackError:
        """The error for the caller. The pool is kept only after a read that was stopped in good order."""
        if in_doubt:
            # Deleting the pool would stop a changing command half-way; the server lets it expire.
            self._drop(delete=False)
        elif not isinstance(error, Stopped | Overdue):
            self._drop_after(error)
        found = failure_of(error, self._address, in_doubt=in_doubt)
        if isinstance(found, ConnectionLost) and not self._answered:
            found = on_first_sight(found, self._address)
        told = without(found.message, self._secrets)
        if told != found.message:
            return type(found)(told, found.hint, in_doubt=found.in_doubt)
        return introduced(found, self._address)

    # The line ---------------------------------------------------------------------------

    def _ready(self, ticket: Ticket, *, probe: bool = False) -> Line:
        """A line that answers: the one at hand if it does, else a new one."""
        ticket.check()
        if self._line is not None and (probe or monotonic() - self._answered > FRESH_SECONDS):
            try:
                self._probe(self._line, ticket)
            except (Stopped, Overdue):
                raise
            except Exception as error:  # the old line is given up, whatever is wrong with it
                self._drop_after(error)
        return self._line or self._connect(ticket)

    def _connect(self, ticket: Ticket) -> Line:
        self._tell(Connection.CONNECTING)
        try:
            self._line = line = Line(self._address, self._password, SETTINGS)
            self._open(line, ticket)
        except Exception as error:  # half-open is not open
            self._drop_after(error)
            raise
        self._was_open = True
        self._tell(Connection.OPEN)
        return line

    def _open(self, line: Line, ticket: Ticket) -> None:
        line.open(ticket.check)
        self._answered = monotonic()
        self.powershell = line.powershell
        self._load_module(line, ticket)

    def _load_module(self, line: Line, ticket: Ticket) -> None:
        # Another configuration than the default loads the module by itself (JEA).
        if self._address.configuration != DEFAULT_CONFIGURATION:
            return
        outcome = self._run(line, [IMPORT_MODULE], ticket)
        if not outcome.succeeded:
            raise refusal(IMPORT_MODULE, outcome)

    def _probe(self, line: Line, ticket: Ticket) -> None:
        """A read of the shell itself: what is dead is found and mended before a command is sent."""
        self._repeat(lambda: line.pool.shell._get_shell(timeout=PROBE_SECONDS), ticket)
        self._answered = monotonic()

    def _drop_after(self, error: Exception) -> None:
        """Gives the pool up; the server is told so only where it can be expected to answer."""
        self._drop(delete=is_lost(error) or isinstance(error, WritebackError | Stopped | Overdue))

    def _drop(self, *, delete: bool = True) -> None:
        line, self._line, self._ended = self._line, None, []
        # Before the farewell, which may take its time on a dead line.
        self._tell(Connection.LOST if self._was_open else Connection.CLOSED)
        if line is not None:
            line.close(delete=delete)

    # Pipelines --------------------------------------------------------------------------

    def _run(
        self, line: Line, commands: Sequence[Command], ticket: Ticket, *, writes: bool = False
    ) -> Outcome:
        line.renew()
        shell = _shell(line.pool, commands)
        self._begin(shell, ticket, writes=writes)
        try:
            self._wait(line, shell, ticket, writes=writes)
        except (Stopped, Overdue):
            if not writes:
                with contextlib.suppress(Exception):
                    shell.stop()
            raise
        finally:
            # Whoever waits for the outcome need not wait for the farewell, too.
            if shell.state != PSInvocationState.RUNNING:
                self._ended.append(shell)
            if len(self._ended) >= MOST_ENDED:
                self.tidy()
        return Outcome(
            tuple(plain(output) for output in shell.output),
            tuple(record_of(error).without(self._secrets) for error in shell.streams.error),
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

    def _wait(self, line: Line, shell: PowerShell, ticket: Ticket, *, writes: bool) -> None:
        while shell.state == PSInvocationState.RUNNING:
            before, asked = line.messages, monotonic()
            self._repeat(lambda: shell.poll_invoke(timeout=POLL_SECONDS), ticket)
            self._answered = monotonic()
            if line.messages == before and self._answered - asked < PACE_SECONDS:
                ticket.stop.wait(PACE_SECONDS)  # a server with nothing to say is to hold the question
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
                return self._told_open(call(), mended=attempt > 1)
            except Exception as error:
                # Long overdue means given up by everybody: the connection has been cut from outside.
                if not is_lost(error) or _is_gone(error) or (ticket.is_overdue and ticket.stop.is_set()):
                    raise
            self._tell(Connection.CONNECTING)
            if self._line is not None:
                self._line.mend()
            ticket.stop.wait(PAUSE_SECONDS * 2**attempt)
        return self._told_open(call(), mended=True)

    def _told_open(self, answer: T, *, mended: bool) -> T:
        if mended and self._was_open:
            self._tell(Connection.OPEN)
        return answer


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


def _is_gone(error: BaseException) -> bool:
    """Whether the shell itself has ended: no new connection brings it back."""
    return isinstance(error, WSManFaultError)
