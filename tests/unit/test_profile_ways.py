"""What a profile may say about the way to its server, and how a key gets into it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from writeback import profiles
from writeback.domain.errors import InvalidInput, ProfileUnreadable
from writeback.domain.target import Authentication

KEY = "0f" * 32
SERVER = '[server]\nhost = "sync01"\nuser-name = "adm"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WRITEBACK_CONFIG", str(tmp_path))
    place = tmp_path / "profiles"
    place.mkdir()
    return place


def write(folder: Path, text: str) -> Path:
    file = folder / "prod.toml"
    file.write_text(text)
    return file


@pytest.mark.parametrize("word", ["negotiate", "kerberos", "basic", "credssp"])
def test_every_way_to_sign_in_has_its_word(folder: Path, word: str) -> None:
    write(folder, f'{SERVER}authentication = "{word}"\n')
    assert profiles.load("prod").server.authentication is Authentication(word)


def test_a_client_certificate_comes_with_its_files(folder: Path) -> None:
    write(
        folder, f'{SERVER}authentication = "certificate"\ncertificate-file = "/c.pem"\nkey-file = "/c.key"\n'
    )
    server = profiles.load("prod").server
    assert (server.certificate_file, server.key_file) == ("/c.pem", "/c.key")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('authentication = "certificate"', "needs certificate-file"),
        ('certificate-file = "/c.pem"', "certificate only"),
        ('key-file = "/c.key"', "certificate only"),
        ('transport = "http"\nauthentication = "basic"', "in clear"),
        ('transport = "http"\nauthentication = "credssp"', "https only"),
        ('transport = "http"\nauthentication = "certificate"\ncertificate-file = "/c.pem"', "https only"),
        ('authentication = "digest"', "authentication"),
    ],
)
def test_what_does_not_go_together_is_refused_with_its_key(folder: Path, lines: str, words: str) -> None:
    write(folder, f"{SERVER}{lines}\n")
    with pytest.raises(ProfileUnreadable, match=words):
        profiles.load("prod")


def test_kerberos_knows_no_domain_before_a_backslash(folder: Path) -> None:
    write(folder, SERVER.replace('"adm"', "'CONTOSO\\adm'") + 'authentication = "kerberos"\n')
    with pytest.raises(ProfileUnreadable, match="user@REALM"):
        profiles.load("prod")


@pytest.mark.parametrize("word", ["negotiate", "kerberos"])
def test_what_encrypts_its_messages_may_go_over_http(folder: Path, word: str) -> None:
    write(folder, f'{SERVER}transport = "http"\nauthentication = "{word}"\n')
    assert not profiles.load("prod").server.tls


# Pinning ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        SERVER,
        f'# Mine.\n\n{SERVER}  # \u00e5\n[tenant]\ntenant = "contoso.com"\n',
        f'[tenant]\ntenant = "contoso.com"\n{SERVER}',
        SERVER.replace("[server]", "  [ server ]  # the one in the cellar"),
    ],
)
def test_a_key_is_added_under_server_and_all_else_stays(folder: Path, text: str) -> None:
    file = write(folder, text)
    profiles.pin("prod", KEY)
    assert profiles.load("prod").server.pinned_key == KEY
    lines = file.read_text().splitlines()
    lines.remove(f'pinned-key = "{KEY}"')
    assert lines == text.splitlines()
    assert [path.name for path in folder.iterdir()] == ["prod.toml"]


def test_the_file_keeps_its_mode(folder: Path) -> None:
    file = write(folder, SERVER)
    file.chmod(0o600)
    profiles.pin("prod", KEY)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f'{SERVER}pinned-key = "{"ab" * 32}"\n', "pins a key already"),
        ('server = {host = "sync01", user-name = "adm"}\n', "could not be written"),
        (f'{SERVER}ca-file = """\n[server]\n"""\n', ""),
    ],
)
def test_a_file_that_is_not_sure_to_become_right_stays_as_it_is(folder: Path, text: str, words: str) -> None:
    file = write(folder, text)
    if words:
        with pytest.raises(InvalidInput, match=words):
            profiles.pin("prod", KEY)
        assert file.read_text() == text
    else:
        profiles.pin("prod", KEY)
        assert profiles.load("prod").server.pinned_key == KEY


def test_a_folder_that_cannot_be_written_to_leaves_the_profile(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(folder, SERVER)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InvalidInput, match="No space left on device") as caught:
        profiles.pin("prod", KEY)
    assert f'pinned-key = "{KEY}"' in caught.value.hint
    assert file.read_text() == SERVER
