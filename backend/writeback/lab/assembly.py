"""Puts one lab together: world, certificates, the server's two ports and the tenant's one."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from writeback.lab.certificate import ServerCertificate, make_certificates
from writeback.lab.clock import Clock
from writeback.lab.cmdlets import load
from writeback.lab.control import Control
from writeback.lab.entra.device_code import DeviceCodes
from writeback.lab.entra.service import Entra
from writeback.lab.front import Front
from writeback.lab.graph.service import Graph
from writeback.lab.httpd import HttpServer
from writeback.lab.options import ServeOptions
from writeback.lab.portal import Portal
from writeback.lab.reply import Json
from writeback.lab.summary import summary
from writeback.lab.world import build
from writeback.lab.world.build import Passwords
from writeback.lab.wsman import WSManService, channel_binding, write_ntlm_users

HOST = "localhost"
STOP_DELAY = 0.1
"""Seconds for the answer to POST /lab/stop to leave."""


class Lab:
    """One lab. Its secrets are 0600 files in `folder`, never in the ready line."""

    def __init__(self, options: ServeOptions, folder: Path, stop: Callable[[], None]) -> None:
        self.options = options
        self.folder = folder
        self.world = build(
            options.scenario,
            Clock(speed=options.speed),
            seed=options.seed,
            passwords=_passwords(options.secret_file),
            folder=folder,
        )
        control_token = secrets.token_urlsafe(32)
        self._write_secrets(control_token)
        server_certificate, tenant_certificate, self.ca_file = _certificates(folder, options.certificate_host)
        write_ntlm_users(folder, self.world.server.accounts, self.world.forest.netbios)
        binding = channel_binding(server_certificate.sha256) if options.require_channel_binding else None
        self.wsman = WSManService(self.world, load(), binding=binding)
        self.entra = Entra(self.world, DeviceCodes(options.device_code_expires, options.device_code_interval))
        portal = Portal(self.world, self.entra.issuer)
        control = Control(
            self.world,
            self.entra,
            portal,
            control_token,
            summary=self.summary,
            stop=lambda: _soon(stop),
        )
        self.front = Front(self.world, self.entra, Graph(self.world, self.entra.issuer), portal, control)
        self.https = HttpServer(self.wsman, port=options.https, context=server_certificate.context())
        self.http = HttpServer(self.wsman, port=options.http)
        self.tenant = HttpServer(
            self.front, port=options.tenant, context=tenant_certificate.context(), server_header=None
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """All ports are open inside the block."""
        async with AsyncExitStack() as stack:
            for server in (self.https, self.http, self.tenant):
                await stack.enter_async_context(server.running())
            self.entra.issuer.origin = self.origin
            yield

    @property
    def origin(self) -> str:
        """Where the tenant's services are."""
        return f"https://{HOST}:{self.tenant.port}"

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
            "ca_file": str(self.ca_file),
            "server": {
                "host": HOST,
                "https_port": self.https.port,
                "http_port": self.http.port,
                "username": next(iter(world.server.accounts)),
                "password_file": str(self.folder / "password"),
                "fqdn": world.server.fqdn,
            },
            "tenant": {
                "id": tenant.id,
                "domain": tenant.initial_domain,
                "operator": tenant.operator_upn,
                "authority": self.origin,
                "graph": self.origin,
                "portal": self.origin,
            },
            "control": f"{self.origin}/lab",
            "control_token_file": str(self.folder / "control-token"),
            "cloud_password_file": str(self.folder / "cloud-password"),
        }

    def summary(self) -> Json:
        """The present state, for the control API."""
        return summary(self.world, self.entra, self.front, self.wsman)

    def _write_secrets(self, control_token: str) -> None:
        server, tenant = self.world.server, self.world.tenant
        _write_secret(self.folder / "password", next(iter(server.accounts.values())))
        _write_secret(self.folder / "cloud-password", tenant.operator.password)
        _write_secret(self.folder / "control-token", control_token)


def _passwords(secret_file: Path | None) -> Passwords:
    if secret_file is None:
        return Passwords()
    text = secret_file.read_text(encoding="utf-8").strip()
    return Passwords(server=text, cloud=text)


def _soon(stop: Callable[[], None]) -> None:
    asyncio.get_running_loop().call_later(STOP_DELAY, stop)


def _certificates(folder: Path, host: str) -> tuple[ServerCertificate, ServerCertificate, Path]:
    """The server's, the tenant's, and the authorities to trust. Only the server's name can be wrong."""
    server = make_certificates(folder, host=host)
    if host == HOST:
        return server, server, server.ca_file
    own = folder / "tenant"
    own.mkdir(mode=0o700)
    tenant = make_certificates(own, host=HOST)
    both = folder / "authorities.pem"
    both.write_bytes(server.ca_file.read_bytes() + tenant.ca_file.read_bytes())
    return server, tenant, both


def _write_secret(file: Path, text: str) -> None:
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
