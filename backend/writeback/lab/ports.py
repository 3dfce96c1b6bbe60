"""The ports of one lab and what they show: honest certificates, unless faults say otherwise."""

from __future__ import annotations

from pathlib import Path

from writeback.lab.certificate import ServerCertificate, make_certificates
from writeback.lab.control import PREFIX
from writeback.lab.disguise import Wardrobe
from writeback.lab.faults import Faults
from writeback.lab.httpd import Connection, HttpRequest, HttpResponse, HttpServer
from writeback.lab.options import ServeOptions
from writeback.lab.services import Services

HOST = "localhost"


class Ports:
    """Two of the sync server, one of the tenant's services, one of the control API.

    `services` is what answers; it is exchanged when the lab begins anew.
    """

    services: Services

    def __init__(self, options: ServeOptions, folder: Path) -> None:
        server, tenant, self.ca_file = _certificates(folder, options.certificate_host)
        self._server = Wardrobe(
            server, folder / "server-disguises", options.certificate_host, asks_clients=True
        )
        self.authority = server.authority
        """Whose certificates the server takes from clients."""
        self._tenant = Wardrobe(tenant, folder / "tenant-disguises", HOST)
        self._shown = ("", "")
        self._tenant_shown = ""
        self.https = HttpServer(
            self._wsman, port=options.https, context=self._server.context(""), admits=self._admits
        )
        self.http = HttpServer(self._wsman, port=options.http, admits=self._admits)
        self.tenant = HttpServer(
            self._front, port=options.tenant, context=tenant.context(), server_header=None
        )
        self.control = HttpServer(self._control, context=tenant.context(), server_header=None)

    @property
    def every(self) -> tuple[HttpServer, ...]:
        return (*self.machine, self.tenant, self.control)

    @property
    def machine(self) -> tuple[HttpServer, ...]:
        """The sync server's own."""
        return (self.https, self.http)

    @property
    def shown(self) -> ServerCertificate:
        """What the sync server shows to new connections."""
        return self._server.certificate(self._shown[0])

    async def dress(self, faults: Faults) -> None:
        """Show what the faults ask for."""
        wanted = (faults.certificate, faults.tls)
        if wanted != self._shown:
            self._shown = wanted
            await self.https.speak_with(self._server.context(*wanted))
        if faults.tenant_certificate != self._tenant_shown:
            self._tenant_shown = faults.tenant_certificate
            await self.tenant.speak_with(self._tenant.context(self._tenant_shown))

    async def begin_anew(self, spared: Connection) -> None:
        """Cut every connection but one, listen everywhere, be honest."""
        for server in self.every:
            server.cut_all(but=spared)
            await server.listen_again()
        await self.dress(Faults())

    async def _wsman(self, connection: Connection, request: HttpRequest) -> HttpResponse:
        return await self.services.wsman(connection, request)

    async def _front(self, connection: Connection, request: HttpRequest) -> HttpResponse:
        return await self.services.front(connection, request)

    async def _control(self, connection: Connection, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return HttpResponse(404)
        return await self.services.front(connection, request)

    def _admits(self) -> bool:
        return self.services.wsman.admits()


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
