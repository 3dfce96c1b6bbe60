"""Shells: remote sessions as WSMan sees them, each with its commands and their output."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape

from writeback.lab.powershell.call import Runspace
from writeback.lab.psrp.session import FRAGMENT_HEADER, Session
from writeback.lab.wsman import fault
from writeback.lab.wsman.output import OutputQueue
from writeback.lab.wsman.soap import SHELL

_PIPELINE_ID: Final = slice(FRAGMENT_HEADER + 24, FRAGMENT_HEADER + 40)


@dataclass(slots=True)
class ShellCommand:
    """One pipeline. Its PSRP id equals the WSMan command id only with newer clients."""

    command_id: str
    pipeline_id: uuid.UUID
    output: OutputQueue = field(default_factory=OutputQueue)
    unfinished: int = 0
    """Fragments sent of a message that never ends."""


class Shell:
    """One session of one user."""

    def __init__(
        self,
        shell_id: str,
        resource_uri: str,
        runspace: Runspace,
        idle_timeout: float,
        on_bug: Callable[[Exception], None],
    ) -> None:
        self.shell_id = shell_id
        self.resource_uri = resource_uri
        self.user = runspace.user
        self.idle_timeout = idle_timeout
        self.connected = True
        self.vanished = False
        """Gone under its client's hands: what still waits for output gets the fault of a lost shell."""
        self.created = self.used = time.monotonic()
        self.output = OutputQueue()
        self.commands: dict[str, ShellCommand] = {}
        self._by_pipeline: dict[uuid.UUID, ShellCommand] = {}
        self.session = Session(runspace, self._deliver, self._finished, on_bug)

    @property
    def running(self) -> int:
        """Pipelines under way."""
        return sum(one.is_running for one in self.session.pipelines.values())

    @property
    def is_expired(self) -> bool:
        return not self.session.is_busy and time.monotonic() - self.used > self.idle_timeout

    def command(self, command_id: str) -> ShellCommand:
        """The command with this id.

        Raises:
            Fault: there is none.
        """
        found = self.commands.get(command_id.upper())
        if found is None:
            raise fault.command_not_found()
        return found

    def start_command(self, command_id: str, first_fragment: bytes) -> None:
        """Register a command and give its first fragment to the session."""
        pipeline_id = uuid.UUID(bytes_le=bytes(first_fragment[_PIPELINE_ID]))
        command = ShellCommand(command_id, pipeline_id)
        self.commands[command_id] = self._by_pipeline[pipeline_id] = command
        self.session.open_pipeline(pipeline_id)
        self.session.receive(first_fragment, pipeline_id)

    def forget_command(self, command: ShellCommand) -> None:
        self.commands.pop(command.command_id, None)
        self._by_pipeline.pop(command.pipeline_id, None)
        self.session.forget_pipeline(command.pipeline_id)

    def describe(self, client_address: str) -> str:
        """The rsp:Shell element, children in Windows' order."""
        now = time.monotonic()
        values = {
            "ShellId": self.shell_id,
            "ResourceUri": escape(self.resource_uri),
            "Owner": escape(self.user),
            "ClientIP": client_address,
            "ProcessId": str(os.getpid()),
            "IdleTimeOut": f"PT{self.idle_timeout:.3f}S",
            "InputStreams": "stdin pr",
            "OutputStreams": "stdout",
            "MaxIdleTimeOut": "PT2147483.647S",
            "Locale": "en-US",
            "DataLocale": "en-US",
            "CompressionMode": "NoCompression",
            "ProfileLoaded": "Yes",
            "Encoding": "UTF8",
            "BufferMode": "Block",
            "State": "Connected" if self.connected else "Disconnected",
            "ShellRunTime": _day_time(now - self.created),
            "ShellInactivity": _day_time(now - self.used),
        }
        children = "".join(f"<rsp:{name}>{value}</rsp:{name}>" for name, value in values.items())
        return f'<rsp:Shell xmlns:rsp="{SHELL}">{children}</rsp:Shell>'

    def _deliver(self, pipeline_id: uuid.UUID | None, fragment: bytes) -> None:
        """Output of a command that was terminated meanwhile goes nowhere."""
        if pipeline_id is None:
            self.output.put(fragment)
        elif pipeline_id in self._by_pipeline:
            self._by_pipeline[pipeline_id].output.put(fragment)

    def _finished(self, pipeline_id: uuid.UUID) -> None:
        if pipeline_id in self._by_pipeline:
            self._by_pipeline[pipeline_id].output.finish()


def _day_time(seconds: float) -> str:
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"P{hours // 24}DT{hours % 24}H{minute}M{second}S"


class ShellTable:
    """All open shells; each belongs to the user who made it."""

    def __init__(self, max_per_user: int) -> None:
        self.max_per_user = max_per_user
        self._shells: dict[str, Shell] = {}

    def __len__(self) -> int:
        return len(self._shells)

    def __iter__(self) -> Iterator[Shell]:
        return iter(list(self._shells.values()))

    def of(self, user: str) -> list[Shell]:
        return [shell for shell in self if shell.user == user]

    def find(self, user: str, selectors: Mapping[str, str]) -> Shell:
        """The shell that the request selects; looking at it counts as use.

        Raises:
            Fault: it does not exist or belongs to somebody else.
        """
        wanted = selectors.get("ShellId", "")
        shell = self._shells.get(wanted.upper())
        if shell is None or shell.user != user:
            raise fault.shell_not_found(wanted)
        shell.used = time.monotonic()
        return shell

    def check_quota(self, user: str) -> None:
        """Raises Fault when the user has as many shells as allowed."""
        if len(self.of(user)) >= self.max_per_user:
            raise fault.too_many_shells(self.max_per_user)

    def add(self, shell: Shell) -> None:
        self._shells[shell.shell_id] = shell

    async def close(self, shell: Shell) -> None:
        """Stop its commands and forget it."""
        self._shells.pop(shell.shell_id, None)
        await shell.session.close()

    async def vanish(self) -> None:
        """Every shell is lost, as when the service or the machine restarts."""
        for shell in self:
            shell.vanished = True
            shell.output.finish()
            await self.close(shell)

    async def close_expired(self) -> None:
        """Idle time-outs: called before each request, which is when anybody could notice."""
        for shell in self:
            if shell.is_expired:
                await self.close(shell)

    async def close_all(self) -> None:
        for shell in self:
            await self.close(shell)
