"""`resetPassword` and the operation that it starts: the acid test, a real write."""

from __future__ import annotations

from writeback.lab.graph.ask import Ask, GraphError, Routes, stamp
from writeback.lab.graph.people import find_user
from writeback.lab.graph.permissions import (
    AUTHENTICATION_ADMINISTRATOR,
    GLOBAL_ADMINISTRATOR,
    PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
    delegated,
)
from writeback.lab.httpd import HttpResponse
from writeback.lab.reply import Json
from writeback.lab.world.resets import order_reset
from writeback.lab.world.tenant import User

routes = Routes()

PASSWORD_METHOD = "28c10230-6103-485e-b985-444c60001490"  # noqa: S105 - the published id of a method
ABOVE = frozenset({GLOBAL_ADMINISTRATOR, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR})
"""Who may reset the password of an administrator too."""

NEEDS = delegated("UserAuthenticationMethod.ReadWrite.All", roles=[*ABOVE, AUTHENTICATION_ADMINISTRATOR])


@routes.add("POST", "/users/{id}/authentication/methods/{method}/resetPassword", NEEDS)
def reset_password(ask: Ask) -> HttpResponse:
    """Starts a reset. The answer's Location is the operation to poll."""
    user = find_user(ask)
    _check(ask, user)
    password = ask.body.get("newPassword")
    if not isinstance(password, str) or not password:
        raise GraphError(400, "BadRequest", "newPassword is required in a hybrid tenant.")
    operation = order_reset(ask.world, user, password)
    place = f"{ask.origin}/{ask.version}/users/{user.id}/authentication/operations/{operation.id}"
    return HttpResponse(
        202, b"", [("Location", f"{place}?aadgdc=LAB01P&aadgsu=ssprprod-a"), ("Retry-After", "1")]
    )


@routes.add("GET", "/users/{id}/authentication/operations/{operation}", NEEDS)
def operation(ask: Ask) -> Json:
    """How far the reset is."""
    found = ask.world.tenant.reset_operations.get(ask.place["operation"])
    if found is None or found.user_id != find_user(ask).id:
        raise GraphError(404, "resourceNotFound", "The operation was not found.")
    return {
        "@odata.context": ask.context("users/authentication/operations/$entity"),
        "id": found.id,
        "status": found.status,
        "statusDetail": found.status_detail,
        "createdDateTime": stamp(found.created),
        "lastActionDateTime": stamp(found.last_action),
    }


def _check(ask: Ask, user: User) -> None:
    if ask.place["method"] != PASSWORD_METHOD:
        raise GraphError(404, "resourceNotFound", "The authentication method was not found.")
    if user.id == ask.user.id:
        raise GraphError(403, "Authorization_RequestDenied", "You cannot reset your own password.")
    if user.is_admin and ABOVE.isdisjoint(ask.user.role_template_ids):
        raise GraphError(
            403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."
        )
