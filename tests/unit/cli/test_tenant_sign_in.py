"""The sign-in on the command line: what is shown, what is asked for, what is refused before anything."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.builders import tenant_facts
from tests.vaults import PROFILE

from writeback.cli import tenant_sign_in as command
from writeback.cli.arguments import parse
from writeback.cli.console import Console
from writeback.domain.errors import InvalidInput, ReadOnlySignIn, SignInSecretNeeded
from writeback.domain.facts import TenantFacts, Unknown
from writeback.domain.ports import DeviceCode
from writeback.domain.secret import Secret
from writeback.domain.target import Profile, SignInMethod
from writeback.service.qr_code import qr_lines
from writeback.service.session import Session

CODE = DeviceCode("https://microsoft.com/devicelogin", "ABC123", datetime(2026, 1, 1, tzinfo=UTC))
AUTOMATION = replace(
    PROFILE,
    tenant="contoso.onmicrosoft.com",
    client_id="2c5b7a0e-1111-4222-8333-444444444444",
    sign_in=SignInMethod.CERTIFICATE,
    sign_in_certificate="/c.pem",
)


class SignsIn(Session):
    """Shows a code, or wants a secret, and is signed in then."""

    def __init__(self, profile: Profile, facts: TenantFacts) -> None:
        super().__init__(profile)
        self.given: list[Any] = []
        self._found = facts

    async def sign_in(self, show: Any, **options: Any) -> TenantFacts:
        self.given.append(options)
        if not self.profile.sign_in.is_application:
            show(CODE)
        elif options["secret"] is None:
            raise SignInSecretNeeded("The passphrase is needed.")
        return self._found


async def told(
    *words: str, profile: Profile = PROFILE, facts: TenantFacts | None = None
) -> tuple[str, SignsIn]:
    session, stream = SignsIn(profile, facts or tenant_facts()), io.StringIO()
    options = parse([*words, "check"])
    command.prepare_sign_in(session, options)
    await command.sign_in(session, options, Console(io.StringIO(), stream))
    return stream.getvalue(), session


async def test_role_and_licence_are_told_as_soon_as_they_are_known() -> None:
    text, _session = await told()
    assert "Role: Hybrid Identity Administrator. The tenant has a licence with Entra ID P1 or P2." in text
    unknown = replace(tenant_facts(), roles=Unknown("?"), premium=Unknown("?"))
    text, _session = await told(facts=unknown)
    assert "Role: not known. Whether there is a licence for writeback could not be read." in text


async def test_the_code_comes_as_qr_code_only_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_has_blocks", lambda _encoding: True)
    picture = "\n".join(qr_lines(CODE.address))
    assert picture not in (await told())[0]
    assert picture in (await told("--qr"))[0]


@pytest.mark.parametrize(
    ("encoding", "has"), [("utf-8", True), ("ascii", False), ("latin-1", False), (None, False)]
)
def test_a_terminal_without_half_blocks_gets_the_ascii_form(encoding: str | None, has: bool) -> None:
    assert command._has_blocks(encoding) is has


async def test_a_later_code_is_shown_the_same_way(capsys: pytest.CaptureFixture[str]) -> None:
    _text, session = await told()
    assert session.show_again is not None


async def test_a_secret_comes_from_a_file_descriptor() -> None:
    read, write = os.pipe()
    os.write(write, b"phrase of the key\n")
    os.close(write)
    _text, session = await told("--sign-in-secret-fd", str(read), profile=AUTOMATION)
    assert session.given[0]["secret"].reveal() == "phrase of the key"


async def test_a_missing_secret_is_asked_for_where_somebody_is(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(question: str) -> Secret:
        assert "/c.pem" in question
        return Secret("typed")

    monkeypatch.setattr(command, "can_ask", lambda: True)
    monkeypatch.setattr(command.ASKER, "ask_secret", answer)
    _text, session = await told(profile=AUTOMATION)
    assert session.given[1]["secret"].reveal() == "typed"
    monkeypatch.setattr(command, "can_ask", lambda: False)
    with pytest.raises(SignInSecretNeeded):
        await told(profile=AUTOMATION)


def test_the_way_can_be_chosen_for_one_command() -> None:
    session = SignsIn(PROFILE, tenant_facts())
    command.prepare_sign_in(session, parse(["--sign-in", "azure-cli", "check"]))
    assert session.profile.sign_in is SignInMethod.AZURE_CLI
    with pytest.raises(InvalidInput, match="does not fit"):
        command.prepare_sign_in(session, parse(["--sign-in", "client-secret", "check"]))


def test_a_secret_for_a_person_is_a_mistake() -> None:
    with pytest.raises(InvalidInput, match="Only an application"):
        command.prepare_sign_in(
            SignsIn(PROFILE, tenant_facts()), parse(["--sign-in-secret-fd", "3", "check"])
        )


@pytest.mark.parametrize(
    "words",
    [
        ("apply", "plan.json"),
        ("undo", "run"),
        ("resume", "--go-on"),
        ("verify", "--canary", "a@contoso.com"),
    ],
)
def test_an_application_is_told_at_once_what_it_cannot_do(words: tuple[str, ...]) -> None:
    with pytest.raises(ReadOnlySignIn):
        command.prepare_sign_in(SignsIn(AUTOMATION, tenant_facts()), parse(words))


@pytest.mark.parametrize("words", [("check",), ("verify",), ("report",), ("plan",), ("resume", "--stop")])
def test_an_application_may_do_what_only_reads(words: tuple[str, ...]) -> None:
    command.prepare_sign_in(SignsIn(AUTOMATION, tenant_facts()), parse(words))
