"""The token endpoint's grants: device code, refresh token, client credentials."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from writeback.lab.entra.applications import Application, Applications
from writeback.lab.entra.audience import (
    DEFAULT_GRAPH_SCOPES,
    Audience,
    MixedResourcesError,
    UnknownResourceError,
    parse_scope,
)
from writeback.lab.entra.device_code import DeviceCodes
from writeback.lab.entra.errors import refused
from writeback.lab.entra.issuer import Issuer
from writeback.lab.world.tenant import ROLE_TEMPLATES, Tenant, User

Json = dict[str, Any]
Form = dict[str, str]

DEVICE_CODE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
CONSENTED = frozenset(
    {
        *DEFAULT_GRAPH_SCOPES,
        "UserAuthenticationMethod.ReadWrite.All",
        "OnPremDirectorySynchronization.ReadWrite.All",
    }
)
"""Graph permissions that need nobody's consent any more in this tenant."""
OWN_HOST = "localhost"


@dataclass(slots=True)
class Grants:
    """Every method raises OAuthError where Entra would refuse."""

    tenant: Tenant
    issuer: Issuer
    applications: Applications
    codes: DeviceCodes
    claims: list[Json] = field(default_factory=list)
    """What people's sign-ins with a device code were to satisfy, oldest first."""

    def start_device_code(self, form: Form) -> Json:
        """The answer of the devicecode endpoint, with the lab's own verification address.

        Nobody is thus led to type a lab's code at Microsoft.
        """
        application = self.applications.find(_need(form, "client_id"))
        code = self.codes.start(application.id, self._audience(application, _need(form, "scope")))
        address = f"{self.issuer.origin}/device"
        return {
            "user_code": code.user_code,
            "device_code": code.device_code,
            "verification_uri": address,
            "expires_in": code.expires_in,
            "interval": code.interval,
            "message": f"Open {address} and enter {code.user_code} to sign in to the "
            f"{self.tenant.display_name} lab.",
        }

    def token(self, form: Form) -> Json:
        """The answer of the token endpoint."""
        match form.get("grant_type"):
            case grant if grant == DEVICE_CODE_GRANT:
                return self._device_code(form)
            case "refresh_token":
                return self._refresh(form)
            case "client_credentials":
                return self._client_credentials(form)
        raise refused("grant-type")

    def _device_code(self, form: Form) -> Json:
        code = self.codes.redeem(_need(form, "device_code"), _need(form, "client_id"))
        user = self._user(code.user or self.tenant.operator_upn)
        self._consent(user, code.audience)
        self.claims.append(_claims(form))
        return self.issuer.for_user(user, code.client_id, code.audience, cae=_understands_claims(form))

    def _refresh(self, form: Form) -> Json:
        session = self.issuer.session(_need(form, "refresh_token"))
        application = self.applications.find(_need(form, "client_id"))
        if session.client_id != application.id:
            raise refused("bad-refresh-token")
        user = self._user(session.upn)
        audience = self._audience(application, form.get("scope") or " ".join(session.permissions))
        self._consent(user, audience)
        return self.issuer.for_user(user, application.id, audience, cae=_understands_claims(form))

    def _client_credentials(self, form: Form) -> Json:
        application = self.applications.find(_need(form, "client_id"))
        application.authenticate(form)
        audience = self._audience(application, _need(form, "scope"))
        return self.issuer.for_application(application, audience)

    def _audience(self, application: Application, scope: str) -> Audience:
        try:
            audience = parse_scope(scope, OWN_HOST)
        except UnknownResourceError as error:
            raise refused("resource-not-found") from error
        except MixedResourcesError as error:
            raise refused("mixed-resources") from error
        if audience.resource not in application.resources:
            raise refused("not-preauthorized")
        return audience

    def _user(self, upn: str) -> User:
        user = self.tenant.user(upn)
        if user is None:
            raise refused("foreign-account")
        if not user.enabled:
            raise refused("account-disabled")
        if user.password_state != "valid":  # noqa: S105 - a state, not a password
            raise refused("password-expired")
        return user

    def _consent(self, user: User, audience: Audience) -> None:
        """Only a Global Administrator can consent to a new permission, and here does so by signing in."""
        known = audience.resource == "portal" or CONSENTED.issuperset(audience.permissions)
        if not known and ROLE_TEMPLATES["Global Administrator"] not in user.role_template_ids:
            raise refused("consent")


def _need(form: Form, name: str) -> str:
    if not form.get(name):
        raise refused("missing-parameter")
    return form[name]


def _claims(form: Form) -> Json:
    try:
        claims = json.loads(form.get("claims", "{}"))
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}


def _understands_claims(form: Form) -> bool:
    """Whether the client declared CP1, the capability to handle claims challenges."""
    try:
        return "CP1" in _claims(form)["access_token"]["xms_cc"]["values"]
    except (KeyError, TypeError):
        return False
