"""The tenant's front door: one HTTPS port for sign-in, Graph, the portal and the lab's own control."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from datetime import timedelta
from email.utils import format_datetime

from writeback.lab.control import Control
from writeback.lab.entra.service import Entra
from writeback.lab.faults import due
from writeback.lab.graph.service import Graph
from writeback.lab.httpd import Connection, HttpRequest, HttpResponse
from writeback.lab.portal import Portal
from writeback.lab.reply import json_reply, with_headers
from writeback.lab.world import World

SEQUENCE = 10_000
"""Requests remembered in order."""

_log = logging.getLogger(__name__)


class Front:
    """Finds the service that a request is for; each answer carries the lab's time."""

    def __init__(self, world: World, entra: Entra, graph: Graph, portal: Portal, control: Control) -> None:
        self.world = world
        self.entra = entra
        self.graph = graph
        self.portal = portal
        self.control = control
        self.requests: Counter[str] = Counter()
        """Method and path -> how often; the control API's own are not counted."""
        self.sequence: deque[str] = deque(maxlen=SEQUENCE)
        """The same in order."""
        self.bugs: list[str] = []
        """Mistakes of the lab itself; a test that finds one here has failed."""

    async def __call__(self, connection: Connection, request: HttpRequest) -> HttpResponse:
        """The application of the tenant's port."""
        self.world.settle()
        try:
            response = await self._answer(connection, request)
        except Exception as error:
            # Whatever it is, the client must get an answer and whoever runs the lab must learn of it.
            _log.exception("the lab itself failed")
            self.bugs.append(f"{request.method} {request.path}: {type(error).__name__}: {error}")
            response = json_reply(
                500, {"error": {"code": "InternalServerError", "message": "The lab failed."}}
            )
        moment = self.world.clock.now() + timedelta(seconds=self.world.faults.clock_skew_seconds)
        return with_headers(response, {"Date": format_datetime(moment, usegmt=True)})

    async def _answer(self, connection: Connection, request: HttpRequest) -> HttpResponse:
        response = await self.control.answer(connection, request)
        if response is None:
            response = await self._counted(connection, request)
        return response

    async def _counted(self, connection: Connection, request: HttpRequest) -> HttpResponse:
        """Count the request for whoever looks, and for the faults that wait for their turn."""
        line = f"{request.method} {request.path}"
        self.requests[line] += 1
        self.sequence.append(line)
        faults = self.world.faults
        if due(faults.at_request):
            wanted, faults.at_request = faults.at_request["faults"], {}
            faults.update(wanted)
            await self.control.levers.strike()
        when = ""
        if due(faults.drop_request):
            when, faults.drop_request = faults.drop_request.get("when", "before"), {}
        if when == "before":
            return _cut(connection)
        response = await self._service(connection, request)
        return _cut(connection) if when == "after" else response

    async def _service(self, connection: Connection, request: HttpRequest) -> HttpResponse:
        if self.world.faults.latency_seconds:
            await asyncio.sleep(self.world.faults.latency_seconds)
        response = self.entra.answer(request)
        for service in (self.graph, self.portal):
            if response is None:
                response = await service.answer(connection, request)
        return response or json_reply(
            404, {"error": {"code": "NotFound", "message": "No such place in this lab."}}
        )


def _cut(connection: Connection) -> HttpResponse:
    """Cut the connection; the answer goes nowhere."""
    connection.abort()
    return HttpResponse(503)
