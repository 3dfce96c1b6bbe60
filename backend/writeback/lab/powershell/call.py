"""What a running cmdlet sees: the world, its streams, its piped input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from writeback.lab.powershell.errors import CmdletError, action_preference_stop, host_function_not_implemented
from writeback.lab.powershell.ledger import Ledger

if TYPE_CHECKING:
    from writeback.lab.powershell.cmdlet import Cmdlet
    from writeback.lab.powershell.objects import PSCredential


class Host(Protocol):
    """The client's user interface, if it declared one."""

    async def prompt_for_credential(
        self, caption: str, message: str, user_name: str
    ) -> PSCredential | None: ...


class Sink(Protocol):
    """Where the streams of one invocation go; everything given to it leaves at once."""

    def output(self, value: object) -> None: ...
    def error(self, error: CmdletError, cmdlet_name: str, class_name: str) -> None: ...
    def text(self, stream: str, message: str) -> None: ...
    def information(self, message: object, source: str, tags: tuple[str, ...]) -> None: ...
    def progress(self, record: Progress) -> None: ...


@dataclass(frozen=True, slots=True)
class Progress:
    """A progress record; -1 means unknown."""

    activity: str
    status: str
    percent: int = -1
    activity_id: int = 0
    parent_id: int = -1
    operation: str | None = None
    seconds_remaining: int = -1
    done: bool = False


@dataclass(slots=True)
class Runspace:
    """What outlives a pipeline in one session."""

    world: Any
    commands: Mapping[str, Cmdlet]
    """What the session configuration lets this session see, by lower-case name."""
    modules: set[str] = field(default_factory=set)
    """Imported modules, names in lower case."""
    user: str = ""
    configuration: str = "Microsoft.PowerShell"
    groups: tuple[str, ...] = ()
    """Of the virtual account that the session works as; empty when it works as the user."""
    ledger: Ledger = field(default_factory=Ledger)
    """Where changing cmdlets are noted."""

    def find(self, name: str) -> Cmdlet | None:
        """The command of this name, which may begin with its module's: that passes a proxy by."""
        exact = self.commands.get(name.casefold())
        plain = self.commands.get(name.casefold().rpartition("\\")[2])
        return exact or (None if plain is None or plain.is_proxy else plain)

    def import_module(self, name: str) -> None:
        """Make the module's cmdlets known in this session."""
        self.modules.add(name.casefold())

    def has_module(self, name: str) -> bool:
        return name.casefold() in self.modules


@dataclass(slots=True)
class Call:
    """One call of a cmdlet. The common parameters are honoured here, not by the cmdlet."""

    cmdlet: Cmdlet
    runspace: Runspace
    sink: Sink
    bound: frozenset[str] = frozenset()
    """Names of the parameters that the caller gave ($PSBoundParameters)."""
    common: Mapping[str, Any] = field(default_factory=dict)
    """Values of the common parameters that the caller gave, by name in lower case."""
    input: list[object] = field(default_factory=list)
    """All objects piped into the cmdlet."""
    host: Host | None = None

    @property
    def name(self) -> str:
        return self.cmdlet.name

    @property
    def world(self) -> Any:
        return self.runspace.world

    @property
    def commands(self) -> Mapping[str, Cmdlet]:
        """All cmdlets that this session can see, whether their module is imported or not."""
        return self.runspace.commands

    def is_bound(self, parameter: str) -> bool:
        return parameter in self.bound

    def output(self, value: object) -> None:
        """Send an object down the pipeline."""
        self.sink.output(value)

    def warning(self, text: str) -> None:
        if self._wanted("Warning", text):
            self.sink.text("warning", text)

    def verbose(self, text: str) -> None:
        """Arrives only with -Verbose, as the preference of a remote session is SilentlyContinue."""
        if self.common.get("verbose"):
            self.sink.text("verbose", text)

    def debug(self, text: str) -> None:
        """Arrives only with -Debug."""
        if self.common.get("debug"):
            self.sink.text("debug", text)

    def information(self, message: object, *, tags: tuple[str, ...] = ()) -> None:
        """Write-Information; Write-Host adds the tag PSHOST."""
        if self._action("information") != "ignore":
            self.sink.information(message, self.name, tags)

    def progress(self, activity: str, status: str, percent: int = -1, *, done: bool = False) -> None:
        """`percent` -1 is unknown; `done` takes the bar away."""
        self.sink.progress(Progress(activity, status, percent, done=done))

    def write_error(self, error: CmdletError) -> None:
        """A non-terminating error, unless -ErrorAction says otherwise.

        Raises:
            CmdletError: `error` itself under -ErrorAction Stop.
        """
        action = self._action("error")
        if action == "stop":
            raise error
        if action not in ("silentlycontinue", "ignore"):
            self.sink.error(error, self.name, self.cmdlet.class_name)

    async def prompt(self, caption: str, message: str, user_name: str = "") -> PSCredential | None:
        """Ask the user of the client for a credential; None if the user declined.

        Raises:
            CmdletError: the client has no host, so nobody can be asked.
        """
        if self.host is None:
            raise host_function_not_implemented()
        return await self.host.prompt_for_credential(caption, message, user_name)

    async def lab_sleep(self, seconds: float) -> None:
        """Let `seconds` of lab time pass; a stop ends it."""
        await self.world.clock.sleep(seconds)
        self.world.settle()

    def _action(self, stream: str) -> str:
        return str(self.common.get(f"{stream}action") or "continue").casefold()

    def _wanted(self, stream: str, text: str) -> bool:
        action = self._action(stream.casefold())
        if action == "stop":
            raise action_preference_stop(stream, text)
        return action not in ("silentlycontinue", "ignore")
