"""The Entra Connect server over PowerShell remoting: the `SyncServer` that the engine works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from writeback.domain.choices import ServerCredential
from writeback.domain.connection import Connection
from writeback.domain.errors import InvalidInput, ServerTimeout, UntrustedAnswer, WritebackError
from writeback.domain.facts import LogEvent, Scheduler, ServerFacts, WritebackConfiguration
from writeback.domain.ports import CloudCredential
from writeback.domain.secret import Secret
from writeback.domain.target import ServerAddress
from writeback.domain.texts import _
from writeback.remoting import changes, readings, server_facts
from writeback.remoting.batch import Answers, Reading, read_all
from writeback.remoting.commands import Command, Value
from writeback.remoting.owner import GRACE_SECONDS, Abandoned, Owner, Ticket
from writeback.remoting.refusals import refusal
from writeback.remoting.survey import Survey, read_everything

if TYPE_CHECKING:
    from writeback.remoting.session import Session

T = TypeVar("T")

CLOSE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Deadlines:
    """In seconds, each for one call."""

    read: float = 60.0
    set: float = 300.0
    other: float = 120.0
    """For a survey, which reads several times, and for what takes the server its time."""
    grace: float = GRACE_SECONDS


class RemoteServer:
    """One sync server. Every call returns or raises a WritebackError within its deadline and grace.

    A lost connection is mended or opened anew by the next call; `close` may be called at any time.
    """

    def __init__(
        self,
        address: ServerAddress,
        password: Secret,
        deadlines: Deadlines | None = None,
        tell: Callable[[Connection], None] = lambda _state: None,
    ) -> None:
        self._address = address
        self._password = password
        self._deadlines = deadlines or Deadlines()
        self._tell = tell
        """Told, mostly in the connection's own thread, how it stands; not of `close`."""
        self._keeper: _Keeper | None = None
        self._surveyed: Survey | None = None
        self._connector = readings.NO_TENANT_CONNECTOR
        self._directories: tuple[str, ...] = (readings.NO_DIRECTORY,)

    async def open(self) -> None:
        """Signs in and loads the module. Every other method does it too when it is needed."""
        await self._call(lambda session, ticket: session.open(ticket), self._deadlines.read)

    async def close(self) -> None:
        """Ends the remote session, if there is one, and the thread."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            await keeper.close()

    def powershell(self, topic: str) -> tuple[str, ...]:
        """The readings behind a page, with the names that the last survey found."""
        return readings.powershell(topic, self._connector, self._directories)

    # Readings ---------------------------------------------------------------------------

    async def survey(self) -> ServerFacts:
        """Reads everything; raises only when nothing can be read at all."""

        def work(session: Session, ticket: Ticket) -> Survey:
            return read_everything(
                lambda commands: session.read(commands, ticket),
                self._address,
                powershell=lambda: session.powershell,
                before=before,
            )

        before = self._surveyed
        self._surveyed = survey = await self._call(work, self._deadlines.other)
        self._connector = survey.connector or readings.NO_TENANT_CONNECTOR
        self._directories = survey.directories or (readings.NO_DIRECTORY,)
        return survey.facts

    async def scheduler(self) -> Scheduler:
        """The scheduler, and the server's time in the same breath."""
        found = await self._read([readings.SCHEDULER])
        return server_facts.told(found.answers[0], lambda r: server_facts.scheduler(r, found.clock))

    async def busy_connectors(self) -> tuple[str, ...]:
        """The connectors that are at work now."""
        found = await self._read([readings.RUN_STATUS])
        return server_facts.told(found.answers[0], server_facts.busy_connectors)

    async def password_reset_configuration(self, connector: str) -> WritebackConfiguration:
        """The truth about writeback on the server."""
        found = await self._read([readings.password_reset(connector)])
        return server_facts.told(found.answers[0], server_facts.configuration)

    async def events(self) -> tuple[LogEvent, ...]:
        """Recent PasswordResetService and ADSync entries, newest first."""
        found = await self._read(readings.EVENTS)
        parts = [server_facts.told(answer, lambda r: r) for answer in found.answers]
        return server_facts.told((), lambda _none: server_facts.events(parts))

    # Changes: one command in one invocation, sent once ----------------------------------

    async def set_password_reset_configuration(
        self, connector: str, *, enable: bool, credential: CloudCredential
    ) -> None:
        """Onboards or offboards. Raises CredentialNeeded when the server asks for a credential."""
        command = changes.set_password_reset(
            connector, enable=enable, credential=self._credential(credential)
        )
        await self._write(command, self._deadlines.set)

    async def export_configuration(self, folder: str) -> None:
        """Writes the server's configuration to a folder on the server, which changes nothing in it."""
        try:
            await self._write(changes.export_configuration(folder), self._deadlines.other)
        except WritebackError as error:
            raise (type(error)(error.message, error.hint) if error.in_doubt else error) from None

    async def start_sync_cycle(self) -> None:
        """Starts a delta cycle. Raises SyncBusy when one is running."""
        await self._write(changes.start_sync_cycle(), self._deadlines.other)

    async def set_sync_cycle_enabled(self, enabled: bool) -> None:
        """Pauses the scheduler or puts it back."""
        await self._write(changes.set_sync_cycle_enabled(enabled), self._deadlines.set)

    def _credential(self, credential: CloudCredential) -> Mapping[str, Value]:
        match credential.kind:
            case ServerCredential.PASSWORD:
                return changes.by_password(credential.user_name, credential.secret)
            case ServerCredential.ACCESS_TOKEN if self._address.tls:
                return changes.by_token(credential.secret)
            case ServerCredential.ACCESS_TOKEN:
                # The parameter is plain text, so only TLS keeps it from whoever listens.
                raise InvalidInput(
                    _("The sign-in's token is handed to the server over HTTPS only; nothing was sent."),
                    _("Use HTTPS in the profile, or give a name and password."),
                )
            case ServerCredential.NONE:
                return {}

    # The way to the thread --------------------------------------------------------------

    async def _read(self, wanted: Sequence[Reading]) -> Answers:
        def work(session: Session, ticket: Ticket) -> Answers:
            return read_all(wanted, lambda commands: session.read(commands, ticket))

        return await self._call(work, self._deadlines.read)

    async def _write(self, command: Command, seconds: float) -> None:
        outcome = await self._call(lambda session, ticket: session.write(command, ticket), seconds)
        if not outcome.succeeded:
            error = refusal(command, outcome)
            # Ended without an error record: somebody on the server stopped it, who knows where.
            raise error if outcome.errors else type(error)(error.message, error.hint, in_doubt=True)

    async def _call(self, work: Callable[[Session, Ticket], T], seconds: float) -> T:
        if self._keeper is None or self._keeper.is_retired:
            self._keeper = _Keeper(self._address, self._password, self._tell)
        try:
            return await self._keeper.call(work, seconds, self._deadlines.grace)
        except Abandoned as left:
            raise ServerTimeout(
                _("{host} did not answer in time.").format(host=self._address.host),
                _("Read the server again before anything else."),
                in_doubt=left.sent,
            ) from None


