"""Puts one lab together: world, certificates, the server's two ports and the tenant's one."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from writeback.lab.client_certificate import make_client_certificate
from writeback.lab.clock import Clock
from writeback.lab.cmdlets import load
from writeback.lab.cmdlets.adsync_export import DRIVES
from writeback.lab.control import Control, Levers
from writeback.lab.entra.device_code import DeviceCodes
from writeback.lab.entra.service import Entra
from writeback.lab.front import Front
from writeback.lab.graph.service import Graph
from writeback.lab.httpd import Connection
from writeback.lab.options import ServeOptions
from writeback.lab.portal import Portal
from writeback.lab.ports import HOST, Ports
from writeback.lab.reply import Json
from writeback.lab.services import Services
from writeback.lab.summary import summary
from writeback.lab.world import World, build
from writeback.lab.world.build import Passwords
from writeback.lab.wsman import WSManService, channel_binding, write_ntlm_users

STOP_DELAY = 0.1
"""Seconds for the answer to POST /lab/stop to leave."""


class Lab:
    """One lab. Its secrets are 0600 files in `folder`, never in the ready line."""

    def __init__(self, options: ServeOptions, folder: Path, stop: Callable[[], None]) -> None:
        self.options = options
        self.folder = folder
        self.levers = Levers(self.summary, lambda: _soon(stop), self.reset, self._strike)
        self._passwords = _passwords(options.secret_file)
        self._control_token = secrets.token_urlsafe(32)
        self.ports = Ports(options, folder)
        self._begin(options.scenario)
        (upn,) = self.world.server.certificate_accounts
        self._client = make_client_certificate(folder, self.ports.authority, upn)
        self._write_secrets()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """All ports are open inside the block."""
        async with AsyncExitStack() as stack:
            for server in self.ports.every:
                await stack.enter_async_context(server.running())
            self.services.entra.issuer.origin = self.origin
            yield

    async def reset(self, scenario: str | None, spared: Connection) -> Json:
        """Begin anew, with another scenario if one is named: same ports, secrets and certificates.

        Every connection but `spared` is cut. Raises KeyError for an unknown scenario.
        """
        old = self.services.wsman
        self._begin(scenario or self.world.scenario.name)
        self.services.entra.issuer.origin = self.origin
        await old.restart()
        shutil.rmtree(self.folder / DRIVES, ignore_errors=True)
        await self.ports.begin_anew(spared)
        await self._obey()
        return {"scenario": self.world.scenario.name}

    @property
    def services(self) -> Services:
        """The present ones: a reset makes others."""
        return self.ports.services

    @property
    def world(self) -> World:
        """The present one."""
        return self.services.world

    @property
    def origin(self) -> str:
        """Where the tenant's services are."""
        return f"https://{HOST}:{self.ports.tenant.port}"

    def ready_line(self) -> Json:
        """What a client needs to reach the lab, and where the secrets lie."""
        world, tenant = self.world, self.world.tenant
        return {
            "writeback_lab": 1,
            "pid": os.getpid(),
            "scenario": world.scenario.name,
            "title": world.scenario.title,
            "edition": world.scenario.edition,
            "speed": world.speed,
            "ca_file": str(self.ports.ca_file),
            "server": {
                "host": HOST,
                "https_port": self.ports.https.port,
                "http_port": self.ports.http.port,
                "username": next(iter(world.server.accounts)),
                "password_file": str(self.folder / "password"),
                "fqdn": world.server.fqdn,
                "client_certificate_file": str(self._client[0]),
                "client_key_file": str(self._client[1]),
            },
            "tenant": {
                "id": tenant.id,
                "domain": tenant.initial_domain,
                "operator": tenant.operator_upn,
                "authority": self.origin,
                "graph": self.origin,
                "portal": self.origin,
            },
            "control": f"https://{HOST}:{self.ports.control.port}/lab",
            "control_token_file": str(self.folder / "control-token"),
            "cloud_password_file": str(self.folder / "cloud-password"),
        }

    def summary(self) -> Json:
        """The present state, for the control API."""
        return summary(self.services)

    def _begin(self, scenario: str) -> None:
        """Make the world and everything that answers for it. Raises KeyError for an unknown scenario."""
        options = self.options
        world = build(
            scenario,
            Clock(speed=options.speed),
            seed=options.seed,
            passwords=self._passwords,
            folder=self.folder,
        )
        write_ntlm_users(self.folder, world.server.accounts, world.forest.netbios)
        entra = Entra(world, DeviceCodes(options.device_code_expires, options.device_code_interval))
        portal = Portal(world, entra.issuer)
        control = Control(world, entra, portal, self._control_token, self.levers)
        front = Front(world, entra, Graph(world, entra.issuer), portal, control)
        own = channel_binding(self.ports.shown.sha256)
        wsman = WSManService(world, load(), binding=own if options.require_channel_binding else None)
        wsman.ports, wsman.channel, wsman.obey = self.ports.machine, own, self._obey
        self.ports.services = Services(world, wsman, entra, front)

    async def _strike(self) -> None:
        await self.services.wsman.strike()

    async def _obey(self) -> None:
        """Show the certificate that the faults ask for, and bind channels to it."""
        await self.ports.dress(self.world.faults)
        self.services.wsman.channel = channel_binding(self.ports.shown.sha256)

    def _write_secrets(self) -> None:
        server, tenant = self.world.server, self.world.tenant
        _write_secret(self.folder / "password", next(iter(server.accounts.values())))
        _write_secret(self.folder / "cloud-password", tenant.operator.password)
        _write_secret(self.folder / "control-token", self._control_token)


def _passwords(secret_file: Path | None) -> Passwords:
    if secret_file is None:
        return Passwords()
    text = secret_file.read_text(encoding="utf-8").strip()
    return Passwords(server=text, cloud=text)


def _soon(stop: Callable[[], None]) -> None:
    asyncio.get_running_loop().call_later(STOP_DELAY, stop)


def _write_secret(file: Path, text: str) -> None:
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
