"""Tokens: what they carry, how they are renewed, and applications that sign in without a person."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from azure.core.pipeline.transport import RequestsTransport
from azure.identity import CertificateCredential, ClientSecretCredential
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from tests.cloud import GRAPH_COMMAND_LINE, Web, graph_scopes
from tests.lab import Lab, running_lab

GRAPH_ID = "00000003-0000-0000-c000-000000000000"
HYBRID_IDENTITY_ADMINISTRATOR = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2"
DEFAULT = ["https://graph.microsoft.com/.default"]


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with running_lab() as lab:
        yield lab


@pytest.fixture
def web(lab: Lab) -> Web:
    return Web(lab)


def claims(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))))


def test_an_access_token_names_audience_scopes_tenant_and_person(lab: Lab, web: Web) -> None:
    seen = claims(web.sign_in(*graph_scopes("User.Read", "Domain.Read.All"))["access_token"])
    assert (seen["aud"], seen["tid"], seen["upn"]) == (GRAPH_ID, lab.tenant_id, lab.operator)
    assert seen["scp"] == "User.Read Domain.Read.All"
    assert HYBRID_IDENTITY_ADMINISTRATOR in seen["wids"]


def test_the_token_answer_lists_the_granted_scopes_as_text(web: Web) -> None:
    assert web.sign_in(*graph_scopes("User.Read"))["scope"].startswith(
        "https://graph.microsoft.com/User.Read "
    )


def test_the_token_answer_names_default_beside_the_scopes_that_it_stood_for(web: Web) -> None:
    granted = web.sign_in(*graph_scopes(".default"))["scope"].split()
    assert "https://graph.microsoft.com/.default" in granted
    assert "https://graph.microsoft.com/Domain.Read.All" in granted


def test_a_refresh_token_gives_new_tokens_and_a_new_refresh_token(web: Web) -> None:
    first = web.sign_in()
    second = web.oauth(
        "token",
        grant_type="refresh_token",
        client_id=GRAPH_COMMAND_LINE,
        refresh_token=first["refresh_token"],
        scope=" ".join([*graph_scopes("User.Read"), "offline_access"]),
    ).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert claims(second["access_token"])["scp"] == "User.Read"


def test_a_refresh_token_is_bound_to_its_application(web: Web) -> None:
    azure_powershell = "1950a258-227b-4e31-a9cf-717495945fc2"
    token = web.sign_in()["refresh_token"]
    answer = web.oauth("token", grant_type="refresh_token", client_id=azure_powershell, refresh_token=token)
    assert answer.json()["error"] == "invalid_grant"


def test_an_unconsented_permission_needs_an_administrators_consent(web: Web) -> None:
    assert web.sign_in(*graph_scopes("Mail.Read"))["error_codes"] == [65001]


def test_another_grant_is_not_supported(web: Web) -> None:
    answer = web.oauth("token", grant_type="password", client_id=GRAPH_COMMAND_LINE)
    assert answer.json()["error"] == "unsupported_grant_type"


def test_an_application_signs_in_with_its_secret(lab: Lab) -> None:
    own = lab.control("POST", "application", {"secret": "s3cret", "roles": ["Organization.Read.All"]})[
        "client_id"
    ]
    credential = ClientSecretCredential(lab.tenant_id, own, "s3cret", **_address(lab))
    seen = claims(credential.get_token(*DEFAULT).token)
    assert (seen["idtyp"], seen["roles"]) == ("app", ["Organization.Read.All"])


def test_a_wrong_secret_is_refused(lab: Lab, web: Web) -> None:
    own = lab.control("POST", "application", {"secret": "s3cret"})["client_id"]
    answer = web.oauth(
        "token", grant_type="client_credentials", client_id=own, client_secret="guess", scope=DEFAULT[0]
    )
    assert (answer.status_code, answer.json()["error_codes"]) == (401, [7000215])


def test_an_application_signs_in_with_its_certificate(lab: Lab, certificate: tuple[bytes, bytes]) -> None:
    key, public = certificate
    own = lab.control("POST", "application", {"certificate": public.decode()})["client_id"]
    credential = CertificateCredential(lab.tenant_id, own, certificate_data=key + public, **_address(lab))
    assert claims(credential.get_token(*DEFAULT).token)["appid"] == own


def test_a_short_lifetime_makes_tokens_expire(start_lab: Callable[..., Lab]) -> None:
    lab = start_lab()
    lab.set("tenant.token_lifetime", 0)
    web = Web(lab)
    answer = web.get("/v1.0/me", web.sign_in()["access_token"])
    assert answer.status_code == 401
    assert "expired" in answer.json()["error"]["message"]


@pytest.fixture(scope="module")
def certificate() -> tuple[bytes, bytes]:
    """Key and certificate as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "checks")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private, signed.public_bytes(pem)


def _address(lab: Lab) -> dict[str, Any]:
    return {
        "authority": lab.origin,
        "disable_instance_discovery": True,
        "retry_total": 0,
        "transport": RequestsTransport(connection_verify=lab.ca_file),
    }
