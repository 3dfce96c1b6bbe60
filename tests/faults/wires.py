"""The two wires as the run sees them: crash points before each send, before its answer, and after that."""

from __future__ import annotations

from typing import Any

from tests.faults.points import Points


def install(points: Points) -> None:
    """Puts the points under everything that goes to the server and to the tenant."""
    _under_wsman(points)
    _under_tenant(points)


def _under_wsman(points: Points) -> None:
    """One action a WSMan message, named by its verb. The sign-in's own round trips belong to it."""
    from pypsrp.wsman import WSMan
    from urllib3.connection import HTTPConnection

    wsman: Any = WSMan
    connection: Any = HTTPConnection
    invoke, getresponse = wsman.invoke, connection.getresponse
    present: list[str] = []

    def pointed(self: Any, action: str, *arguments: Any, **options: Any) -> Any:
        name = points.next(str(getattr(action, "value", action)).rpartition("/")[2])
        points.reached(name, "before")
        present[:] = [name]
        answer = invoke(self, action, *arguments, **options)
        points.reached(name, "answered")
        return answer

    def sent(self: Any) -> Any:
        if present:
            points.reached(present.pop(), "sent")
        return getresponse(self)

    wsman.invoke, connection.getresponse = pointed, sent


def _under_tenant(points: Points) -> None:
    """One action a request, named by its method and the end of its path."""
    import httpx

    transport: Any = httpx.AsyncHTTPTransport
    handle = transport.handle_async_request

    async def pointed(self: Any, request: httpx.Request) -> httpx.Response:
        name = points.next(f"{request.method} {request.url.path.rpartition('/')[2]}")

        async def trace(event: str, _info: Any) -> None:
            if event.endswith("send_request_body.complete"):
                points.reached(name, "sent")

        points.reached(name, "before")
        request.extensions["trace"] = trace
        answer: httpx.Response = await handle(self, request)
        points.reached(name, "answered")
        return answer

    transport.handle_async_request = pointed
