"""A session on a simulated server without any wire: what a client's pipelines would do and get."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from writeback.lab.clock import ManualClock
from writeback.lab.cmdlets import load
from writeback.lab.powershell import CmdletError, PSCredential, Runspace
from writeback.lab.powershell.call import Progress
from writeback.lab.powershell.engine import Command, Engine, Failure
from writeback.lab.powershell.objects import EnumValue, member
from writeback.lab.world import Passwords, World, build

CLOUD_PASSWORD = "cloud-password"


@dataclass
class Recorder:
    """Keeps what arrives on each stream; errors as their full ids."""

    outputs: list[object] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def output(self, value: object) -> None:
        self.outputs.append(value)

    def error(self, error: CmdletError, cmdlet_name: str, class_name: str) -> None:
        self.errors.append(error.full_id(class_name))

    def text(self, stream: str, message: str) -> None:
        raise AssertionError(f"unexpected {stream}: {message}")

    def information(self, message: object, source: str, tags: tuple[str, ...]) -> None:
        raise AssertionError(f"unexpected information: {message}")

    def progress(self, record: Progress) -> None:
        raise AssertionError(f"unexpected progress: {record}")


class Session:
    """One runspace on the world of a scenario, with a clock that stands still."""

    def __init__(self, scenario: str = "contoso", **build_options: Any) -> None:
        self.clock = ManualClock()
        passwords = Passwords(server="server-password", cloud=CLOUD_PASSWORD)
        self.world: World = build(scenario, self.clock, passwords=passwords, **build_options)
        self.runspace = Runspace(self.world, load().cmdlets)
        self.errors: list[str] = []

    async def run(self, name: str, *more: Command, **parameters: object) -> list[Any]:
        """The outputs of one pipe; `errors` then holds the ids of its non-terminating errors.

        Raises:
            Failure: it failed.
        """
        sink = Recorder()
        try:
            await Engine(self.runspace).run([[command(name, **parameters), *more]], sink)
        finally:
            self.errors = sink.errors
        return sink.outputs

    async def one(self, name: str, *more: Command, **parameters: object) -> dict[str, Any]:
        """The properties of the single output, enumerations as their names."""
        (found,) = await self.run(name, *more, **parameters)
        everything = {**found.properties, **found.notes}
        return {k: v.name if isinstance(v, EnumValue) else v for k, v in everything.items()}

    async def fails(self, name: str, *more: Command, **parameters: object) -> Failure:
        """The failure of a command that must fail."""
        try:
            await self.run(name, *more, **parameters)
        except Failure as failure:
            return failure
        raise AssertionError(f"{name} did not fail")

    async def enable(self, *, enable: bool = True, **more: object) -> list[Any]:
        """Set-ADSyncAADPasswordResetConfiguration on the tenant's connector."""
        connector = self.world.server.aad_connector.name
        return await self.run(
            "Set-ADSyncAADPasswordResetConfiguration", Connector=connector, Enable=enable, **more
        )

    async def record(self) -> dict[str, Any]:
        """The record of writeback."""
        connector = self.world.server.aad_connector.name
        return await self.one("Get-ADSyncAADPasswordResetConfiguration", Connector=connector)

    def pass_time(self, seconds: float) -> None:
        """Lab time goes by and the world follows."""
        self.clock.advance(seconds)
        self.world.settle()

    def events(self, provider: str = "PasswordResetService") -> list[int]:
        """Ids in the order in which they were written."""
        return [one.id for one in self.world.server.event_log.events if one.provider == provider]

    def credential(self, upn: str, password: str = CLOUD_PASSWORD) -> PSCredential:
        """What an admin would type."""
        return PSCredential(upn, password)


def command(name: str, **parameters: object) -> Command:
    """A command with named arguments."""
    return Command(name, list(parameters.items()))


def dig(name: str) -> Command:
    """`Select-Object -ExpandProperty name`."""
    return command("Select-Object", ExpandProperty=name)


def value_of(found: object, name: str) -> object:
    """A property, however it is spelled."""
    spelled = member(found, name)
    assert spelled is not None, f"no property {name}"
    return spelled[1]
