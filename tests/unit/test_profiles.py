"""Profiles on disk: exact errors, never overwritten, never a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from writeback import profiles
from writeback.domain.errors import InvalidInput, ProfileUnknown, ProfileUnreadable

STORED = profiles.StoredProfile(
    profiles.StoredServer("sync01.contoso.com", "CONTOSO\\adm", ca_file="/etc/ca.pem")
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WRITEBACK_CONFIG", str(tmp_path))
    return tmp_path / "profiles"


def write(folder: Path, text: str) -> None:
    folder.mkdir()
    (folder / "broken.toml").write_text(text)


def test_what_was_saved_is_loaded() -> None:
    profiles.save("prod", STORED)
    profile = profiles.load("prod")
    assert (profile.server.host, profile.server.user_name, profile.server.ca_file) == (
        "sync01.contoso.com",
        "CONTOSO\\adm",
        "/etc/ca.pem",
    )


def test_an_existing_profile_is_not_overwritten() -> None:
    profiles.save("prod", STORED)
    with pytest.raises(InvalidInput, match="exists already"):
        profiles.save("prod", STORED)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('[server]\nhost = "a\n', "line 2"),
        ('[server]\nhost = "a"\nuser-name = "u"\nport = "x"\n', r"\$\.server\.port"),
        ('[server]\nhost = "a"\nuser-name = "u"\npassword = "p"\n', "password"),
        ('[server]\nhost = "a"\n', "user-name"),
        ('[server]\nhost = "a"\nuser-name = "u"\ntransport = "http"\nauthentication = "basic"\n', "clear"),
    ],
)
def test_a_broken_file_is_named_with_its_line_or_key_and_kept(folder: Path, text: str, where: str) -> None:
    write(folder, text)
    with pytest.raises(ProfileUnreadable, match=where):
        profiles.load("broken")
    assert (folder / "broken.toml").read_text() == text


def test_an_unknown_profile_names_the_saved_ones() -> None:
    profiles.save("prod", STORED)
    with pytest.raises(ProfileUnknown, match="prod"):
        profiles.load("tset")


@pytest.mark.parametrize("name", ["../evil", "", "a/b", ".hidden", "a" * 65])
def test_a_name_that_is_no_file_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        profiles.load(name)


def test_the_only_profile_is_the_default_one() -> None:
    assert profiles.default_name() is None
    profiles.save("prod", STORED)
    assert profiles.default_name() == "prod"
    profiles.save("test", STORED)
    assert profiles.default_name() is None
    profiles.save("default", STORED)
    assert profiles.default_name() == "default"


KEY = "0f" * 32
BASE64 = "Dw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8="


def stored(**server: str) -> str:
    lines = {"host": "a", "user-name": "u", **server}
    return "[server]\n" + "".join(f'{key} = "{value}"\n' for key, value in lines.items())


@pytest.mark.parametrize("text", [KEY, KEY.upper(), ":".join(["0F"] * 32), BASE64, f"sha256//{BASE64}"])
def test_a_pinned_key_may_be_written_in_several_ways(folder: Path, text: str) -> None:
    write(folder, stored(**{"pinned-key": text}))
    assert profiles.load("broken").server.pinned_key == KEY


def test_a_proxy_is_kept_for_the_server_and_for_the_tenant(folder: Path) -> None:
    tenant = '[tenant]\nproxy = "http://[fd00::1]:3128/"\n'
    write(folder, stored(proxy="http://proxy.contoso.com:8080") + tenant)
    profile = profiles.load("broken")
    assert profile.server.proxy == "http://proxy.contoso.com:8080"
    assert profile.cloud.proxy == "http://[fd00::1]:3128"
    assert profile.cloud.graph == "https://graph.microsoft.com"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("pinned-key", "0f" * 31),
        ("pinned-key", "not a key"),
        ("pinned-key", BASE64[:-4]),
        ("pinned-key", ""),
        ("proxy", "http://adm:secret@proxy:8080"),
        ("proxy", "https://proxy:8080"),
        ("proxy", "socks5://proxy:8080"),
        ("proxy", "proxy:8080"),
        ("proxy", "http://p"),
        ("proxy", "http://proxy:port"),
        ("proxy", "http://proxy:8080/path"),
        ("proxy", "http://pro xy:8080"),
    ],
)
def test_a_bad_key_or_proxy_is_named_and_its_value_is_not_repeated(
    folder: Path, key: str, value: str
) -> None:
    write(folder, stored(**{key: value}))
    with pytest.raises(ProfileUnreadable, match=rf"{key}: .* at `\$\.server`") as caught:
        profiles.load("broken")
    assert len(value) < 9 or value not in caught.value.message


def test_what_proves_the_server_goes_with_https_only(folder: Path) -> None:
    write(folder, stored(transport="http", **{"pinned-key": KEY}))
    with pytest.raises(ProfileUnreadable, match="https only"):
        profiles.load("broken")
