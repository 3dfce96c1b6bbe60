"""The portal's own API behind *Password reset > On-premises integration*: undocumented, so told with care.

What is known of the real one comes from public tools; UNVERIFIED.md says what is our choice.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from writeback.lab.entra.audience import PORTAL_ID
from writeback.lab.entra.issuer import Bearer, Issuer, TokenRefusedError
from writeback.lab.faults import take
from writeback.lab.graph.permissions import (
    AUTHENTICATION_POLICY_ADMINISTRATOR,
    GLOBAL_ADMINISTRATOR,
    HYBRID_IDENTITY_ADMINISTRATOR,
)
from writeback.lab.httpd import Connection, HttpRequest, HttpResponse
from writeback.lab.reply import Json, NotJsonObject, json_body, json_reply, with_headers
from writeback.lab.scripted import needs_truth, play
from writeback.lab.world import World

PREFIX = "/api/"
ON_PREMISES = "/api/PasswordReset/OnPremisesPasswordResetPolicies"
ROLES = frozenset({GLOBAL_ADMINISTRATOR, HYBRID_IDENTITY_ADMINISTRATOR, AUTHENTICATION_POLICY_ADMINISTRATOR})

SWITCHES = {
    "passwordWriteBackSupported": "write_back_passwords",
    "accountUnlockEnabled": "account_unlock",
    "cloudProvisioningEnablementForTenant": "cloud_sync",
}
"""Key of a PUT -> switch. The first is written with a capital B and read with a small one."""


class NotOnboardedError(Exception):
    """The blade shows nothing to save before a server was onboarded."""


class Portal:
    """The portal's backend of one tenant."""

    def __init__(self, world: World, issuer: Issuer) -> None:
        self.world = world
        self.issuer = issuer
        self._reads: dict[str, Callable[[], object]] = {
            ON_PREMISES: self._on_premises,
            "/api/PasswordReset/PasswordResetPolicies": self._policies,
            "/api/Directories/ADConnectStatus": self._connect_status,
            "/api/Directories/GetPasswordSyncStatus": self._password_sync_status,
        }

    async def answer(self, connection: Connection, request: HttpRequest) -> HttpResponse | None:
        """The answer to a request, None when the path is not one of the portal's."""
        if not request.path.startswith(PREFIX):
            return None
        script = take(self.world.faults.graph, request.path)
        if script is not None and not needs_truth(script, request.method):
            return await play(connection, request, script, self.world)
        response = self._truthful(request)
        self.world.tenant.note(request.method, request.path, self.world.clock.now(), response.status)
        if script is not None:
            return await play(connection, request, script, self.world, response)
        return with_headers(response, {"x-ms-request-id": str(uuid.uuid4())})

    def save(self, *, write_back_passwords: bool | None = None, account_unlock: bool | None = None) -> None:
        """An administrator presses Save on the blade. Raises NotOnboardedError."""
        switches = self.world.tenant.switches
        if switches.object_id is None:
            raise NotOnboardedError
        if write_back_passwords is not None:
            switches.write_back_passwords = write_back_passwords
        if account_unlock is not None:
            switches.account_unlock = account_unlock

    def _truthful(self, request: HttpRequest) -> HttpResponse:
        try:
            bearer = self.issuer.check(request.headers.get("authorization", ""), PORTAL_ID)
        except TokenRefusedError as error:
            return self._refusal(401, "Unauthorized", str(error))
        if not self._allowed(bearer):
            return self._refusal(403, "Forbidden", "You do not have access to this resource.")
        if (request.method, request.path) == ("PUT", ON_PREMISES):
            return self._put(request)
        if request.method == "GET" and (read := self._reads.get(request.path)):
            return json_reply(200, read())
        return self._refusal(404, "NotFound", "No HTTP resource was found that matches the request.")

    def _allowed(self, bearer: Bearer) -> bool:
        user = self.world.tenant.user(bearer.object_id)
        return user is not None and not ROLES.isdisjoint(user.role_template_ids)

    def _on_premises(self) -> Json:
        switches = self.world.tenant.switches
        return {
            "objectId": switches.object_id,
            "passwordWritebackSupported": switches.write_back_passwords,
            "accountUnlockSupported": switches.account_unlock_supported,
            "accountUnlockEnabled": switches.account_unlock,
            "enablementForTenant": True,
            "cloudProvisioningEnablementForTenant": switches.cloud_sync,
        }

    def _put(self, request: HttpRequest) -> HttpResponse:
        """Only the first known key of a body takes effect: a combined PUT does not stick."""
        if self.world.tenant.switches.object_id is None:
            return self._refusal(400, "BadRequest", "On-premises integration has not been enabled.")
        try:
            body = json_body(request)
        except NotJsonObject:
            return self._refusal(400, "BadRequest", "The request body is not valid JSON.")
        key = next((name for name in body if name in SWITCHES), None)
        if key is None or not isinstance(body[key], bool):
            return self._refusal(400, "BadRequest", "The request is invalid.")
        setattr(self.world.tenant.switches, SWITCHES[key], body[key])
        return HttpResponse(204)

    def _refusal(self, status: int, code: str, message: str) -> HttpResponse:
        name = f"Microsoft.Portal.Framework.Exceptions.{code}"
        return json_reply(status, {"ClassName": name, "Message": f"{message}{self.world.graffiti}"})

    def _policies(self) -> Json:
        tenant = self.world.tenant
        return {
            "objectId": tenant.switches.object_id,
            "enablementType": int(tenant.sspr_enablement),
            "numberOfAuthenticationMethodsRequired": 1,
            "registrationRequiredOnSignIn": True,
            "passwordResetEnabledGroupIds": [],
        }

    def _password_sync_status(self) -> bool:
        return self.world.server.company_features.password_hash_sync

    def _connect_status(self) -> Json:
        tenant = self.world.tenant
        federated = [one for one in tenant.domains if one.authentication_type == "Federated"]
        return {
            "verifiedDomainCount": len(tenant.domains),
            "verifiedCustomDomainCount": len([one for one in tenant.domains if not one.is_initial]),
            "federatedDomainCount": len(federated),
            "numberOfHoursFromLastSync": _hours(tenant.last_sync, self.world.clock.now()),
            "dirSyncEnabled": tenant.onprem_sync_enabled,
            "dirSyncConfigured": tenant.last_sync is not None,
            "passThroughAuthenticationEnabled": False,
            "seamlessSingleSignOnEnabled": False,
        }


def _hours(then: datetime | None, now: datetime) -> int:
    return -1 if then is None else int((now - then).total_seconds() // 3600)
