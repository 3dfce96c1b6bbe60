"""The words of `plan` and a file of choices, together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.stand_in import read_session

from writeback.cli.arguments import parse
from writeback.cli.desired import answers_of, desired
from writeback.domain.choices import Choices, ServerCredential, SwitchMethod
from writeback.domain.errors import InvalidInput

FILE = """
[optional-features]
password-writeback = true
[ready-to-configure]
ticket = "CHG1"
[on-premises-integration]
write-back-passwords = true
"""
ENABLE = Choices(password_writeback=True, write_back_passwords=True, unlock_without_reset=True)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "c.toml"
    path.write_text(FILE)
    return str(path)


def chosen(*words: str, session: Any = None) -> Choices:
    options = parse(["plan", *words])
    return desired(options, session or read_session(), answers_of(options))


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        ((), {}),
        (
            ("--disable",),
            {"password_writeback": False, "write_back_passwords": False, "unlock_without_reset": None},
        ),
        (("--no-switches",), {"write_back_passwords": None, "unlock_without_reset": None}),
        (("--no-unlock", "--pause-scheduler"), {"unlock_without_reset": False, "pause_scheduler": True}),
        (("--no-start-sync", "--ticket", "T"), {"start_sync": False, "ticket": "T"}),
    ],
)
def test_without_a_file_the_words_alone_count(words: tuple[str, ...], changes: dict[str, Any]) -> None:
    assert chosen(*words) == replace(ENABLE, **changes)


def test_a_file_decides_what_it_says_and_leaves_the_rest_as_it_is(file: str) -> None:
    wanted = Choices(password_writeback=True, write_back_passwords=True, ticket="CHG1")
    assert chosen("--choices", file) == wanted


def test_a_word_may_add_to_a_file_and_may_say_the_same(file: str) -> None:
    words = ("--choices", file, "--no-unlock", "--ticket", "CHG1", "--pause-scheduler")
    found = chosen(*words)
    assert (found.unlock_without_reset, found.pause_scheduler, found.ticket) == (False, True, "CHG1")


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("--disable",), "password-writeback = true (line 3)"),
        (("--no-switches",), "write-back-passwords = true (line 7)"),
        (("--ticket", "CHG2"), 'ticket = "CHG1" (line 5)'),
    ],
)
def test_a_word_that_contradicts_the_file_is_wrong_usage(
    file: str, words: tuple[str, ...], place: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        chosen("--choices", file, *words)
    assert f"{words[0]} contradicts {file}: {place}" in caught.value.message


def test_a_word_that_contradicts_another_key_of_the_file_is_wrong_usage(file: str) -> None:
    Path(file).write_text("[on-premises-integration]\nunlock-without-reset = true")
    with pytest.raises(InvalidInput, match=r"--disable contradicts .*unlock-without-reset = true \(line 2\)"):
        chosen("--choices", file, "--disable")


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ('[connect]\nserver-credential = "access-token"', 2),
        ('[on-premises-integration]\nmethod="portal-api"', 2),
    ],
)
def test_what_the_profile_does_not_opt_in_to_is_refused_with_its_line(file: str, key: str, line: int) -> None:
    Path(file).write_text(key)
    with pytest.raises(InvalidInput, match=rf"\(line {line}\): the profile"):
        chosen("--choices", file)


@pytest.mark.parametrize("words", [("--server-credential", "access-token"), ("--switches", "portal-api")])
def test_a_word_does_not_go_beyond_what_the_profile_opted_in_to(words: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput, match="not allowed by the profile"):
        chosen(*words)


def test_a_profile_that_opts_in_allows_it() -> None:
    session = read_session(credentials=(ServerCredential.ACCESS_TOKEN, ServerCredential.PASSWORD))
    session.profile = replace(session.profile, switches=SwitchMethod.PORTAL_API)
    found = chosen("--server-credential", "password", "--switches", "portal-api", session=session)
    assert (found.server_credential, found.switch_method) == (
        ServerCredential.PASSWORD,
        SwitchMethod.PORTAL_API,
    )


def test_the_file_may_be_named_before_the_command_and_after_it() -> None:
    assert parse(["--choices", "a", "plan"]).choices == "a"
    assert parse(["plan", "--choices", "a"]).choices == "a"
    assert parse(["--choices", "a", "apply"]).choices == "a"
    assert parse(["check"]).choices is None
