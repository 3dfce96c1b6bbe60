"""Reading a file of choices: what it says, and exact sentences where it cannot be used."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from writeback.choices_file import ChoicesUnusable, read
from writeback.domain.choices import Choices, ServerCredential, SwitchMethod
from writeback.domain.errors import ExitStatus

WHOLE = """
version = 1
[connect]
server-credential = "access-token"
[optional-features]
password-writeback = true
[ready-to-configure]
start-sync = false
pause-scheduler = true
ticket = " CHG0041877 "
[on-premises-integration]
write-back-passwords = true
unlock-without-reset = false
method = "portal-api"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "c.toml"


def refused(file: Path, text: str) -> ChoicesUnusable:
    file.write_text(text)
    with pytest.raises(ChoicesUnusable) as caught:
        read(file)
    return caught.value


def test_every_field_of_choices_can_be_given(file: Path) -> None:
    file.write_text(WHOLE)
    assert read(file).over(Choices()) == Choices(
        password_writeback=True,
        start_sync=False,
        pause_scheduler=True,
        server_credential=ServerCredential.ACCESS_TOKEN,
        write_back_passwords=True,
        unlock_without_reset=False,
        switch_method=SwitchMethod.PORTAL_API,
        ticket="CHG0041877",
    )


def test_what_is_left_out_stays_as_it_is(file: Path) -> None:
    file.write_text("")
    others = Choices(password_writeback=True, ticket="x", switch_method=SwitchMethod.PORTAL_API)
    assert read(file).over(others) == others


@pytest.mark.parametrize("text", [f"\ufeff{WHOLE}", WHOLE.replace("\n", "\r\n")])
def test_a_file_made_on_windows_is_read(file: Path, text: str) -> None:
    file.write_bytes(text.encode())
    assert read(file).lines["ticket"] == 10


@pytest.mark.parametrize(
    ("text", "line", "key", "words"),
    [
        ("version = 2", 1, "version", "version 1 only"),
        ("version = true", 1, "version", "version 1 only"),
        ("[connect]\nserver-credential = 'hunter2'", 2, "server-credential", '"access-token"'),
        ("[optional-features]\n\npassword-writeback = 'yes'", 3, "password-writeback", "true or false"),
        ("[optional-features]\npassword-writeback = 1", 2, "password-writeback", "true or false"),
        ("[optional-features]\npassword-writebak = true", 2, "password-writebak", '"password-writeback"'),
        ("[connect]\npassword_writeback = true", 2, "password_writeback", '"password-writeback"'),
        ("start-sync = true", 1, "start-sync", "under [ready-to-configure]"),
        ("[connect]\nticket = ''", 2, "ticket", "under [ready-to-configure]"),
        ("[connect]\nx = 1", 2, "x", "are server-credential"),
        ("[features]\nx = 1", 1, "features", "[optional-features]"),
        ("profile = 'x'", 1, "profile", "--profile"),
        ("connect = 3", 1, "connect", "[connect]"),
        ("[[connect]]\nx = 1", 1, "connect", "it is a table"),
        ("connect.server-credential.x = 1", 1, "server-credential", "it is one of"),
        ("[ready-to-configure]\nticket = '''a\nb'''", 2, "ticket", "120 characters"),
        ("[ready-to-configure]\nticket = '" + "x" * 121 + "'", 2, "ticket", "120 characters"),
        ('[ready-to-configure]\nticket = "\\u001b[2J"', 2, "ticket", "one line"),
        ("[connect]\n[connect]", 2, "[connect]", "a second time"),
        ("version = 1\nversion = 1", 2, "version", "a second time"),
        ("x = ", 1, "", "not TOML"),
        ("x = 1" + "0" * 5000, 1, "", "too long"),
        ("x = " + "[" * 5000, 1, "", "too deeply"),
        ("#\n" * 9000, 0, "", "larger than 16384 bytes"),
    ],
)
def test_what_cannot_be_used_is_named_with_file_line_key_and_what_is_allowed(
    file: Path, text: str, line: int, key: str, words: str
) -> None:
    error = refused(file, text)
    assert (error.line, error.key, error.exit_status) == (line, key, ExitStatus.USAGE)
    assert str(file) in error.message
    assert words in error.message
    assert not line or f"line {line}" in error.message
    assert "hunter2" not in error.sentence()


@pytest.mark.parametrize(
    "key", ["password", "server_password", "client-secret", "Token", "passphrase", "pin"]
)
def test_a_secret_is_refused_with_where_secrets_go_and_is_not_repeated(file: Path, key: str) -> None:
    error = refused(file, f"[connect]\n{key} = 'hunter2'")
    assert (error.line, error.key) == (2, key)
    assert "--password-stdin" in error.hint
    assert "hunter2" not in error.sentence()


@pytest.mark.parametrize("switch", ["write-back-passwords", "unlock-without-reset"])
def test_a_contradiction_is_named_with_both_keys_and_lines(file: Path, switch: str) -> None:
    text = f"[on-premises-integration]\n{switch} = true\n[optional-features]\npassword-writeback = false"
    error = refused(file, text)
    assert "password-writeback = false (line 4)" in error.message
    assert f"{switch} = true (line 2)" in error.message


def test_what_is_no_readable_file_is_a_sentence(tmp_path: Path, file: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "latin").write_bytes(b"a = 1\n# \xe5")
    sentences = {
        "": "directory",
        "pipe": "not a file",
        "latin": "line 2 is not UTF-8",
        "absent": "No such file",
    }
    for name, words in sentences.items():
        with pytest.raises(ChoicesUnusable, match=words):
            read(tmp_path / name)
    with pytest.raises(ChoicesUnusable, match="cannot have this name"):
        read("a\0b")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_sentence(file: Path) -> None:
    file.touch(mode=0o000)
    with pytest.raises(ChoicesUnusable, match="Permission denied"):
        read(file)


PIECES = st.sampled_from(
    [
        *WHOLE.splitlines(),
        "[connect]",
        "a.b = 1",
        "x = '''",
        "x = {a = 1}",
        '"" = 1',
        "[[connect]]",
        "x = [",
        "]",
    ]
)


@given(st.lists(PIECES | st.text(max_size=12), max_size=12))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_in_it_there_are_choices_or_a_sentence(file: Path, lines: list[str]) -> None:
    file.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass", newline="")
    with suppress(ChoicesUnusable):
        read(file)
