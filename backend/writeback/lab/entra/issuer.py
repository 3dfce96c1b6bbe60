"""Issues tokens, remembers what it issued, and checks what comes back."""

from __future__ import annotations

import secrets
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from writeback.lab.entra.applications import Application
from writeback.lab.entra.audience import Audience
from writeback.lab.entra.errors import refused
from writeback.lab.entra.jwt import BadToken, SigningKey, encoded_json
from writeback.lab.world.tenant import Tenant, User

Json = dict[str, Any]
CLOCK_TOLERANCE = 300
"""Seconds that `nbf` lies in the past, as in live tokens."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a refresh token stands for."""

    client_id: str
    upn: str
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Bearer:
    """A checked access token."""

    claims: Json

    @property
    def scopes(self) -> frozenset[str]:
        """Delegated permissions; empty for an application."""
        return frozenset(str(self.claims.get("scp", "")).split())

    @property
    def roles(self) -> frozenset[str]:
        """Application permissions; empty for a person."""
        return frozenset(self.claims.get("roles", ()))

    @property
    def object_id(self) -> str:
        """Of the person or the application."""
        return str(self.claims["oid"])

    @property
    def is_application(self) -> bool:
        """No person behind it."""
        return bool(self.claims["idtyp"] == "app")


class TokenRefusedError(Exception):
    """The access token is no good. `challenge` = revoked, and the client can be told so with claims."""

    def __init__(self, text: str, *, challenge: bool = False) -> None:
        super().__init__(text)
        self.challenge = challenge


@dataclass(slots=True)
class Issuer:
    """`origin` is the scheme, host and port under which the lab's tenant is reached."""

    tenant: Tenant
    origin: str = ""
    key: SigningKey = field(default_factory=SigningKey)
    sessions: dict[str, Session] = field(default_factory=dict, repr=False)
    issued: set[str] = field(default_factory=set)
    revoked: set[str] = field(default_factory=set)

    def for_user(self, user: User, client_id: str, audience: Audience, *, cae: bool) -> Json:
        """A token answer for a person: access, id and, if asked, refresh token.

        `cae`: the client understands claims challenges; only its tokens can be revoked before they expire.
        """
        own: Json = {"scp": " ".join(audience.permissions), "upn": user.upn, "unique_name": user.upn}
        own |= {"name": user.display_name, "wids": list(user.role_template_ids), "idtyp": "user"}
        own |= {"xms_cc": ["CP1"]} if cae else {}
        answer = self._answer(audience, own | {"oid": user.id, "sub": user.id, "appid": client_id})
        answer["id_token"] = self.key.sign(self._id_claims(user, client_id))
        answer["client_info"] = encoded_json({"uid": user.id, "utid": self.tenant.id})
        if audience.offline:
            answer["refresh_token"] = self._refresh_token(user, client_id, audience)
        return answer

    def for_application(self, application: Application, audience: Audience) -> Json:
        """A token answer for an application: no refresh token, no id token, no scope."""
        own: Json = {"roles": list(application.roles), "idtyp": "app", "appid": application.id}
        answer = self._answer(audience, own | {"oid": application.object_id, "sub": application.object_id})
        del answer["scope"]
        return answer

    def session(self, refresh_token: str) -> Session:
        """What the refresh token stands for. Raises OAuthError 9002313 or 50173."""
        if not refresh_token.startswith("LAB-RT-"):
            raise refused("bad-refresh-token")
        if refresh_token not in self.sessions:
            raise refused("session-revoked")
        return self.sessions[refresh_token]

    def revoke(self, *, access: bool, refresh: bool) -> None:
        """Make what was issued so far worthless."""
        if access:
            self.revoked |= self.issued
        if refresh:
            self.sessions.clear()

    def check(self, authorization: str, audience: str) -> Bearer:
        """The token of an Authorization header. Raises TokenRefusedError."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise TokenRefusedError("Access token is empty.")
        try:
            claims = self.key.claims(token.strip())
        except BadToken as error:
            raise TokenRefusedError("Invalid token: signature validation failed.") from error
        if claims["aud"] != audience:
            raise TokenRefusedError("Access token validation failure. Invalid audience.")
        if claims["exp"] <= time.time():
            raise TokenRefusedError("Lifetime validation failed, the token is expired.")
        if claims["uti"] in self.revoked and "xms_cc" in claims:
            raise TokenRefusedError("Continuous access evaluation resulted in challenge.", challenge=True)
        return Bearer(claims)

    def _answer(self, audience: Audience, claims: Json) -> Json:
        lifetime, now, uti = self.tenant.token_lifetime, int(time.time()), uuid.uuid4().hex
        claims |= {"aud": audience.claim, "iss": f"{self.origin}/{self.tenant.id}/", "tid": self.tenant.id}
        claims |= {"iat": now, "nbf": now - CLOCK_TOLERANCE, "exp": now + lifetime, "uti": uti, "ver": "1.0"}
        self.issued.add(uti)
        return {
            "token_type": "Bearer",
            "scope": audience.granted,
            "expires_in": lifetime,
            "ext_expires_in": lifetime,
            "access_token": self.key.sign(claims),
        }

    def _id_claims(self, user: User, client_id: str) -> Json:
        now = int(time.time())
        return {
            "aud": client_id,
            "iss": f"{self.origin}/{self.tenant.id}/v2.0",
            "iat": now,
            "nbf": now,
            "exp": now + self.tenant.token_lifetime,
            "name": user.display_name,
            "oid": user.id,
            "preferred_username": user.upn,
            "sub": user.id,
            "tid": self.tenant.id,
            "ver": "2.0",
        }

    def _refresh_token(self, user: User, client_id: str, audience: Audience) -> str:
        token = f"LAB-RT-{secrets.token_urlsafe(32)}"
        self.sessions[token] = Session(client_id, user.upn, frozenset(audience.permissions))
        return token
