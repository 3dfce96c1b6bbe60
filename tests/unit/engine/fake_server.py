"""A server in memory that can fail before or after a write takes effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tests.builders import DISABLED, ENABLED, NOW, SCHEDULER, event, heartbeat, server_facts

from writeback.domain.errors import ConnectionLost, WritebackError
from writeback.domain.facts import (
    LogEvent,
    Scheduler,
    ServerFacts,
    Switches,
    SwitchMethod,
    Unknown,
    WritebackConfiguration,
)
from writeback.domain.ports import CloudCredential

LOST = ConnectionLost("The connection to the server was lost.", in_doubt=True)


@dataclass
class FakeServer:
    """`calls` are the writes in order. `fails` maps a call to an error raised before or after its effect."""

    writeback: WritebackConfiguration = DISABLED
    state: Scheduler = SCHEDULER
    calls: list[str] = field(default_factory=list)
    fails_before: dict[str, Exception] = field(default_factory=dict)
    fails_after: dict[str, Exception] = field(default_factory=dict)
    unreadable: list[WritebackError] = field(default_factory=list)
    log: tuple[LogEvent, ...] = ()
    on_poll: Callable[[], None] = lambda: None
    on_call: dict[str, Callable[[], None]] = field(default_factory=dict)
    logs_on_call: dict[str, tuple[LogEvent, ...]] = field(default_factory=dict)
    """Events that a call logs although it fails before its effect."""

    async def survey(self) -> ServerFacts:
        return server_facts(writeback=self.writeback, scheduler=self.state, events=self.log)

    async def scheduler(self) -> Scheduler:
        self.on_poll()
        return self.state

    async def busy_connectors(self) -> tuple[str, ...]:
        return ()

    async def password_reset_configuration(self, connector: str) -> WritebackConfiguration:
        if self.unreadable:
            raise self.unreadable.pop(0)
        return self.writeback

    async def events(self) -> tuple[LogEvent, ...]:
        return self.log

    async def set_password_reset_configuration(
        self, connector: str, *, enable: bool, credential: CloudCredential
    ) -> None:
        self._write("set", lambda: self._onboard(enable))

    async def export_configuration(self, folder: str) -> None:
        self._write("export", lambda: None)

    async def start_sync_cycle(self) -> None:
        self._write("start", lambda: None)

    async def set_sync_cycle_enabled(self, enabled: bool) -> None:
        self._write("resume" if enabled else "pause", lambda: self._scheduler(enabled))

    def _onboard(self, enable: bool) -> None:
        self.writeback = ENABLED if enable else DISABLED
        self.log = (event(31005, 1), event(31015, 1), heartbeat("a", 2), heartbeat("b", 2), event(31013, 3))

    def _scheduler(self, enabled: bool) -> None:
        self.state = replace(self.state, sync_cycle_enabled=enabled)

    def _write(self, call: str, effect: Callable[[], None]) -> None:
        self.calls.append(call)
        self.log = self.logs_on_call.get(call, self.log)
        self.on_call.get(call, lambda: None)()
        if error := self.fails_before.pop(call, None):
            raise error
        effect()
        if error := self.fails_after.pop(call, None):
            raise error


class FakeSwitches:
    """The portal in memory."""

    method = SwitchMethod.PORTAL_API

    def __init__(self) -> None:
        self.state = Switches(False, False)
        self.unreadable = 0
        """So many readings after a write get no answer."""
        self._written = False

    async def read(self) -> Switches | Unknown:
        if self._written and self.unreadable:
            self.unreadable -= 1
            return Unknown("The portal does not answer.")
        return self.state

    async def write(
        self, *, write_back_passwords: bool | None = None, unlock_without_reset: bool | None = None
    ) -> None:
        self._written = True
        if write_back_passwords is not None:
            self.state = replace(self.state, write_back_passwords=write_back_passwords)
        if unlock_without_reset is not None:
            self.state = replace(self.state, unlock_without_reset=unlock_without_reset)


__all__ = ["LOST", "NOW", "FakeServer", "FakeSwitches"]
