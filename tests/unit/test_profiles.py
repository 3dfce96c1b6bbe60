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


def test_a_value_of_the_wrong_kind_is_named_with_its_line(folder: Path) -> None:
    write(folder, '[server]\nhost = "a"\nuser-name = "u"\n\n[tenant]\ntenant = 7\n')
    with pytest.raises(ProfileUnreadable, match=r"tenant\.tenant` \(line 6\)"):
        profiles.load("broken")


def test_a_key_that_does_not_exist_is_named_with_its_line(folder: Path) -> None:
    write(folder, '[server]\nhost = "a"\nuser-name = "u"\npasswort = "p"\n')
    with pytest.raises(ProfileUnreadable, match=r"passwort.*\(line 4\)"):
        profiles.load("broken")


def test_all_profiles_are_listed_the_broken_ones_with_their_trouble(folder: Path) -> None:
    write(folder, "[server\n")
    profiles.save("good", STORED)
    broken, good = profiles.entries()
    assert (broken.name, broken.stored, "line 1" in broken.problem) == ("broken", None, True)
    assert (good.stored, good.problem) == (STORED, "")


def test_a_profile_is_changed_as_a_whole() -> None:
    profiles.save("prod", STORED)
    tables = profiles.tables_of(STORED)
    tables["server"]["host"] = "sync02.contoso.com"
    tables["secrets"]["store"] = "sealed-file"
    path = profiles.change("prod", profiles.converted(tables))
    profile = profiles.load("prod")
    assert (profile.server.host, profile.secrets) == ("sync02.contoso.com", "sealed-file")
    assert sorted(each.name for each in path.parent.iterdir()) == ["prod.toml"]


def test_a_broken_file_is_not_changed(folder: Path) -> None:
    write(folder, "[server\n")
    with pytest.raises(ProfileUnreadable):
        profiles.change("broken", STORED)
    assert (folder / "broken.toml").read_text() == "[server\n"


@pytest.mark.parametrize(
    ("table", "key", "value"),
    [
        ("server", "host", "https://sync01"),
        ("server", "host", "two words"),
        ("server", "host", ""),
        ("server", "user-name", " "),
        ("server", "port", 0),
        ("server", "port", 65536),
        ("server", "port", "https"),
        ("server", "authentication", "telnet"),
        ("server", "authentication", "certificate"),
        ("server", "key-file", "/key.pem"),
        ("server", "pinned-key", "12"),
        ("server", "proxy", "socks5://proxy:1080"),
        ("tenant", "tenant", "no tenant"),
        ("tenant", "client-id", "me"),
        ("tenant", "cloud", "mars"),
        ("tenant", "cloud", "lab"),
        ("tenant", "sign-in", "certificate"),
        ("secrets", "store", "plaintext"),
    ],
)
def test_a_value_that_cannot_be_saved_names_its_field(table: str, key: str, value: object) -> None:
    tables = profiles.tables_of(STORED)
    tables[table][key] = value
    with pytest.raises(profiles.ProfileInvalid) as caught:
        profiles.converted(tables)
    assert caught.value.table == table
    assert caught.value.key in profiles.keys_of(table)
    assert caught.value.key in caught.value.message


def test_what_is_missing_is_named() -> None:
    with pytest.raises(profiles.ProfileInvalid, match="host is missing") as caught:
        profiles.converted({"server": {"user-name": "u"}})
    assert (caught.value.table, caught.value.key) == ("server", "host")
