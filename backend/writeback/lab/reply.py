"""Answers of the tenant's services in the server's own form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from writeback.lab.httpd import HttpRequest, HttpResponse

Json = dict[str, Any]

JSON_TYPE = "application/json; charset=utf-8"


class NotJsonObject(ValueError):
    """A body that should hold a JSON object does not."""


def json_reply(status: int, body: object, headers: Iterable[tuple[str, str]] = ()) -> HttpResponse:
    """A JSON answer."""
    return HttpResponse(status, json.dumps(body).encode(), [("Content-Type", JSON_TYPE), *headers])


def json_body(request: HttpRequest) -> Json:
    """The request's body as an object; an empty one counts as {}. Raises NotJsonObject."""
    try:
        body = json.loads(request.body or b"{}")
    except ValueError as error:
        raise NotJsonObject(str(error)) from error
    if not isinstance(body, dict):
        raise NotJsonObject(type(body).__name__)
    return body


def with_headers(response: HttpResponse, extra: Mapping[str, str]) -> HttpResponse:
    """The answer with headers added; those that it has already stay."""
    present = {name.lower() for name, _ in response.headers}
    added = [(name, value) for name, value in extra.items() if name.lower() not in present]
    return replace(response, headers=[*response.headers, *added])
