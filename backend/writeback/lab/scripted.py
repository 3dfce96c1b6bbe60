"""Plays back one scripted answer of Graph or the portal: an error in Graph's form, or something odder."""

from __future__ import annotations

import json
import uuid
from datetime import datetime

from writeback.lab.hostile.json_answers import hostile
from writeback.lab.httpd import Connection, HttpRequest, HttpResponse
from writeback.lab.reply import JSON_TYPE, Json, json_reply
from writeback.lab.world import World

EMPTY = HttpResponse(200, b"{}")

CODES = {
    401: "InvalidAuthenticationToken",
    403: "Authorization_RequestDenied",
    404: "Request_ResourceNotFound",
    429: "TooManyRequests",
    500: "InternalServerError",
    503: "serviceNotAvailable",
    504: "GatewayTimeout",
}


def needs_truth(answer: Json, method: str) -> bool:
    """Whether the honest answer is worked out first: for its effect, or to be made hostile."""
    return bool(answer.get("after_effect")) or ("hostile" in answer and method == "GET")


async def play(
    connection: Connection,
    request: HttpRequest,
    answer: Json,
    world: World,
    truthful: HttpResponse = EMPTY,
) -> HttpResponse:
    """The answer of a script's entry: {"status", "code", "message", "retry_after", "headers", "body"}.

    A `body` that is text goes out as it is (HTML, nothing, broken JSON). "hang" keeps silent until the client
    leaves, "cut" drops the connection, "hostile" names one of `json_answers.KINDS`.
    """
    if answer.get("hang"):
        await connection.reader.gone.wait()
    if answer.get("cut") or answer.get("hang"):
        connection.abort()
        return HttpResponse(503)
    if "hostile" in answer:
        return played_hostile(request, answer, world, truthful)
    return _error(answer, world)


def played_hostile(
    request: HttpRequest, answer: Json, world: World, truthful: HttpResponse = EMPTY
) -> HttpResponse:
    """The answer of an entry with "hostile"."""
    address = f"https://{request.headers.get('host', '')}{request.target}"
    return hostile(answer, truthful, address, world.faults.drip_seconds)


def _error(answer: Json, world: World) -> HttpResponse:
    status = int(answer.get("status", 503))
    headers = [(str(name), str(value)) for name, value in dict(answer.get("headers", {})).items()]
    if answer.get("retry_after") is not None:
        headers.append(("Retry-After", str(answer["retry_after"])))
    body = answer.get("body")
    if body is None:
        code = str(answer.get("code", CODES.get(status, "UnknownError")))
        message = f"{answer.get('message', 'Scripted.')}{world.graffiti}"
        return json_reply(status, odata_error(code, message, world.clock.now()), headers)
    if isinstance(body, str):
        headers = headers if _has_type(headers) else [*headers, ("Content-Type", "text/html")]
        return HttpResponse(status, body.encode(), headers)
    return HttpResponse(status, json.dumps(body).encode(), [("Content-Type", JSON_TYPE), *headers])


def odata_error(code: str, message: str, now: datetime) -> Json:
    """The body of an OData error. The ids are replaced by those of the request where it is sent."""
    inner = {"date": now.strftime("%Y-%m-%dT%H:%M:%S"), "request-id": str(uuid.uuid4())}
    return {"error": {"code": code, "message": message, "innerError": inner}}


def _has_type(headers: list[tuple[str, str]]) -> bool:
    return any(name.lower() == "content-type" for name, _ in headers)
