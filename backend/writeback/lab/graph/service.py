"""Microsoft Graph: who asks, may they, what is the answer, and the headers that every answer has."""

from __future__ import annotations

import base64
import json
import re
import uuid
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote

from writeback.lab.entra.audience import GRAPH_ID
from writeback.lab.entra.issuer import Bearer, Issuer, TokenRefusedError
from writeback.lab.faults import take
from writeback.lab.graph import logs, organization, people, reset, synchronization
from writeback.lab.graph.ask import Ask, GraphError, Route
from writeback.lab.httpd import Connection, HttpRequest, HttpResponse
from writeback.lab.reply import Json, json_reply
from writeback.lab.scripted import needs_truth, odata_error, play
from writeback.lab.world import World

ROUTES = [
    route for family in (organization, people, synchronization, logs, reset) for route in family.routes.all
]
VERSIONED = re.compile(r"/(?P<version>v1\.0|beta)(?P<path>/.*)")
DENIED = "Insufficient privileges to complete the operation."


class Graph:
    """The Graph of one tenant."""

    def __init__(self, world: World, issuer: Issuer) -> None:
        self.world = world
        self.issuer = issuer

    async def answer(self, connection: Connection, request: HttpRequest) -> HttpResponse | None:
        """The answer to a request, None when the path is not one of Graph's."""
        place = VERSIONED.fullmatch(request.path)
        if place is None:
            return None
        ids = {"request-id": str(uuid.uuid4())}
        if client := request.headers.get("client-request-id"):
            ids["client-request-id"] = client
        response = await self._answer(connection, request, place["version"], place["path"])
        return _identified(response, ids)

    async def _answer(
        self, connection: Connection, request: HttpRequest, version: str, path: str
    ) -> HttpResponse:
        script = take(self.world.faults.graph, path)
        if script is not None and not needs_truth(script, request.method):
            return await play(connection, request, script, self.world)
        response = self._truthful(request, version, path)
        self.world.tenant.note(request.method, path, self.world.clock.now(), response.status)
        if script is not None:
            return await play(connection, request, script, self.world, response)
        return response

    def _truthful(self, request: HttpRequest, version: str, path: str) -> HttpResponse:
        now = self.world.clock.now()
        try:
            bearer = self.issuer.check(request.headers.get("authorization", ""), GRAPH_ID)
        except TokenRefusedError as error:
            return self._unauthorized(error, now)
        try:
            return self._act(request, bearer, version, path)
        except GraphError as error:
            return json_reply(error.status, odata_error(error.code, f"{error}{self.world.graffiti}", now))

    def _act(self, request: HttpRequest, bearer: Bearer, version: str, path: str) -> HttpResponse:
        route, place = _route(request.method, path)
        user = self.world.tenant.user(bearer.object_id)
        if not route.needs.satisfied(bearer, user):
            raise GraphError(403, "Authorization_RequestDenied", DENIED)
        result = route.act(Ask(self.world, self.issuer.origin, version, path, place, request, bearer))
        return result if isinstance(result, HttpResponse) else json_reply(200, result)

    def _unauthorized(self, error: TokenRefusedError, now: datetime) -> HttpResponse:
        challenge = (
            f'Bearer realm="", authorization_uri="{self.issuer.origin}/common/oauth2/authorize", '
            f'client_id="{GRAPH_ID}"'
        )
        if error.challenge:
            claims: Json = {"access_token": {"nbf": {"essential": True, "value": str(int(now.timestamp()))}}}
            encoded = base64.b64encode(json.dumps(claims).encode()).decode()
            challenge += f', error="insufficient_claims", claims="{encoded}"'
        body = odata_error("InvalidAuthenticationToken", f"{error}{self.world.graffiti}", now)
        return json_reply(401, body, [("WWW-Authenticate", challenge)])


def _route(method: str, path: str) -> tuple[Route, dict[str, str]]:
    matching = [(route, found) for route in ROUTES if (found := route.pattern.fullmatch(path))]
    for route, found in matching:
        if route.method == method:
            return route, {name: unquote(value) for name, value in found.groupdict().items()}
    if matching:
        raise GraphError(405, "Request_BadRequest", f"Specified HTTP method is not allowed: {method}.")
    raise GraphError(400, "BadRequest", f"Resource not found for the segment '{path.rpartition('/')[2]}'.")


def _identified(response: HttpResponse, ids: dict[str, str]) -> HttpResponse:
    """The answer with the ids of its request, in the headers and in the body of an error."""
    body = response.body
    if response.status >= 400 and b'"innerError"' in body:
        error = json.loads(body)
        error["error"]["innerError"] |= ids
        body = json.dumps(error).encode()
    return replace(response, body=body, headers=[*response.headers, *ids.items()])
