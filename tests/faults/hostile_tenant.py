"""Sign-in service, Graph and portal at one address: honest answers, except for what a way says otherwise."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.wire.hostile import Answer

Way = Callable[[Answer], None]
Json = dict[str, Any]

TENANT = "0a1b2c3d-1111-4222-8333-444444444444"
OTHER_TENANT = "0a1b2c3d-9999-4222-8333-444444444444"
USER = "hedda@contoso.onmicrosoft.com"
CLIENT = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
PORTAL = "OnPremisesPasswordResetPolicies"
OAUTH = {"openid-configuration": "discovery", "devicecode": "devicecode", "token": "token"}


def says(body: object, status: int = 200, kind: str = "application/json", **headers: str) -> Way:
    """Answers with that, as JSON unless it is bytes."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda answer: answer.reply(status, content, Content_Type=kind, **headers)


def unsigned(claims: Json) -> str:
    """An id token; no client of ours checks its signature, as it comes straight from the service."""
    parts = ({"alg": "none"}, claims)
    return ".".join(_base64(json.dumps(part).encode()) for part in parts) + ".x"


def tokens(
    access_token: str = "token",  # noqa: S107
    tenant: str = TENANT,
    claims: Json | None = None,
    **changes: object,
) -> Json:
    """An answer of the token endpoint, with some keys changed, and some claims of its id token."""
    now = int(time.time())
    known = {
        "aud": CLIENT,
        "iss": f"https://localhost/{tenant}/v2.0",
        "tid": tenant,
        "oid": "1",
        "sub": "1",
        "preferred_username": USER,
        "exp": now + 3600,
        "iat": now,
        "nbf": now,
    }
    honest = {
        "token_type": "Bearer",
        "scope": "https://graph.microsoft.com/User.Read openid profile",
        "expires_in": 3600,
        "access_token": access_token,
        "refresh_token": "refresh",
        "id_token": unsigned({**known, **(claims or {})}),
        "client_info": _base64(json.dumps({"uid": "1", "utid": tenant}).encode()),
    }
    return {**honest, **changes}


def code(origin: str, **changes: object) -> Json:
    """An answer of the device-code endpoint."""
    honest = {
        "device_code": "device",
        "user_code": "ABCD-EFGH",
        "verification_uri": f"{origin}/device",
        "expires_in": 900,
        "interval": 0,
        "message": "go there",
    }
    return {**honest, **changes}


def discovery(origin: str, tenant: str, **changes: object) -> Json:
    """An answer of the discovery endpoint."""
    base = f"{origin}/{tenant}"
    honest = {
        "issuer": f"{base}/v2.0",
        "token_endpoint": f"{base}/oauth2/v2.0/token",
        "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
        "jwks_uri": f"{base}/discovery/v2.0/keys",
    }
    return {**honest, **changes}


@dataclass
class Script:
    """`ways`: name of a client (its tenant, and its token) to what it is answered, by endpoint.

    Endpoints are discovery, devicecode, token, and the last part of a path of Graph or of the portal.
    """

    ways: dict[str, dict[str, Way]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Method and endpoint of every request, in order."""

    def __call__(self, answer: Answer) -> None:
        parts = [part for part in urlsplit(answer.path).path.split("/") if part]
        last = parts[-1] if parts else ""
        endpoint = OAUTH.get(last, last)
        name = parts[0] if last in OAUTH else answer.headers.get("Authorization", "").removeprefix("Bearer ")
        self.asked.append((answer.command, endpoint))
        origin = f"https://localhost:{answer.server.server_port}"
        (self.ways.get(name, {}).get(endpoint) or _honest(endpoint, name, origin))(answer)


def _honest(endpoint: str, name: str, origin: str) -> Way:
    known: dict[str, Json] = {
        "discovery": discovery(origin, name),
        "devicecode": code(origin),
        "token": tokens(name),
        "organization": {"value": [{"id": TENANT, "displayName": "Contoso"}]},
    }
    return says(known.get(endpoint, {"value": []}))


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
