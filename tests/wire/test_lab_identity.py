"""Downgrades and false identities: what the lab offers and shows when it is told to be somebody else."""

from __future__ import annotations

import hashlib
import ssl
import warnings
from collections.abc import Iterator
from http.client import HTTPSConnection
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pypsrp.exceptions import AuthenticationError, WinRMTransportError
from pypsrp.powershell import RunspacePool
from tests.cloud import Web
from tests.lab import Lab, running_lab
from tests.wire.lab_remote import run, wsman

Refused = (AuthenticationError, WinRMTransportError)


@pytest.fixture(scope="module")
def process() -> Iterator[Lab]:
    with running_lab() as lab:
        yield lab
    assert lab.errors == ""


@pytest.fixture
def lab(process: Lab) -> Iterator[Lab]:
    process.reset()
    yield process
    process.reset()
    assert process.state()["bugs"] == []


def challenge(lab: Lab) -> list[str]:
    """The schemes that the server offers to who says nothing."""
    connection = HTTPSConnection("localhost", lab.https_port, context=lab.context, timeout=10)
    connection.request("POST", "/wsman", b"")
    answer = connection.getresponse()
    assert answer.status == 401
    return [value.split()[0] for value in answer.msg.get_all("WWW-Authenticate", [])]


def opens(lab: Lab, **changes: object) -> None:
    with wsman(lab, **changes) as server, RunspacePool(server) as pool:
        assert run(pool, "Get-Date").output


@pytest.mark.parametrize(
    ("offer", "schemes"),
    [
        ("", ["Negotiate", "Basic"]),
        ("basic", ["Basic"]),
        ("negotiate", ["Negotiate"]),
        ("nothing", []),
    ],
)
def test_the_offer_is_what_it_is_told_to_be(lab: Lab, offer: str, schemes: list[str]) -> None:
    lab.faults(offer=offer)
    assert challenge(lab) == schemes


@pytest.mark.parametrize("offer", ["basic", "nothing"])
def test_who_insists_on_negotiate_does_not_get_in(lab: Lab, offer: str) -> None:
    lab.faults(offer=offer)
    with pytest.raises(Refused):
        opens(lab)
    assert "authorization basic" not in lab.state()["wsman"]["counts"]


def test_a_password_given_away_by_basic_is_counted(lab: Lab) -> None:
    lab.faults(offer="basic")
    opens(lab, auth="basic")
    assert lab.state()["wsman"]["counts"]["authorization basic"] > 0


@pytest.mark.parametrize(("word", "sends", "gets_in"), [
    ("require", True, True),
    ("require", False, False),
    ("foreign", True, False),
    ("ignore", True, True),
    ("ignore", False, True),
])  # fmt: skip
def test_channel_bindings_are_demanded_as_told(lab: Lab, word: str, sends: bool, gets_in: bool) -> None:
    lab.faults(channel_binding=word)
    if gets_in:
        opens(lab, negotiate_send_cbt=sends)
    else:
        with pytest.raises(Refused):
            opens(lab, negotiate_send_cbt=sends)


def test_a_demanded_binding_follows_the_certificate(lab: Lab) -> None:
    lab.faults(channel_binding="require", certificate="another-key")
    opens(lab)


def shown(port: int) -> x509.Certificate:
    """The certificate of a port, trusted or not."""
    return x509.load_pem_x509_certificate(
        ssl.get_server_certificate(("localhost", port), timeout=10).encode()
    )


def pin(certificate: x509.Certificate) -> str:
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(key).hexdigest()


KINDS = {
    "another-key": None,
    "self-signed": "self.signed|unable to get local issuer",
    "expired": "expired",
    "wrong-name": "match",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("which", ["certificate", "tenant_certificate"])
def test_new_connections_meet_another_certificate(lab: Lab, which: str, kind: str) -> None:
    port = lab.https_port if which == "certificate" else int(lab.origin.rpartition(":")[2])
    honest = shown(port)
    lab.faults(**{which: kind})
    false = shown(port)
    assert (pin(false) == pin(honest)) is (kind in ("expired", "wrong-name"))
    connection = HTTPSConnection("localhost", port, context=lab.context, timeout=10)
    if KINDS[kind] is None:
        connection.connect()
    else:
        with pytest.raises(ssl.SSLCertVerificationError, match=KINDS[kind]):
            connection.connect()
    lab.faults(**{which: ""})
    assert shown(port) == honest


def test_an_open_connection_keeps_its_certificate(lab: Lab) -> None:
    with wsman(lab) as server, RunspacePool(server) as pool:
        lab.faults(certificate="self-signed")
        assert run(pool, "Get-Date").output
        lab.faults(certificate="self-signed", drop_at={"n": 1})
        with pytest.raises(requests.exceptions.ConnectionError):
            run(pool, "Get-Date")
        with pytest.raises(requests.exceptions.SSLError):
            run(pool, "Get-Date")
        lab.faults(certificate="")


def test_the_certificate_can_change_in_the_middle_of_a_session(lab: Lab) -> None:
    with wsman(lab) as server:
        pool = RunspacePool(server)
        pool.open()
        lab.faults(at={"n": 1, "faults": {"certificate": "self-signed", "drop_before": {"*": 1}}})
        with pytest.raises(requests.exceptions.ConnectionError):
            run(pool, "Get-Date")
        with pytest.raises(requests.exceptions.SSLError):
            run(pool, "Get-Date")


def test_the_control_stays_reachable_behind_a_false_tenant(lab: Lab) -> None:
    lab.faults(tenant_certificate="self-signed")
    with pytest.raises(Exception, match="CERTIFICATE_VERIFY_FAILED"):
        Web(lab).http.get("/device")
    lab.reset()
    assert Web(lab).http.get("/device").status_code == 200


def test_the_control_port_serves_nothing_else(lab: Lab) -> None:
    port = int(lab.ready["control"].removesuffix("/lab").rpartition(":")[2])
    connection = HTTPSConnection("localhost", port, context=lab.context, timeout=10)
    connection.request("GET", "/v1.0/me")
    assert connection.getresponse().status == 404


@pytest.fixture
def old_client(lab: Lab) -> ssl.SSLContext:
    """Takes TLS 1.1, which today's clients do not."""
    context = ssl.create_default_context(cafile=lab.ca_file)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1_1
    return context


@pytest.mark.skipif(not ssl.HAS_TLSv1_1, reason="this OpenSSL has no TLS 1.1")
def test_a_server_can_be_stuck_with_an_old_protocol(lab: Lab, old_client: ssl.SSLContext) -> None:
    lab.faults(tls="1.1")
    with pytest.raises(ssl.SSLError, match="protocol"):
        HTTPSConnection("localhost", lab.https_port, context=lab.context, timeout=10).connect()
    connection = HTTPSConnection("localhost", lab.https_port, context=old_client, timeout=10)
    connection.connect()
    assert connection.sock.version() == "TLSv1.1"


def test_false_certificates_keep_their_keys_private(lab: Lab) -> None:
    lab.faults(certificate="another-key")
    keys = list(Path(lab.ca_file).parent.rglob("*.key"))
    assert len(keys) >= 2
    assert {key.stat().st_mode & 0o077 for key in keys} == {0}
