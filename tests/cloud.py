"""A plain HTTP client for the lab's tenant, and Microsoft's own libraries pointed at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from tests.lab import Lab

Json = dict[str, Any]

GRAPH_COMMAND_LINE = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
PORTAL = "74658136-14ec-4630-ad9b-26e160ff0fc6"
DEVICE_CODE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
READS = (
    "User.Read",
    "Organization.Read.All",
    "Domain.Read.All",
    "AuditLog.Read.All",
    "Directory.Read.All",
    "Policy.Read.All",
    "OnPremDirectorySynchronization.Read.All",
)

GLOBAL_ADMINISTRATOR = "glenn@contoso.onmicrosoft.com"
USER_ADMINISTRATOR = "ulla@contoso.onmicrosoft.com"


def graph_scopes(*names: str) -> list[str]:
    return [f"https://graph.microsoft.com/{name}" for name in names or READS]


@dataclass
class Web:
    """Requests to one lab, without any library of Microsoft's."""

    lab: Lab
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(
            base_url=self.lab.origin, verify=self.lab.context, timeout=20, trust_env=False
        )

    def oauth(self, endpoint: str, **form: str) -> httpx.Response:
        return self.http.post(f"/organizations/oauth2/v2.0/{endpoint}", data=form)

    def device_code(self, *scopes: str, client_id: str = GRAPH_COMMAND_LINE) -> Json:
        wanted = " ".join([*(scopes or graph_scopes()), "offline_access", "openid", "profile"])
        answer = self.oauth("devicecode", client_id=client_id, scope=wanted)
        return dict(answer.json())

    def poll(self, device_code: str, client_id: str = GRAPH_COMMAND_LINE, **more: str) -> httpx.Response:
        return self.oauth(
            "token", grant_type=DEVICE_CODE_GRANT, client_id=client_id, device_code=device_code, **more
        )

    def sign_in(
        self, *scopes: str, user: str | None = None, client_id: str = GRAPH_COMMAND_LINE, **more: str
    ) -> Json:
        """The token answer of an approved device code."""
        code = self.device_code(*scopes, client_id=client_id)
        self.lab.approve(code["user_code"], user)
        return dict(self.poll(code["device_code"], client_id, **more).json())

    def portal_token(self, user: str | None = None) -> str:
        answer = self.sign_in(f"{PORTAL}/.default", user=user, client_id=AZURE_CLI)
        return str(answer["access_token"])

    def get(self, path: str, token: str, **headers: str) -> httpx.Response:
        return self.http.get(path, headers={"Authorization": f"Bearer {token}", **headers})

    def put(self, path: str, token: str, body: Json) -> httpx.Response:
        return self.http.put(path, headers={"Authorization": f"Bearer {token}"}, json=body)


def device_code_credential(lab: Lab, prompt: Callable[[str, str, datetime], object], **options: Any) -> Any:
    """azure-identity as it comes, except for the address."""
    from azure.core.pipeline.transport import RequestsTransport
    from azure.identity import DeviceCodeCredential

    def show(address: str, code: str, expires: datetime) -> None:
        prompt(address, code, expires)

    return DeviceCodeCredential(
        GRAPH_COMMAND_LINE,
        tenant_id=lab.tenant_id,
        authority=lab.origin,
        disable_instance_discovery=True,
        disable_automatic_authentication=True,
        prompt_callback=show,
        retry_total=0,
        transport=RequestsTransport(connection_verify=lab.ca_file),
        **options,
    )
