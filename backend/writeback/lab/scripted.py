"""Plays back one scripted answer of Graph or the portal: an error in Graph's form, or something odder."""

from __future__ import annotations

import json
import uuid
from datetime import datetime

from writeback.lab.httpd import Connection, HttpResponse
from writeback.lab.reply import JSON_TYPE, Json, json_reply

CODES = {
    401: "InvalidAuthenticationToken",
    403: "Authorization_RequestDenied",
    404: "Request_ResourceNotFound",
    429: "TooManyRequests",
    500: "InternalServerError",
    503: "serviceNotAvailable",
    504: "GatewayTimeout",
}


async def play(connection: Connection, answer: Json, now: datetime) -> HttpResponse:
    """The answer of a script's entry: {"status", "code", "message", "retry_after", "headers", "body"}.

    A `body` that is text goes out as it is (HTML, nothing, broken JSON). "hang" keeps silent until the client
    leaves, "cut" drops the connection.
    """
    if answer.get("hang"):
        await connection.reader.gone.wait()
    if answer.get("cut") or answer.get("hang"):
        connection.abort()
        return HttpResponse(503)
    status = int(answer.get("status", 503))
    headers = [(str(name), str(value)) for name, value in dict(answer.get("headers", {})).items()]
    if answer.get("retry_after") is not None:
        headers.append(("Retry-After", str(answer["retry_after"])))
    body = answer.get("body")
    if body is None:
        code = str(answer.get("code", CODES.get(status, "UnknownError")))
        return json_reply(status, odata_error(code, str(answer.get("message", "Scripted.")), now), headers)
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