class _Keeper:
    """A session and the thread that owns it; replaced as a whole when the thread does not come back."""

    def __init__(self, address: ServerAddress, password: Secret, tell: Callable[[Connection], None]) -> None:
        self._address = address
        self._password = password
        self._tell = tell
        self._session: Session | None = None
        self._owner = Owner(f"server {address.host}", self._tidy, self._idle)

    @property
    def is_retired(self) -> bool:
        return self._owner.is_retired

    async def call(self, work: Callable[[Session, Ticket], T], seconds: float, grace: float) -> T:
        """What `work` returns. Raises WritebackError, or Abandoned: then the connection is cut."""
        try:
            return await self._owner.call(lambda ticket: self._do(work, ticket), seconds, grace=grace)
        except Abandoned:
            self._cut()
            self._tell(Connection.LOST)
            raise

    async def close(self) -> None:
        """Never raises: a session that does not end is left to the server."""
        if self._owner.is_retired:
            return
        try:
            await self._owner.call(lambda _ticket: self._end(), CLOSE_SECONDS, grace=0)
        except (Abandoned, WritebackError):
            self._cut()
        finally:
            self._owner.retire()

    def _do(self, work: Callable[[Session, Ticket], T], ticket: Ticket) -> T:
        try:
            return work(self._opened(), ticket)
        except WritebackError:
            raise
        except Exception:  # whatever odd values do to our own code, it ends in a sentence
            raise UntrustedAnswer(
                _("The answer of {host} was not understood and is not trusted.").format(
                    host=self._address.host
                ),
                _("Check that the address leads to the sync server and not to something else."),
                in_doubt=ticket.sent,
            ) from None

    def _cut(self) -> None:
        """A thread that nobody waits for any more must not read for ever what a server drips."""
        if self._session is not None:
            self._session.cut()

    def _opened(self) -> Session:
        """In the owner's thread: importing the library costs 0.2 s that the screen does not have."""
        if self._session is None:
            from writeback.remoting.session import Session

            self._session = Session(self._address, self._password, self._tell)
        return self._session

    def _tidy(self) -> None:
        if self._session is not None:
            self._session.tidy()

    def _idle(self) -> None:
        if self._session is not None:
            self._session.keep_alive()

    def _end(self) -> None:
        if self._session is not None:
            self._session.close()
