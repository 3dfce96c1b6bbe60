"""Trust on first use: asked once, in words, with the fingerprint; a changed key is a hard stop."""

from __future__ import annotations

import hashlib
import re
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.lab import Lab, running_lab
from tests.terminal.command_line import CommandLine
from tests.terminal.pty_driver import terminal
from tests.wire.hostile import hostile_server
from tests.wire.remote import address

from writeback import profiles
from writeback.domain.errors import InvalidInput, ServerKeyChanged, ServerUnknown
from writeback.domain.secret import Secret
from writeback.domain.target import ServerAddress, ServerIdentity, key_fingerprint
from writeback.lab.certificate import make_certificates
from writeback.remoting import open_server
from writeback.service import Session, trust

NOWHERE = "http://127.0.0.1:1"
"""A proxy that nobody is: the tenant is out of reach, and these tests stay on loopback."""


@pytest.fixture(scope="module")
def shared() -> Iterator[Lab]:
    with running_lab("contoso") as lab:
        yield lab
    assert lab.errors == ""


@pytest.fixture
def lab(shared: Lab) -> Lab:
    shared.reset()
    return shared


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Its system's store knows an authority, but not the lab's."""
    store = make_certificates(tmp_path).ca_file
    line = CommandLine(tmp_path)
    for name, value in (line.environment | {"SSL_CERT_FILE": str(store)}).items():
        monkeypatch.setenv(name, value)
    return line


def add_profile(lab: Lab) -> Path:
    """One that names neither an authority nor a key, with a line of somebody's own."""
    server = profiles.StoredServer("localhost", lab.username, lab.https_port)
    file = profiles.save("test", profiles.StoredProfile(server, profiles.StoredTenant(proxy=NOWHERE)))
    file.write_text(f"# Ask Hedda before you change this.\n{file.read_text()}")
    return file


async def unknown(lab: Lab, **changes: str | None) -> ServerUnknown:
    with pytest.raises(ServerUnknown) as caught:
        await open_server(address(lab, ca_file=None, **changes), Secret(lab.password))
    return caught.value


# What a front end gets -------------------------------------------------------------------


async def test_the_error_carries_what_the_certificate_says(lab: Lab, shell: CommandLine) -> None:
    text = ssl.get_server_certificate(("localhost", lab.https_port), ca_certs=lab.ca_file)
    identity = (await unknown(lab)).identity
    shown = hashlib.sha1(ssl.PEM_cert_to_DER_cert(text)).hexdigest().upper()  # noqa: S324
    assert (identity.thumbprint, identity.subject) == (shown, "CN=localhost")
    assert identity.issuer == "CN=Writeback lab authority"
    assert identity.names == ("localhost", "127.0.0.1")
    assert identity.valid_from < datetime.now(UTC) < identity.valid_until


async def test_nothing_is_sent_to_find_out(lab: Lab, shell: CommandLine) -> None:
    before = lab.state()["wsman"]["counts"]
    await unknown(lab)
    assert lab.state()["wsman"]["counts"] == before


async def test_a_proxy_is_gone_through_to_find_out(lab: Lab, shell: CommandLine) -> None:
    with hostile_server(lambda answer: answer.reply(500)) as proxy:
        error = await unknown(lab, proxy=f"http://127.0.0.1:{proxy.server_port}")
        asked = {request["CONNECT"] for request in proxy.requests}
    assert asked == {f"localhost:{lab.https_port}"}
    assert error.identity.subject == "CN=localhost"


@pytest.mark.parametrize("kind", ["self-signed", "expired", "wrong-name"])
async def test_a_person_may_decide_about_any_certificate(lab: Lab, shell: CommandLine, kind: str) -> None:
    """Whoever pins a key trusts the key; the rest is shown, and stands in the sentence."""
    lab.faults(certificate=kind)
    error = await unknown(lab)
    lines = " ".join(trust.introduction(error.identity, address(lab)))
    assert ("issued by itself" in lines) == (kind == "self-signed")
    assert ("elsewhere.contoso.com" in lines) == (kind == "wrong-name")


