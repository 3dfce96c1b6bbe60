"""A request to Graph as the resource functions see it, and the refusals they raise."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from writeback.lab.entra.issuer import Bearer
from writeback.lab.graph.permissions import Needs
from writeback.lab.httpd import HttpRequest, HttpResponse
from writeback.lab.reply import Json, NotJsonObject, json_body
from writeback.lab.world import User, World


class GraphError(Exception):
    """An OData error."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Ask:
    """One authorized request. `place` holds the variable parts of the path."""

    world: World
    origin: str
    version: str
    path: str
    place: dict[str, str]
    request: HttpRequest
    bearer: Bearer

    @cached_property
    def query(self) -> dict[str, str]:
        """The query's parameters; names with their `$`."""
        return dict(parse_qsl(self.request.query, keep_blank_values=True))

    @property
    def body(self) -> Json:
        """The JSON object sent. Raises GraphError 400."""
        try:
            return json_body(self.request)
        except NotJsonObject as error:
            raise GraphError(400, "BadRequest", "Unable to read JSON request payload.") from error

    @property
    def user(self) -> User:
        """Who asks. Raises GraphError when it is an application: it has no /me."""
        user = self.world.tenant.user(self.bearer.object_id)
        if user is None:
            raise GraphError(
                400, "BadRequest", "/me request is only valid with delegated authentication flow."
            )
        return user

    def context(self, fragment: str) -> str:
        """The `@odata.context` of an answer."""
        return f"{self.origin}/{self.version}/$metadata#{fragment}"


Resource = Callable[[Ask], Json | HttpResponse]
"""A dict is the body of a 200."""


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path below the version, who may use it, and what it does."""

    method: str
    pattern: re.Pattern[str]
    needs: Needs
    act: Resource


class Routes:
    """The resources of one family."""

    def __init__(self) -> None:
        self.all: list[Route] = []

    def add(self, method: str, path: str, needs: Needs) -> Callable[[Resource], Resource]:
        """Register a function for a path, in which `{name}` stands for one segment."""
        pattern = re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)), re.IGNORECASE)

        def register(act: Resource) -> Resource:
            self.all.append(Route(method, pattern, needs, act))
            return act

        return register


def stamp(moment: datetime | None) -> str | None:
    """A moment as Graph writes it, in whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def only(row: dict[str, Any], names: str | None) -> dict[str, Any]:
    """`$select`: the named properties of a row. All of them without names."""
    if not names:
        return row
    wanted = {name.strip().lower() for name in names.split(",")}
    return {key: value for key, value in row.items() if key.lower() in wanted or key.startswith("@odata.")}
