"""Signing in with a certificate: what is wrong on this side is said before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from tests.lab import Lab, running_lab
from tests.wire.remote import address

from writeback.domain.errors import ClientCertificateUnusable, PasswordNeeded, WritebackError, WrongPassword
from writeback.domain.secret import Secret
from writeback.domain.target import Authentication, ServerAddress
from writeback.lab.certificate import make_certificates
from writeback.lab.client_certificate import make_client_certificate
from writeback.remoting import open_server
from writeback.service import Session
from writeback.service.lab import Lab as RunningLab

PHRASE = "an unusual phrase"


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with running_lab("contoso") as made:
        yield made


@pytest.fixture
def target(lab: Lab) -> ServerAddress:
    server = lab.ready["server"]
    return address(
        lab,
        authentication=Authentication.CERTIFICATE,
        certificate_file=server["client_certificate_file"],
        key_file=server["client_key_file"],
    )


@pytest.fixture
def sealed(target: ServerAddress, tmp_path: Path) -> ServerAddress:
    """The same key under a passphrase."""
    key = load_pem_private_key(Path(target.key_file or "").read_bytes(), None)
    file = tmp_path / "sealed.key"
    seal = BestAvailableEncryption(PHRASE.encode())
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, seal))
    return replace(target, key_file=str(file))


async def refusal(lab: Lab, to: ServerAddress, secret: str = "") -> WritebackError:
    """Of a profile that cannot be used as it is."""
    before = lab.state()["wsman"]["counts"]
    with pytest.raises(WritebackError) as caught:
        await open_server(to, Secret(secret))
    assert lab.state()["wsman"]["counts"] == before
    return caught.value


@pytest.fixture
def both(target: ServerAddress, tmp_path: Path) -> ServerAddress:
    """Certificate and key in one file."""
    file = tmp_path / "both.pem"
    texts = [Path(one or "").read_text() for one in (target.key_file, target.certificate_file)]
    file.write_text("".join(texts))
    return replace(target, certificate_file=str(file), key_file=None)


async def test_certificate_and_key_may_be_in_one_file(both: ServerAddress) -> None:
    server = await open_server(both, Secret(""))
    assert (await server.scheduler()).sync_cycle_enabled
    await server.close()


async def test_a_sealed_key_is_opened_by_its_passphrase(sealed: ServerAddress) -> None:
    server = await open_server(sealed, Secret(PHRASE))
    assert (await server.scheduler()).sync_cycle_enabled
    await server.close()


async def test_a_session_asks_for_the_passphrase_of_a_sealed_key_only(
    lab: Lab, target: ServerAddress, sealed: ServerAddress
) -> None:
    profile = RunningLab(lab.ready, is_ours=False).profile()
    session = Session(replace(profile, server=target))
    assert not session.password_needed
    assert (await session.connect()).computer_name
    await session.close()
    session = Session(replace(profile, server=sealed))
    assert session.password_needed
    assert session.secret_question == f"Passphrase of the key {sealed.key_file}"
    with pytest.raises(PasswordNeeded, match="Passphrase of the key"):
        await session.connect()
    assert (await session.connect(Secret(PHRASE))).computer_name
    await session.close()


async def test_a_wrong_passphrase_is_said_and_nobody_is_asked_on_the_terminal(
    lab: Lab, sealed: ServerAddress
) -> None:
    error = await refusal(lab, sealed, "another phrase")
    assert isinstance(error, WrongPassword)
    assert "nothing was sent" in error.message


async def test_a_missing_passphrase_is_said(lab: Lab, sealed: ServerAddress) -> None:
    assert isinstance(await refusal(lab, sealed), PasswordNeeded)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"certificate_file": "/nowhere/client.pem"}, "cannot be read: No such file"),
        ({"key_file": "/nowhere/client.key"}, "cannot be read: No such file"),
        ({"certificate_file": "{key}"}, "holds no certificate"),
        ({"key_file": "{certificate}"}, "holds no private key"),
        ({"key_file": "{foreign}"}, "is not that of the certificate"),
        ({"certificate_file": "{expired}", "key_file": "{expired key}"}, "expired on"),
    ],
)
async def test_files_that_cannot_be_used_are_named(
    lab: Lab, target: ServerAddress, tmp_path: Path, changes: dict[str, str], words: str
) -> None:
    other = make_certificates(tmp_path)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    expired = make_client_certificate(tmp_path, other.authority, "labadmin@corp.contoso.com", yesterday)
    files = {
        "{key}": target.key_file,
        "{certificate}": target.certificate_file,
        "{foreign}": str(other.key_file),
        "{expired}": str(expired[0]),
        "{expired key}": str(expired[1]),
    }
    named = {name: files.get(file, file) for name, file in changes.items()}
    error = await refusal(lab, replace(target, **named))
    assert isinstance(error, ClientCertificateUnusable)
    assert words in error.message
    assert "othing was sent" in error.message
