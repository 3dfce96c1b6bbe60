"""Routes the sign-in endpoints: discovery, keys, device code, token, and the page for the person."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from writeback.lab.entra.applications import Applications
from writeback.lab.entra.device_code import DeviceCode, DeviceCodes
from writeback.lab.entra.device_page import device_page
from writeback.lab.entra.errors import OAuthError, refused, scripted
from writeback.lab.entra.grants import Grants
from writeback.lab.entra.issuer import Issuer
from writeback.lab.faults import take
from writeback.lab.httpd import HttpRequest, HttpResponse
from writeback.lab.reply import Json, json_reply
from writeback.lab.scripted import played_hostile
from writeback.lab.world import World

ENDPOINT = re.compile(
    r"/(?P<tenant>[^/]+)/(?P<name>v2\.0/\.well-known/openid-configuration|discovery/v2\.0/keys"
    r"|oauth2/v2\.0/devicecode|oauth2/v2\.0/token)"
)
ANY_TENANT = frozenset({"organizations", "common"})


class NoSuchCodeError(Exception):
    """Nobody waits for an answer under that code."""


class NoSuchUserError(Exception):
    """The tenant has no such user."""


class Entra:
    """The sign-in service of one tenant."""

    def __init__(self, world: World, codes: DeviceCodes) -> None:
        self.world = world
        self.codes = codes
        self.issuer = Issuer(world.tenant)
        self.applications = Applications()
        self.grants = Grants(world.tenant, self.issuer, self.applications, codes)

    def answer(self, request: HttpRequest) -> HttpResponse | None:
        """The answer to a request, None when the path is not one of this service."""
        if request.path == "/device":
            return self._device(request)
        endpoint = ENDPOINT.fullmatch(request.path)
        if endpoint is None:
            return None
        name = endpoint["name"].rpartition("/")[2]
        script = self._script("discovery" if name == "openid-configuration" else name)
        if isinstance(script, dict) and "hostile" in script:
            return played_hostile(request, script, self.world)
        now = self.world.clock.now()
        try:
            self._check_tenant(endpoint["tenant"])
            if script is not None:
                status, body = scripted(script, now)
            else:
                status, body = self._endpoint(name, endpoint["tenant"], request)
        except OAuthError as error:
            status, body = error.refusal.status, error.refusal.body(now)
        for text in {"error_description", "message"} & body.keys():
            body[text] = f"{body[text]}{self.world.graffiti}"
        return json_reply(status, body, [("Cache-Control", "no-store")])

    def approve(self, user_code: str | None = None, upn: str | None = None) -> DeviceCode:
        """A person types the code (default: the newest that waits) and signs in; again changes nothing.

        Raises NoSuchCodeError, NoSuchUserError.
        """
        user = self.world.tenant.user(upn or self.world.tenant.operator_upn)
        if user is None:
            raise NoSuchUserError(upn)
        code = self._waiting(user_code)
        if code.answer == "pending":
            code.answer, code.user = "approved", user.upn
        return code

    def decline(self, user_code: str | None = None) -> DeviceCode:
        """A person presses Cancel. Raises NoSuchCodeError."""
        code = self._waiting(user_code)
        if code.answer == "pending":
            code.answer = "declined"
        return code

    def _waiting(self, user_code: str | None) -> DeviceCode:
        pending = self.codes.pending()
        code = self.codes.named(user_code) if user_code else next(iter(pending), None)
        if code is None or code.expired:
            raise NoSuchCodeError(user_code)
        return code

    def _check_tenant(self, name: str) -> None:
        tenant = self.world.tenant
        own = {tenant.id, tenant.initial_domain, *(domain.id for domain in tenant.domains)}
        if name.lower() not in own | ANY_TENANT:
            raise refused("tenant-not-found")

    def _endpoint(self, short: str, tenant: str, request: HttpRequest) -> tuple[int, Json]:
        if short == "openid-configuration":
            return 200, self._discovery(tenant)
        if short == "keys":
            return 200, self.issuer.key.published()
        if request.method != "POST":
            raise refused("missing-parameter")
        form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        return 200, self.grants.start_device_code(form) if short == "devicecode" else self.grants.token(form)

    def _script(self, name: str) -> Any:
        """What the fault script, then the scenario, wants to be answered next."""
        script = self.world.tenant.sign_in
        answer = take(self.world.faults.oauth, name)
        if answer is None:
            answer = take({"devicecode": script.devicecode, "token": script.token}, name)
        return answer

    def _discovery(self, tenant: str) -> Json:
        base = f"{self.issuer.origin}/{tenant}"
        return {
            "issuer": f"{self.issuer.origin}/{self.world.tenant.id}/v2.0",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
            "jwks_uri": f"{base}/discovery/v2.0/keys",
            "response_types_supported": ["code", "id_token"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "tenant_region_scope": "EU",
            "cloud_instance_name": "localhost",
        }

    def _device(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return device_page(self.world)
        form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        code = form.get("user_code", "")
        try:
            if form.get("answer") == "decline":
                self.decline(code or "-")
                return device_page(self.world, "You have declined. The program that asked has been told.")
            self.approve(code or "-", form.get("user"))
        except NoSuchCodeError:
            return device_page(self.world, "That code is unknown or too old.", code, status=400)
        except NoSuchUserError:
            return device_page(self.world, "There is no such account in this lab.", code, status=400)
        return device_page(self.world, "You are signed in. Go back to the program that showed the code.")
