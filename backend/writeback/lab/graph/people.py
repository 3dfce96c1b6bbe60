"""People: the one who asks, the roles held, and the users of the tenant."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from writeback.lab.graph.ask import Ask, GraphError, Routes, only
from writeback.lab.graph.odata import collection
from writeback.lab.graph.permissions import anyone
from writeback.lab.reply import Json
from writeback.lab.world.tenant import User

routes = Routes()

PAGE = 4
"""Users per page without `$top`; live it is 100."""
DEFAULT_PROPERTIES = "id,displayName,userPrincipalName,mail"
"""What an answer holds without `$select`; the rest must be asked for by name."""

ME = anyone("User.Read", "User.ReadBasic.All", "User.Read.All", "Directory.Read.All")
MEMBERSHIP = anyone("User.Read", "User.Read.All", "GroupMember.Read.All", "Directory.Read.All")
USERS = anyone("User.Read.All", "Directory.Read.All")


@routes.add("GET", "/me", ME)
def me(ask: Ask) -> Json:
    """Who asks."""
    return {"@odata.context": ask.context("users/$entity"), **_selected(ask, ask.user)}


@routes.add("GET", "/me/memberOf", MEMBERSHIP)
@routes.add("GET", "/me/transitiveMemberOf", MEMBERSHIP)
def membership(ask: Ask) -> Json:
    """All memberships; here they are directory roles, so each says its type."""
    kind = {"@odata.type": "#microsoft.graph.directoryRole"}
    rows = [kind | role for role in _roles(ask.user, ask.world.tenant.role_names)]
    return collection(ask, "directoryObjects", rows, size=100)


@routes.add("GET", "/me/memberOf/graph.directoryRole", MEMBERSHIP)
@routes.add("GET", "/me/memberOf/microsoft.graph.directoryRole", MEMBERSHIP)
@routes.add("GET", "/me/transitiveMemberOf/graph.directoryRole", MEMBERSHIP)
@routes.add("GET", "/me/transitiveMemberOf/microsoft.graph.directoryRole", MEMBERSHIP)
def directory_roles(ask: Ask) -> Json:
    """The active roles; eligible ones that are not activated do not show."""
    return collection(ask, "directoryRoles", _roles(ask.user, ask.world.tenant.role_names), size=100)


@routes.add("GET", "/users", USERS)
def users(ask: Ask) -> Json:
    """Everybody, in small pages."""
    rows = [_user(one) for one in ask.world.tenant.users.values()]
    ask.query.setdefault("$select", DEFAULT_PROPERTIES)
    filters = ("id", "userPrincipalName", "displayName", "onPremisesSyncEnabled", "accountEnabled")
    return collection(ask, "users", rows, size=PAGE, filters=filters)


@routes.add("GET", "/users/{id}", USERS)
def user(ask: Ask) -> Json:
    """By object id or user principal name."""
    return {"@odata.context": ask.context("users/$entity"), **_selected(ask, find_user(ask))}


def find_user(ask: Ask) -> User:
    """The user that the path names. Raises GraphError 404."""
    found = ask.world.tenant.user(ask.place["id"])
    if found is None:
        message = (
            f"Resource '{ask.place['id']}' does not exist or one of its queried properties are not present."
        )
        raise GraphError(404, "Request_ResourceNotFound", message)
    return found


def _selected(ask: Ask, who: User) -> Json:
    return only(_user(who), ask.query.get("$select") or DEFAULT_PROPERTIES)


def _user(who: User) -> Json:
    return {
        "id": who.id,
        "displayName": who.display_name,
        "userPrincipalName": who.upn,
        "mail": who.upn if who.synced else None,
        "accountEnabled": who.enabled,
        "userType": "Member",
        "onPremisesSyncEnabled": True if who.synced else None,
        "onPremisesProvisioningErrors": [],
    }


def _roles(who: User, names: Mapping[str, str]) -> list[Json]:
    return [
        {
            "id": str(uuid.uuid5(uuid.NAMESPACE_OID, template)),
            "displayName": names.get(template, "Custom role"),
            "description": None,
            "roleTemplateId": template,
        }
        for template in who.role_template_ids
    ]
