"""The lab's own control API, for whoever runs the lab: approve sign-ins, change the world, inject faults."""

from __future__ import annotations

import hmac
import inspect
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from writeback.lab.entra.applications import registered
from writeback.lab.entra.device_code import DeviceCode
from writeback.lab.entra.service import Entra, NoSuchCodeError, NoSuchUserError
from writeback.lab.faults import Faults
from writeback.lab.httpd import Connection, HttpRequest, HttpResponse
from writeback.lab.portal import NotOnboardedError, Portal
from writeback.lab.reply import Json, NotJsonObject, json_body, json_reply
from writeback.lab.setter import BadPathError, BadValueError, set_value
from writeback.lab.vocabulary import check_words
from writeback.lab.world import World

PREFIX = "/lab/"

Action = Callable[[Json], Json | Awaitable[Json]]


class ControlError(Exception):
    """The order cannot be carried out."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Levers:
    """What the control API can do to the lab as a whole."""

    summary: Callable[[], Json]
    stop: Callable[[], None]
    reset: Callable[[str | None, Connection], Awaitable[Json]]
    """Takes a scenario's name (None: the same) and the connection to spare. Raises KeyError."""
    strike: Callable[[], Awaitable[None]]
    """Faults that hit the lab at once do so."""


class Control:
    """Answers below /lab, to callers that hold the control token."""

    def __init__(
        self,
        world: World,
        entra: Entra,
        portal: Portal,
        token: str,
        levers: Levers,
    ) -> None:
        self.world = world
        self.entra = entra
        self.portal = portal
        self.levers = levers
        self._token = token.encode()
        self._actions: dict[tuple[str, str], Action] = {
            ("GET", "state"): lambda order: self.levers.summary(),
            ("GET", "faults"): lambda order: self.world.faults.as_json(),
            ("POST", "faults"): self._faults,
            ("POST", "approve"): self._approve,
            ("POST", "decline"): self._decline,
            ("POST", "set"): self._set,
            ("POST", "advance"): self._advance,
            ("POST", "portal"): self._portal,
            ("POST", "revoke"): self._revoke,
            ("POST", "application"): self._application,
            ("POST", "stop"): self._stop,
        }

    async def answer(self, connection: Connection, request: HttpRequest) -> HttpResponse | None:
        """The answer to a request, None when the path is not the control's."""
        if not request.path.startswith(PREFIX):
            return None
        given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
        if not hmac.compare_digest(given, self._token):
            return json_reply(401, {"error": "the control token is missing or wrong"})
        name = request.path.removeprefix(PREFIX)
        action = self._actions.get((request.method, name))
        if (request.method, name) == ("POST", "reset"):
            action = partial(self._reset, connection)
        if action is None:
            return json_reply(404, {"error": f"no {request.method} {request.path} here"})
        try:
            done = action(json_body(request))
            return json_reply(200, await done if inspect.isawaitable(done) else done)
        except NotJsonObject as error:
            return json_reply(400, {"error": f"a JSON object is expected: {error}"})
        except ControlError as error:
            return json_reply(error.status, {"error": str(error)})

    def _approve(self, order: Json) -> Json:
        return self._answered(lambda: self.entra.approve(order.get("user_code"), order.get("user")))

    def _decline(self, order: Json) -> Json:
        return self._answered(lambda: self.entra.decline(order.get("user_code")))

    def _answered(self, act: Callable[[], DeviceCode]) -> Json:
        try:
            code = act()
        except NoSuchCodeError as error:
            raise ControlError(404, "no device code waits for an answer") from error
        except NoSuchUserError as error:
            raise ControlError(404, f"no such user: {error}") from error
        return {"user_code": code.user_code, "answer": code.answer, "user": code.user}

    def _set(self, order: Json) -> Json:
        path = _needed(order, "path")
        try:
            set_value(self.world, path, _needed(order, "value"))
        except BadPathError as error:
            raise ControlError(404, f"nothing to set: {error}") from error
        except BadValueError as error:
            raise ControlError(400, f"the value does not fit: {error}") from error
        return {"path": path}

    async def _faults(self, order: Json) -> Json:
        """The named fields are set; {"reset": true} clears all first. A wrong order changes nothing."""
        clear = order.pop("reset", False)
        try:
            Faults().update(order)
            check_words(order)
        except (KeyError, TypeError, ValueError) as error:
            raise ControlError(400, f"no such fault: {error}") from error
        if clear:
            self.world.faults.reset()
        self.world.faults.update(order)
        await self.levers.strike()
        return self.world.faults.as_json()

    def _advance(self, order: Json) -> Json:
        seconds = _needed(order, "seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
            raise ControlError(400, "seconds must be a number, not negative")
        self.world.clock.advance(seconds)
        self.world.settle()
        return {"now": self.world.clock.now().isoformat()}

    def _portal(self, order: Json) -> Json:
        wishes = {name: order[name] for name in ("write_back_passwords", "account_unlock") if name in order}
        if not all(isinstance(value, bool) for value in wishes.values()):
            raise ControlError(400, "the switches are true or false")
        try:
            self.portal.save(**wishes)
        except NotOnboardedError as error:
            raise ControlError(
                409, "the blade is greyed: no server of this tenant was onboarded yet"
            ) from error
        switches = self.world.tenant.switches
        return {
            "write_back_passwords": switches.write_back_passwords,
            "account_unlock": switches.account_unlock,
        }

    def _revoke(self, order: Json) -> Json:
        """All tokens so far; {"refresh": false} leaves the refresh tokens alive."""
        access, refresh = bool(order.get("access", True)), bool(order.get("refresh", True))
        self.entra.issuer.revoke(access=access, refresh=refresh)
        return {"access": access, "refresh": refresh}

    def _application(self, order: Json) -> Json:
        """Register an application of the customer's own."""
        client_id = str(order.get("client_id", uuid.uuid4()))
        roles = tuple(str(one) for one in order.get("roles", ()))
        try:
            application = registered(
                str(order.get("name", "Own application")),
                client_id,
                roles,
                order.get("secret"),
                order.get("certificate"),
            )
        except ValueError as error:
            raise ControlError(400, "the certificate is not PEM") from error
        self.entra.applications.register(application)
        return {"client_id": client_id}

    def _stop(self, order: Json) -> Json:
        self.levers.stop()
        return {"stopping": True}

    async def _reset(self, connection: Connection, order: Json) -> Json:
        """The lab as it began, or as it would have begun with another scenario."""
        scenario = order.get("scenario")
        if scenario is not None and not isinstance(scenario, str):
            raise ControlError(400, "scenario is a name")
        try:
            return await self.levers.reset(scenario, connection)
        except KeyError as error:
            raise ControlError(404, f"no such scenario: {error}") from error


def _needed(order: Json, name: str) -> Any:
    if name not in order:
        raise ControlError(400, f"{name} is missing")
    return order[name]
