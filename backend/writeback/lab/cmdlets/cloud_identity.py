"""As whom the server speaks to the cloud while it changes password writeback."""

from __future__ import annotations

import base64
import binascii
import json
import time
from typing import Any

from writeback.lab.powershell import Call, Category, CmdletError, PSCredential
from writeback.lab.world import Initiator, User, World, audit, onboarding

_PROMPT = ("Windows PowerShell credential request", "Enter your credentials.")


async def cloud_identity(
    call: Call, credential: PSCredential | None, token: str | None, *, offboarding: bool
) -> Initiator:
    """The administrator of the token or credential, else the server's own application, else whoever is asked.

    Raises:
        CmdletError: nobody could be asked, the sign-in failed (event 32009), or the role is too small.
    """
    world: World = call.world
    if token:
        return _checked(world, _user_of_token(world, token, offboarding=offboarding))
    if credential is None and world.server.application_identity:
        return audit.server_identity(world)
    credential = credential or await call.prompt(*_PROMPT)
    return _checked(world, _user_of_credential(world, credential, offboarding=offboarding))


def _user_of_credential(world: World, credential: PSCredential | None, *, offboarding: bool) -> User:
    user = world.tenant.user(credential.user_name) if credential and _own_tenant(world) else None
    if credential is None or user is None or not _password_works(world, user, credential):
        raise _refused(world, offboarding=offboarding)
    return user


def _password_works(world: World, user: User, credential: PSCredential) -> bool:
    managed = not world.tenant.federated(user)
    usable = user.enabled and user.password_state == "valid"  # noqa: S105 - a state, not a password
    return managed and usable and user.password == credential.password


def _user_of_token(world: World, token: str, *, offboarding: bool) -> User:
    claims = _claims(token)
    same_tenant = claims.get("tid") == world.server.aad_connector.tenant_id == world.tenant.id
    fresh = float(claims.get("exp", 0)) > time.time()
    user = world.tenant.user(str(claims.get("oid", ""))) if same_tenant and fresh else None
    if user is None:
        raise _refused(world, offboarding=offboarding)
    return user


def _claims(token: str) -> dict[str, Any]:
    """The payload of a JWT; empty for anything else."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _own_tenant(world: World) -> bool:
    return world.server.aad_connector.tenant_domain == world.tenant.initial_domain


def _checked(world: World, user: User) -> Initiator:
    if not user.may_switch_writeback():
        onboarding.refuse_onboarding(world)
        raise CmdletError(
            "The account does not have the permissions that are needed to configure password reset. "
            "Use a Hybrid Identity Administrator or a Global Administrator.",
            "System.UnauthorizedAccessException",
            Category.PermissionDenied,
            "System.UnauthorizedAccessException",
        )
    return world.tenant.initiator(user)


def _refused(world: World, *, offboarding: bool) -> CmdletError:
    onboarding.refuse_sign_in(world, offboarding=offboarding)
    return CmdletError(
        "Error getting auth token.",
        "System.InvalidOperationException",
        Category.AuthenticationError,
        "System.InvalidOperationException",
    )
