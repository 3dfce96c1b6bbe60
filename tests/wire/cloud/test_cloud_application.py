"""An application that signs in with its certificate or its secret: it reads, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from tests.lab import Lab
from tests.wire.cloud.conftest import cloud_of

from writeback.cloud import EntraTenant, open_tenant
from writeback.cloud.clouds import PERMISSIONS
from writeback.domain.errors import (
    ClientCertificateUnusable,
    ReadOnlySignIn,
    SignInRefused,
    SignInSecretNeeded,
    WritebackError,
)
from writeback.domain.facts import SwitchMethod, Unknown
from writeback.domain.secret import Secret

SECRET, PASSPHRASE = Secret("Client-5ecret~value"), Secret("certificate's own phrase")


class Keys:
    """One key and its certificate, in the forms in which people keep them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "checks")])
        now = datetime.now(UTC)
        self.certificate = (
            x509.CertificateBuilder(name, name, self.key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .sign(self.key, hashes.SHA256())
        )
        self.public = self.certificate.public_bytes(serialization.Encoding.PEM)

    def pem(self, passphrase: Secret | None = None) -> str:
        kind = serialization.PrivateFormat.PKCS8
        key = self.key.private_bytes(serialization.Encoding.PEM, kind, _sealing(passphrase))
        return self._file("own.pem", key + self.public)

    def p12(self, passphrase: Secret | None = None) -> str:
        data = pkcs12.serialize_key_and_certificates(
            b"own", self.key, self.certificate, None, _sealing(passphrase)
        )
        return self._file("own.p12", data)

    def _file(self, name: str, data: bytes) -> str:
        path = self.folder / name
        path.write_bytes(data)
        return str(path)


def _sealing(passphrase: Secret | None) -> serialization.KeySerializationEncryption:
    if passphrase is None:
        return serialization.NoEncryption()
    return serialization.BestAvailableEncryption(passphrase.reveal().encode())


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def application(lab: Lab, keys: Keys) -> EntraTenant:
    """An application with both keys and every permission to read."""
    order = {"name": "Checks", "roles": list(PERMISSIONS), "certificate": keys.public.decode()}
    own = lab.control("POST", "application", order)["client_id"]
    return open_tenant(cloud_of(lab), lab.tenant_id, own, SwitchMethod.PORTAL_API)


@pytest.fixture
def with_secret(lab: Lab) -> EntraTenant:
    order = {"name": "Checks", "roles": list(PERMISSIONS), "secret": SECRET.reveal()}
    own = lab.control("POST", "application", order)["client_id"]
    return open_tenant(cloud_of(lab), lab.tenant_id, own, SwitchMethod.PORTAL_API)


Form = Callable[[Keys], str]
FORMS: dict[str, tuple[Form, Secret | None]] = {
    "PEM": (Keys.pem, None),
    "sealed PEM": (lambda keys: keys.pem(PASSPHRASE), PASSPHRASE),
    "PKCS#12": (Keys.p12, None),
    "sealed PKCS#12": (lambda keys: keys.p12(PASSPHRASE), PASSPHRASE),
}


@pytest.mark.parametrize("form", FORMS)
async def test_a_certificate_reads_the_tenant(application: EntraTenant, keys: Keys, form: str) -> None:
    make, passphrase = FORMS[form]
    account = await application.sign_in_as_application(passphrase, make(keys))
    facts = await application.survey()
    assert account.is_application
    assert (facts.display_name, facts.premium) == ("Contoso", True)
    assert isinstance(facts.roles, Unknown)
    assert "no person's role" in facts.roles.why
    await application.close()


async def test_a_secret_reads_the_tenant_and_its_token_is_renewed_by_itself(
    lab: Lab, with_secret: EntraTenant
) -> None:
    await with_secret.sign_in_as_application(SECRET, None)
    await with_secret.survey()
    lab.revoke()
    assert (await with_secret.survey()).display_name == "Contoso"
    assert with_secret.kept() is None
    await with_secret.close()


async def test_what_takes_a_person_is_refused_before_anything_is_sent(
    lab: Lab, with_secret: EntraTenant
) -> None:
    await with_secret.sign_in_as_application(SECRET, None)
    before = lab.state()["requests"]
    switches = with_secret.switches_by(SwitchMethod.PORTAL_API)
    with pytest.raises(ReadOnlySignIn):
        await with_secret.access_token()
    with pytest.raises(ReadOnlySignIn):
        await with_secret.reset_password("test.user@contoso.com")
    with pytest.raises(ReadOnlySignIn):
        await switches.write(write_back_passwords=True)
    state = await switches.read()
    assert isinstance(state, Unknown)
    assert isinstance(state.error, ReadOnlySignIn)
    assert lab.state()["requests"] == before
    await with_secret.close()


async def refusal(tenant: EntraTenant, secret: Secret | None, file: str | None) -> WritebackError:
    with pytest.raises(WritebackError) as caught:
        await tenant.sign_in_as_application(secret, file)
    assert caught.value.hint
    for known in (SECRET, PASSPHRASE):
        assert known.reveal() not in caught.value.sentence()
    return caught.value


@pytest.mark.parametrize("form", ["sealed PEM", "sealed PKCS#12"])
async def test_a_sealed_key_asks_for_its_passphrase_and_takes_no_other(
    application: EntraTenant, keys: Keys, form: str
) -> None:
    file = FORMS[form][0](keys)
    assert isinstance(await refusal(application, None, file), SignInSecretNeeded)
    assert isinstance(await refusal(application, Secret("guess"), file), ClientCertificateUnusable)


async def test_a_file_that_holds_no_key_is_told(application: EntraTenant, keys: Keys) -> None:
    file = keys._file("public.pem", keys.public)
    assert isinstance(await refusal(application, None, file), ClientCertificateUnusable)
    error = await refusal(application, None, str(keys.folder / "missing.pem"))
    assert isinstance(error, ClientCertificateUnusable)
    assert "missing.pem" in error.message


async def test_no_secret_at_all_is_asked_for(with_secret: EntraTenant) -> None:
    assert isinstance(await refusal(with_secret, None, None), SignInSecretNeeded)


async def test_a_wrong_secret_and_an_unknown_certificate_are_told_in_our_words(
    with_secret: EntraTenant, keys: Keys
) -> None:
    error = await refusal(with_secret, Secret("guess"), None)
    assert isinstance(error, SignInRefused)
    assert "secret of the application is wrong" in error.message
    # That application has no certificate registered.
    assert isinstance(await refusal(with_secret, None, keys.pem()), SignInRefused)
