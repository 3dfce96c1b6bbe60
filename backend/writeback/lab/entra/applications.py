"""The applications that the tenant knows, and how one proves that it is one of them."""

from __future__ import annotations

import hmac
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from writeback.lab.entra.audience import Resource
from writeback.lab.entra.errors import refused

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
AZURE_POWERSHELL = "1950a258-227b-4e31-a9cf-717495945fc2"
GRAPH_COMMAND_LINE = "14d82eec-204b-4c2f-b7e8-296a70dab67e"


@dataclass(slots=True)
class Application:
    """One client. Without secret and certificate it is a public client: people only."""

    id: str
    name: str
    resources: frozenset[Resource] = frozenset({"graph"})
    object_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    roles: tuple[str, ...] = ()
    """Application permissions on Graph, consented."""
    secret: str | None = field(default=None, repr=False)
    certificate: Certificate | None = None

    def authenticate(self, form: dict[str, str]) -> None:
        """Check the client's secret or its signed assertion. Raises OAuthError."""
        if self.secret is not None and "client_secret" in form:
            if not hmac.compare_digest(self.secret.encode(), form["client_secret"].encode()):
                raise refused("bad-client-secret")
        elif self.certificate is not None and "client_assertion" in form:
            self._check_assertion(form["client_assertion"], self.certificate)
        else:
            raise refused("bad-client-secret")

    def _check_assertion(self, assertion: str, certificate: Certificate) -> None:
        from writeback.lab.entra.jwt import BadToken, assertion_claims

        try:
            claims = assertion_claims(assertion, certificate)
        except BadToken as error:
            raise refused("bad-client-assertion") from error
        if claims.get("iss") != self.id:
            raise refused("bad-client-assertion")


class Applications:
    """Microsoft's three command line clients from the start; others are registered."""

    def __init__(self) -> None:
        both: frozenset[Resource] = frozenset({"graph", "portal"})
        own = [
            Application(GRAPH_COMMAND_LINE, "Microsoft Graph Command Line Tools"),
            Application(AZURE_CLI, "Microsoft Azure CLI", both),
            Application(AZURE_POWERSHELL, "Microsoft Azure PowerShell", both),
        ]
        self._known = {one.id: one for one in own}

    def find(self, client_id: str) -> Application:
        """By client id. Raises OAuthError 700016 for an unknown one."""
        known = self._known.get(client_id.lower())
        if known is None:
            raise refused("app-not-found")
        return known

    def register(self, application: Application) -> None:
        """Add or replace an application."""
        self._known[application.id.lower()] = application


def registered(
    name: str, client_id: str, roles: tuple[str, ...], secret: str | None, certificate_pem: str | None
) -> Application:
    """An application of the customer's own. ValueError when the certificate cannot be read."""
    certificate = None
    if certificate_pem is not None:
        from cryptography.x509 import load_pem_x509_certificate

        certificate = load_pem_x509_certificate(certificate_pem.encode())
    return Application(client_id, name, roles=roles, secret=secret, certificate=certificate)
