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