def test_the_question_shows_the_fingerprint_as_it_may_be_typed() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    key = hashlib.sha256(b"key").hexdigest()
    identity = ServerIdentity(key, "AB" * 20, "CN=sync01", "CN=sync01", (), now, now + timedelta(days=365))
    lines = trust.introduction(identity, ServerAddress("sync01", "hedda"))
    assert "Its certificate is for CN=sync01, issued by itself, valid from 2026-11-23 to 2027-11-23." in lines
    typed = next(line for line in lines if line.startswith("SHA-256")).partition(": ")[2]
    assert key_fingerprint(typed) == key


# The service -----------------------------------------------------------------------------


async def test_a_key_that_a_person_trusts_is_pinned_and_the_rest_of_the_profile_stays(
    lab: Lab, shell: CommandLine
) -> None:
    file = add_profile(lab)
    before = file.read_text()
    session = Session(profiles.load("test"))
    with pytest.raises(ServerUnknown) as caught:
        await session.connect(Secret(lab.password))
    session.trust(caught.value.identity)
    assert (await session.connect()).computer_name
    await session.close()
    line = f'pinned-key = "{caught.value.identity.key}"\n'
    assert file.read_text() == before.replace("[server]\n", f"[server]\n{line}")


async def test_a_changed_key_is_a_hard_stop_and_no_other_key_is_taken(lab: Lab, shell: CommandLine) -> None:
    file = add_profile(lab)
    session = Session(profiles.load("test"))
    session.trust((await unknown(lab)).identity)
    pinned = file.read_text()
    lab.faults(certificate="another-key")
    with pytest.raises(ServerKeyChanged, match="nothing was sent") as caught:
        await session.connect(Secret(lab.password))
    assert not hasattr(caught.value, "identity")
    with pytest.raises(InvalidInput, match="pins a key already"):
        session.trust((await unknown(lab)).identity)
    await session.close()
    assert file.read_text() == pinned


# The command line ------------------------------------------------------------------------


def test_the_command_line_asks_once_and_the_next_command_does_not(lab: Lab, shell: CommandLine) -> None:
    file = add_profile(lab)
    with terminal("-m", "writeback_tui", "check", environment=shell.environment, size=(120, 50)) as opened:
        opened.wait_for("Password of labadmin on localhost:")
        opened.press(f"{lab.password}\n")
        opened.wait_for("Nobody vouches for localhost yet", "Thumbprint of the certificate", "Type yes")
        opened.press("yes\n")
        opened.wait_for("Its key is pinned in the profile test.", "Server reachable: SYNC01")
        assert lab.password not in opened.text
    assert re.search(r'^pinned-key = "[0-9a-f]{64}"$', file.read_text(), re.MULTILINE)

    done = shell.run("--password-stdin", "check", stdin=f"{lab.password}\n")
    assert "Nobody vouches" not in done.stderr
    assert "Server reachable: SYNC01" in done.stdout

    lab.faults(certificate="another-key")
    done = shell.run("--password-stdin", "check", stdin=f"{lab.password}\n")
    assert done.returncode != 0
    assert "is not the server that the profile names" in done.stderr


def test_anything_but_yes_changes_nothing(lab: Lab, shell: CommandLine) -> None:
    file = add_profile(lab)
    before = file.read_text()
    with terminal("-m", "writeback_tui", "check", environment=shell.environment, size=(120, 50)) as opened:
        opened.wait_for("Password of labadmin on localhost:")
        opened.press(f"{lab.password}\n")
        opened.wait_for("Type yes")
        opened.press("y\n")
        opened.wait_for("Or compare its key on the server")
    assert file.read_text() == before


def test_without_a_terminal_it_refuses_and_says_how_to_pin(lab: Lab, shell: CommandLine) -> None:
    file = add_profile(lab)
    before = file.read_text()
    done = shell.run("--password-stdin", "check", stdin=f"{lab.password}\n")
    assert done.returncode != 0
    assert re.search(r'pinned-key = "[0-9a-f]{64}"', done.stderr)
    assert lab.password not in done.stderr + done.stdout
    assert file.read_text() == before
