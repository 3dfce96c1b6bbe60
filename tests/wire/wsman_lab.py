"""The WSMan service on an event loop of its own, around a stand-in world, for unmodified pypsrp."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan
from tests.wire import wsman_cmdlets

from writeback.lab.certificate import ServerCertificate
from writeback.lab.clock import Clock
from writeback.lab.faults import Faults
from writeback.lab.httpd import HttpServer
from writeback.lab.powershell import Registry
from writeback.lab.wsman import WSManService

USER, PASSWORD, DOMAIN = "labadmin", "pass wörd!", "CONTOSO"
OTHER, OTHER_PASSWORD = "guest", "gäst"


def make_world() -> SimpleNamespace:
    """As little of a world as the service looks at."""
    configurations = {
        "LabReadOnly": {
            "language_mode": "NoLanguage",
            "visible": ["Get-Widget", "Set-Thing"],
            "modules": ["ADSync"],
        },
        "LabClosed": {"visible": [], "users": ["somebody.else"]},
    }
    server = SimpleNamespace(
        accounts={USER: PASSWORD, OTHER: OTHER_PASSWORD},
        certificate_accounts={},
        computer_name="SYNC01",
        domain=DOMAIN,
        powershell_version="5.1.20348.2849",
        module_present=True,
        module_autoload=False,
        configurations=configurations,
    )
    return SimpleNamespace(
        server=server, clock=Clock(speed=30.0), faults=Faults(), graffiti="", settle=lambda: None
    )


def registry() -> Registry:
    made = Registry()
    made.add_module(wsman_cmdlets.__name__)
    return made


@dataclass
class RunningLab:
    """A running service: its world can be changed, its report read."""

    service: WSManService
    certificate: ServerCertificate
    https_port: int
    http_port: int
    loop: asyncio.AbstractEventLoop
    servers: list[HttpServer] = field(default_factory=list)

    @property
    def world(self) -> Any:
        return self.service.world

    @property
    def faults(self) -> Faults:
        return self.service.faults  # type: ignore[return-value]

    @property
    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = self.service.report()["counts"]
        return counts

    @property
    def shells(self) -> list[dict[str, Any]]:
        shells: list[dict[str, Any]] = self.service.report()["shells"]
        return shells

    def run(self, work: Awaitable[Any]) -> Any:
        """Run something on the service's own loop."""

        async def wrapped() -> Any:
            return await work

        return asyncio.run_coroutine_threadsafe(wrapped(), self.loop).result(10)

    def drop_idle_connections(self) -> None:
        async def drop() -> None:
            for server in self.servers:
                for connection in list(server.connections):
                    connection.abort()

        self.run(drop())

    def wsman(self, *, tls: bool = True, **changes: Any) -> WSMan:
        options: dict[str, Any] = {
            "server": "localhost",
            "port": self.https_port if tls else self.http_port,
            "ssl": tls,
            "auth": "basic" if tls else "negotiate",
            "username": USER,
            "password": PASSWORD,
            "no_proxy": True,
            "connection_timeout": 5,
            "read_timeout": 10,
            "operation_timeout": 5,
            "reconnection_backoff": 0.01,
        }
        if tls:
            options["cert_validation"] = str(self.certificate.ca_file)
        return WSMan(**(options | changes))

    @contextmanager
    def pool(self, configuration: str = "Microsoft.PowerShell", **changes: Any) -> Iterator[RunspacePool]:
        with (
            self.wsman(**changes) as connection,
            RunspacePool(connection, configuration_name=configuration) as pool,
        ):
            yield pool


@contextmanager
def running_lab(certificate: ServerCertificate, **options: Any) -> Iterator[RunningLab]:
    """Start the service in a thread; a bug of the lab itself fails the test that met it."""
    idle_timeout = options.pop("idle_timeout", 120.0)
    service = WSManService(make_world(), registry(), **options)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    secure = HttpServer(service, context=certificate.context(), idle_timeout=idle_timeout)
    plain = HttpServer(service, idle_timeout=idle_timeout)
    lab = RunningLab(service, certificate, 0, 0, loop, [secure, plain])
    for server in lab.servers:
        lab.run(server.start())
    lab.https_port, lab.http_port = secure.port, plain.port
    try:
        yield lab
    finally:
        lab.run(service.restart())
        for server in lab.servers:
            lab.run(server.stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


def invoke(pool: RunspacePool, name: str, *arguments: Any, **parameters: Any) -> PowerShell:
    """Run one cmdlet to its end and close its pipeline."""
    with PowerShell(pool) as shell:
        shell.add_cmdlet(name)
        for argument in arguments:
            shell.add_argument(argument)
        shell.add_parameters(parameters)
        shell.invoke()
        return shell
