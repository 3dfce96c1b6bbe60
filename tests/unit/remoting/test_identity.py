"""When a person is asked who a server is, and when never."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.wire.hostile import Hostile, hostile_server

from writeback.domain.errors import CertificateRefused, ServerKeyChanged, ServerUnknown, WrongPassword
from writeback.domain.target import ServerAddress
from writeback.lab.certificate import make_certificates
from writeback.remoting import identity
from writeback.remoting.identity import identity_of, introduced

REFUSED = CertificateRefused("It is not trusted; nothing was sent.", "Name the file of the authority.")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Hostile]:
    with hostile_server(lambda answer: answer.reply(500), make_certificates(tmp_path)) as running:
        yield running


def of(server: Hostile) -> ServerAddress:
    return ServerAddress("localhost", "hedda", server.server_port)


def test_who_a_server_says_it_is_comes_with_the_refusal_and_its_next_steps(server: Hostile) -> None:
    error = introduced(REFUSED, of(server))
    assert isinstance(error, ServerUnknown)
    assert error.message == REFUSED.message
    assert error.hint.startswith(REFUSED.hint)
    assert f'pinned-key = "{error.identity.key}"' in error.hint
    assert server.requests == []


@pytest.mark.parametrize(
    "error",
    [
        ServerKeyChanged("another key", ""),
        WrongPassword("refused", ""),
        CertificateRefused("not trusted", "", in_doubt=True),
    ],
)
def test_other_errors_stay_what_they_are(server: Hostile, error: CertificateRefused) -> None:
    assert introduced(error, of(server)) is error


@pytest.mark.parametrize("changes", [{"ca_file": "/ca.pem"}, {"pinned_key": "0f" * 32}])
def test_a_profile_that_says_whom_it_trusts_is_not_asked_about(
    server: Hostile, changes: dict[str, str]
) -> None:
    assert introduced(REFUSED, replace(of(server), **changes)) is REFUSED


def test_the_refusal_stands_when_nobody_answers_any_more() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        gone = ServerAddress("localhost", "hedda", taken.getsockname()[1])
        assert introduced(REFUSED, gone) is REFUSED


def test_the_refusal_stands_whatever_the_certificate_does_to_its_reader(
    server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(_certificate: bytes) -> None:
        raise RecursionError

    monkeypatch.setattr(identity, "identity_of", odd)
    assert introduced(REFUSED, of(server)) is REFUSED


def test_what_is_no_certificate_is_not_read() -> None:
    with pytest.raises(ValueError, match="parsing"):
        identity_of(b"certainly not")
