"""An administrator's reset of one test user through Graph, followed to its outcome. A real change.

Source: Microsoft Graph reference, "authenticationMethod: resetPassword": delegated only, as Authentication
Administrator or above, never on oneself; 202 with the operation to follow in `Location`.
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph.generated.users.item.authentication.methods.item.reset_password import (
    reset_password_post_request_body as reset_password,
)
from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder

from writeback.cloud.graph import Build, Graph, get
from writeback.cloud.graph_errors import NotFound, seconds_of
from writeback.domain.canary import CanaryReset, ResetStatus, checked_upn
from writeback.domain.errors import InvalidInput, TenantDenied, TenantFailed, WritebackError
from writeback.domain.ports import Pause
from writeback.domain.secret import Secret
from writeback.domain.texts import _

PASSWORD_METHOD = "28c10230-6103-485e-b985-444c60001490"  # noqa: S105 - the published id of a method
FOLLOW_SECONDS = 120.0
INTERVAL, LONGEST_INTERVAL = 2.0, 15.0
"""Seconds between two looks: ours, and the most that Graph is granted."""

LENGTH = 32
SYMBOLS = "!#%+-=?@_"
CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits, SYMBOLS)


class User(msgspec.Struct, rename="camel"):
    """`GET /users/{id}`, as far as it matters here."""

    id: str
    user_principal_name: str = ""
    on_premises_sync_enabled: bool | None = None


class Operation(msgspec.Struct, rename="camel"):
    """`GET /users/{id}/authentication/operations/{operation}`."""

    status: str = ""
    status_detail: str | None = None


class Canary:
    """The reset. `announce` is told, in a sentence, when it has been ordered."""

    def __init__(self, graph: Graph, announce: Callable[[str], None], pause: Pause) -> None:
        self._graph = graph
        self._announce = announce
        self._pause = pause

    async def reset(self, user_principal_name: str) -> CanaryReset:
        """Resets the password to one that nobody learns, and follows that for two minutes.

        The order is sent once. Raises InvalidInput for a user who may not be the canary, TenantDenied and
        the other errors of Graph; an error that is in doubt once the order may have arrived.
        """
        user = await self._user(checked_upn(user_principal_name))
        headers = await self._ordered(user)
        self._announce(
            _("The reset of {user} has been ordered; waiting for its outcome.").format(
                user=user.user_principal_name
            )
        )
        try:
            return await self._followed(user, headers.get("location", ""), _interval(headers))
        except WritebackError as error:
            raise _outcome_unknown(user, error) from None

    async def _user(self, name: str) -> User:
        """The synchronized user of exactly that name, who is somebody else than the one signed in."""
        try:
            user = await self._graph.read(_asked(self._graph.requests.users.by_user_id(name)), User)
        except NotFound:
            raise _unfit(_("The tenant has no user {user}."), name) from None
        if user.user_principal_name.casefold() != name.casefold():
            raise _unfit(_("The tenant knows {user} under another name."), name)
        me = await self._graph.read(self._graph.requests.me.to_get_request_information, User)
        if user.id.casefold() == me.id.casefold():
            raise _unfit(_("{user} is the account that has signed in; nobody resets oneself."), name)
        if not user.on_premises_sync_enabled:
            raise _unfit(_("{user} is not synchronized from a directory, so a reset proves nothing."), name)
        return user

    async def _ordered(self, user: User) -> dict[str, str]:
        """The headers of the answer."""
        try:
            return await self._graph.send_once(partial(self._order, user, _new_password()))
        except TenantDenied:
            raise TenantDenied(
                _("The account may not reset the password of {user}.").format(user=user.user_principal_name),
                _(
                    "It takes Authentication Administrator, and for a user with a role Privileged"
                    " Authentication Administrator; nothing was changed."
                ),
            ) from None

    def _order(self, user: User, password: Secret) -> Any:
        method = self._graph.requests.users.by_user_id(
            user.id
        ).authentication.methods.by_authentication_method_id(PASSWORD_METHOD)
        body = reset_password.ResetPasswordPostRequestBody(new_password=password.reveal())
        return method.reset_password.to_post_request_information(body)

    async def _followed(self, user: User, location: str, interval: float) -> CanaryReset:
        if not self._graph.is_own(location):
            raise TenantFailed(_("Graph names no place on its own host where the outcome can be read."))
        waited = 0.0
        while waited < FOLLOW_SECONDS:
            await self._pause(interval)
            waited += interval
            operation = await self._graph.read(partial(get, location), Operation)
            if operation.status in (ResetStatus.SUCCEEDED.value, ResetStatus.FAILED.value):
                status = ResetStatus(operation.status)
                return CanaryReset(user.user_principal_name, status, operation.status_detail or "")
        return CanaryReset(user.user_principal_name, ResetStatus.RUNNING)


def _new_password() -> Secret:
    """Random, with a character of each of the four classes, which every complexity rule takes."""
    anything = "".join(CLASSES)
    letters = [secrets.choice(one) for one in CLASSES]
    letters += [secrets.choice(anything) for _number in range(LENGTH - len(CLASSES))]
    secrets.SystemRandom().shuffle(letters)
    return Secret("".join(letters))


def _asked(builder: UserItemRequestBuilder) -> Build:
    # Without $select the answer leaves out whether the user is synchronized.
    query = UserItemRequestBuilder.UserItemRequestBuilderGetQueryParameters(
        select=["id", "userPrincipalName", "onPremisesSyncEnabled"]
    )
    return partial(builder.to_get_request_information, RequestConfiguration(query_parameters=query))


def _interval(headers: dict[str, str]) -> float:
    return min(seconds_of(headers.get("retry-after")) or INTERVAL, LONGEST_INTERVAL)


def _unfit(sentence: str, name: str) -> InvalidInput:
    return InvalidInput(sentence.format(user=name), _("Name another test user; nothing was changed."))


def _outcome_unknown(user: User, error: WritebackError) -> WritebackError:
    return TenantFailed(
        _("The reset of {user} has been ordered, but its outcome is not known: {why}").format(
            user=user.user_principal_name, why=error.message
        ),
        _("Look for the events 31010 and 31011 on the server before trying again."),
        in_doubt=True,
    )
