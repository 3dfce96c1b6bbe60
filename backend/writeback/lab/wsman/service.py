"""The WSMan endpoint as an application of the lab's HTTP server."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from writeback.lab.httpd import Connection, HttpRequest, HttpResponse, HttpServer
from writeback.lab.powershell.cmdlet import Registry
from writeback.lab.wsman import command_verbs, endless, fault, shell_verbs, trouble
from writeback.lab.wsman.auth import OFFERS, Authenticator, Headers, Unauthorized, demanded_binding
from writeback.lab.wsman.context import Context
from writeback.lab.wsman.outage import strike
from writeback.lab.wsman.report import Report
from writeback.lab.wsman.sealing import SEALED_TYPE, SOAP_TYPE, is_sealed, seal, unseal
from writeback.lab.wsman.shells import ShellTable
from writeback.lab.wsman.soap import PREFIXES, BadRequest, Request
from writeback.lab.wsman.tamper import tampered

Verb = Callable[[Context, Connection, Request], Awaitable[bytes]]

VERBS: Final[Mapping[str, Verb]] = {
    "Create": shell_verbs.create,
    "Delete": shell_verbs.delete,
    "Get": shell_verbs.get,
    "Enumerate": shell_verbs.enumerate_items,
    "Disconnect": shell_verbs.disconnect,
    "Reconnect": shell_verbs.reconnect,
    "Connect": shell_verbs.connect,
    "Command": command_verbs.command,
    "Send": command_verbs.send,
    "Receive": command_verbs.receive,
    "Signal": command_verbs.signal,
}
PAGE: Final = b"<html><body><h1>Service Unavailable</h1></body></html>"

_log = logging.getLogger(__name__)


class Answer(NamedTuple):
    """HTTP status, envelope, and the verb that it answers."""

    status: int
    envelope: bytes
    verb: str = ""


class WSManService:
    """Answers POST /wsman.

    Args:
        world: `server.accounts`, `server.configurations`, `server.module_present`, ... are looked at live.
        registry: the cmdlets.
        faults: a record with the fields of `trouble.Faults`; default is the world's.
        binding: channel binding to enforce over TLS, see `channel_binding`; None accepts clients without.
        schemes: authentication schemes on offer.
        max_shells: MaxShellsPerUser.
        max_commands: MaxConcurrentCommandsPerShell.
    """

    def __init__(
        self,
        world: Any,
        registry: Registry,
        *,
        faults: trouble.Faults | None = None,
        binding: Any = None,
        schemes: tuple[str, ...] = ("negotiate", "basic"),
        max_shells: int = 30,
        max_commands: int = 1000,
    ) -> None:
        self.world = world
        self.faults: trouble.Faults = world.faults if faults is None else faults
        self._started = (binding, schemes)
        self.channel = binding
        """The binding of the certificate that is shown now, set by whoever shows it."""
        self.authenticator = Authenticator(world.server.accounts, binding, schemes)
        self.context = Context(world, registry, ShellTable(max_shells), Report(), max_commands)
        self.ports: Sequence[HttpServer] = ()
        """Where the service is reached, set by whoever opened them: a reboot closes them for a while."""
        self.obey: Callable[[], Awaitable[None]] = _nothing
        """What else is to be done when faults order something at once, set by whoever knows how."""

    def report(self) -> dict[str, Any]:
        """Counters per verb, open shells, the log's tail and bugs of the lab, as plain data."""
        shells = [
            {
                "shell_id": shell.shell_id,
                "user": shell.user,
                "configuration": shell.session.runspace.configuration,
                "connected": shell.connected,
                "commands": len(shell.commands),
                "running": shell.running,
            }
            for shell in self.context.shells
        ]
        ledger = self.context.ledger
        commands = {name: sorted(given) for name, given in sorted(ledger.commands.items())}
        told = {
            "changes": ledger.as_json(),
            "commands": commands,
            "host_answers": ledger.host_answers,
            "shells": shells,
        }
        return {**self.context.report.as_json(), **told}

    def admits(self) -> bool:
        """Whether a new connection is taken; one that is not counts as refused."""
        if self.faults.refuse_next <= 0:
            return True
        self.faults.refuse_next -= 1
        self.context.report.count("refused")
        return False

    async def strike(self) -> None:
        """What the faults order of the machine as a whole happens now."""
        await self.obey()
        await strike(self.faults, self.context.shells, self.ports)

    async def restart(self) -> None:
        """The WinRM service restarts: every shell is gone."""
        await self.context.shells.close_all()

    def _hostile_output(self, connection: Connection, request: Request) -> bytes | None:
        """What a hostile server makes of a Receive: output without end."""
        if not self.faults.endless:
            return None
        shell = self.context.shell(connection, request)
        command = shell.command(request.child("rsp:Receive/rsp:DesiredStream").get("CommandId") or "")
        return endless.answer(self.faults.endless, shell, command, request)

    async def _strike_under(self, connection: Connection) -> None:
        await self.strike()
        if connection.aborted:
            raise trouble.Dropped

    async def __call__(self, connection: Connection, request: HttpRequest) -> HttpResponse:
        report = self.context.report
        report.count("http")
        if self.faults.refuse_connections:
            report.count("refused")
            connection.abort()
            return HttpResponse(503)
        if self.faults.latency_seconds:
            await asyncio.sleep(self.faults.latency_seconds)
        if request.method != "POST" or request.path.casefold() != "/wsman":
            return HttpResponse(404)
        if self.faults.http_status:
            return HttpResponse(self.faults.http_status, PAGE, [("Content-Type", "text/html")])
        try:
            headers = self._signed_in(connection, request.headers.get("authorization", ""))
        except Unauthorized as refusal:
            report.count("401")
            return self._tampered("401", HttpResponse(401, headers=refusal.headers))
        return await self._authenticated(connection, request, headers)

    def _signed_in(self, connection: Connection, authorization: str) -> Headers:
        """As `Authenticator.authenticate`, under the terms that the faults set."""
        binding, schemes = self._started
        self.authenticator.certificates = self.world.server.certificate_accounts
        self.authenticator.schemes = OFFERS.get(self.faults.offer, schemes)
        self.authenticator.binding = demanded_binding(self.faults.channel_binding, self.channel, binding)
        if authorization:
            self.context.report.count(f"authorization {authorization.partition(' ')[0].lower()}")
        return self.authenticator.authenticate(connection, authorization)

    async def _authenticated(
        self, connection: Connection, request: HttpRequest, headers: Headers
    ) -> HttpResponse:
        if not request.body:
            # How a client sets up encryption before it has anything to say.
            return HttpResponse(200, headers=headers)
        content_type = request.headers.get("content-type", "")
        if not is_sealed(content_type):
            if not connection.is_tls:
                # AllowUnencrypted is false.
                return HttpResponse(500, headers=headers)
            return self._plain(await self._answer(connection, request.body), headers)
        try:
            body = unseal(connection, content_type, request.body)
        except Exception:
            # Windows answers a bare 400, whatever was wrong: no context, another key, a torn body.
            self.context.report.count("not decrypted")
            return HttpResponse(400, headers=headers)
        answer = await self._answer(connection, body)
        sealed = b"" if connection.aborted else seal(connection, answer.envelope)
        return HttpResponse(answer.status, sealed, [*headers, ("Content-Type", SEALED_TYPE)])

    def _plain(self, answer: Answer, headers: Headers) -> HttpResponse:
        honest = HttpResponse(answer.status, answer.envelope, [*headers, ("Content-Type", SOAP_TYPE)])
        return self._tampered(answer.verb if answer.verb in self.faults.tamper else trouble.ANY, honest)

    def _tampered(self, key: str, honest: HttpResponse) -> HttpResponse:
        kind = self.faults.tamper.pop(key, None)
        if kind is None:
            return honest
        return tampered(kind, honest, redirect_to=self.faults.redirect_to, pause=self.faults.drip_seconds)

    async def _answer(self, connection: Connection, body: bytes) -> Answer:
        try:
            request = Request(body)
        except BadRequest as error:
            return Answer(500, fault.not_understood(str(error)).render(""))
        try:
            return Answer(200, await self._act(connection, request), request.verb)
        except fault.Fault as answer:
            envelope = answer.render(request.message_id)
        except BadRequest as error:
            envelope = fault.not_understood(str(error)).render(request.message_id)
        except trouble.Dropped:
            envelope = b""
        except Exception as error:
            # A mistake in the lab: the client gets a fault, the report names the bug.
            _log.exception("the lab itself failed")
            self.context.report.bug(error)
            envelope = fault.internal(error).render(request.message_id)
        return Answer(500, envelope, request.verb)

    async def _act(self, connection: Connection, request: Request) -> bytes:
        self.context.report.count(request.verb)
        self.context.report.messages.append(request.verb)
        self.context.report.note(f"{request.verb} {connection.user}")
        late = trouble.arrive(self.faults)
        await self._strike_under(connection)
        await self.context.shells.close_expired()
        act = VERBS.get(request.verb)
        if act is None:
            raise fault.unsupported_action(request.verb)
        target = request.body.find("rsp:Receive/rsp:DesiredStream", PREFIXES)
        of_command = target is not None and bool(target.get("CommandId"))
        trouble.before(self.faults, connection, request.verb, of_command=of_command)
        answer = self._hostile_output(connection, request) if of_command else None
        if answer is None:
            answer = await act(self.context, connection, request)
        try:
            # One turn for the pipeline that this message started: "acted on" means that it has begun.
            await asyncio.sleep(0)
            self.faults.update(late)
            await self._strike_under(connection)
            await trouble.after(self.faults, connection, request.verb)
        except (trouble.Dropped, asyncio.CancelledError):
            if request.verb == "Receive":
                with contextlib.suppress(fault.Fault):
                    command_verbs.undelivered(self.context, connection, request)
            raise
        return answer


async def _nothing() -> None:
    """Nobody else is concerned."""
