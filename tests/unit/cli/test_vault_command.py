"""`writeback vault`: what is kept and where, and forgetting with proof."""

from __future__ import annotations

import argparse
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.vaults import OTHER, PASSPHRASE, PASSWORD, SECRET

from writeback import profiles
from writeback.cli import vault as command
from writeback.cli.console import Console
from writeback.domain.errors import (
    ConfigurationUnreadable,
    ExitStatus,
    InvalidInput,
    ProfileUnknown,
    VaultLocked,
    WrongPassphrase,
)
from writeback.vault import Vault, sealing, server_secret


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("WRITEBACK_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(sealing, "N", sealing.LEAST_N)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('[vault]\nstore = "sealed-file"\n')
    return tmp_path


@pytest.fixture
async def file(places: Path) -> Path:
    """A sealed file with the passwords of two profiles, one of which is saved."""
    profiles.save("prod", profiles.StoredProfile(profiles.StoredServer("sync01.contoso.com", "CONTOSO\\adm")))
    vault = Vault.open()
    await vault.unlock(PASSPHRASE)
    await vault.store(PASSWORD, SECRET)
    await vault.store(server_secret(OTHER), SECRET)
    return places / "state" / "vault.json"


def passphrase_file(text: str = PASSPHRASE.reveal()) -> int:
    reader, writer = os.pipe()
    os.write(writer, text.encode() + b"\n")
    os.close(writer)
    return reader


def is_there(file: Path) -> bool:
    return file.exists()


async def run(action: str, **given: Any) -> tuple[ExitStatus, str, str]:
    options = {
        "lab": None,
        "profile": None,
        "all": False,
        "yes": True,
        "json": False,
        "vault_passphrase_fd": None,
    }
    out, err = io.StringIO(), io.StringIO()
    status = await command.run(argparse.Namespace(action=action, **(options | given)), Console(out, err))
    assert SECRET.reveal() not in out.getvalue() + err.getvalue()
    return status, out.getvalue(), err.getvalue()


async def test_the_status_says_why_the_chosen_place_is_not_in_effect() -> None:
    status, out, err = await run("status")
    assert status is ExitStatus.DONE
    assert "Secrets: memory, this run only" in out
    assert "Note: There is no sealed file yet." in out
    assert "No secret is kept." in err


async def test_the_status_lists_what_is_kept_and_since_when(file: Path) -> None:
    _status, out, _err = await run("status", vault_passphrase_fd=passphrase_file())
    assert "Secrets: sealed file (unlocked until" in out
    assert f"Place: {file}" in out
    assert "password of CONTOSO\\adm@sync01.contoso.com: since 20" in out


async def test_the_status_is_data_for_programs(file: Path) -> None:
    _status, out, _err = await run("status", json=True, vault_passphrase_fd=passphrase_file())
    content = json.loads(out)
    assert (content["store"], content["wanted"], content["problem"]) == ("sealed-file", "sealed-file", None)
    assert content["place"] == str(file)
    assert [one["kind"] for one in content["items"]] == ["server-password", "server-password"]


@pytest.mark.usefixtures("file")
async def test_a_locked_file_is_listed_as_one_more_place() -> None:
    _status, out, _err = await run("status")
    assert "Also in " in out
    assert "The sealed file is locked." in out


async def test_forgetting_a_profile_leaves_the_other(file: Path) -> None:
    status, _out, err = await run("forget", profile="prod", vault_passphrase_fd=passphrase_file())
    assert status is ExitStatus.DONE
    assert "Looked again: nothing of it is left." in err
    vault = Vault.open()
    await vault.unlock(PASSPHRASE)
    assert await vault.read(PASSWORD) is None
    assert await vault.read(server_secret(OTHER)) is not None
    assert is_there(file)


async def test_forgetting_everything_removes_the_file_without_its_passphrase(file: Path) -> None:
    status, out, err = await run("forget", all=True, json=True)
    assert status is ExitStatus.DONE
    assert json.loads(out)["removed_file"] == str(file)
    assert json.loads(out)["proven"] is True
    assert "Revoke sessions" in err
    assert not is_there(file)


async def test_forgetting_a_profile_in_a_locked_file_needs_a_secret(file: Path) -> None:
    status, _out, err = await run("forget", profile="prod")
    assert status is ExitStatus.SECRET_NEEDED
    assert "The sealed file is locked." in err
    assert is_there(file)


async def test_with_nothing_kept_nothing_is_asked() -> None:
    status, _out, err = await run("forget", all=True, yes=False)
    assert status is ExitStatus.DONE
    assert "Nothing is kept" in err


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Say what is to be forgotten"),
        ({"all": True, "profile": "prod"}, "Say what is to be forgotten"),
        ({"all": True, "yes": False}, "Nobody can be asked"),
        ({"all": True, "lab": ""}, "lab"),
    ],
)
async def test_a_request_that_is_not_clear_removes_nothing(
    file: Path, given: dict[str, Any], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "can_ask", lambda: False)
    with pytest.raises(InvalidInput, match=sentence):
        await run("forget", **given)
    assert is_there(file)


@pytest.mark.usefixtures("file")
async def test_an_unknown_profile_a_wrong_passphrase_and_none_at_all_are_told_apart() -> None:
    with pytest.raises(ProfileUnknown):
        await run("forget", profile="nobody")
    with pytest.raises(WrongPassphrase):
        await run("status", vault_passphrase_fd=passphrase_file("wrong horse battery"))
    with pytest.raises(VaultLocked):
        await run("status", vault_passphrase_fd=passphrase_file(""))


async def test_a_broken_configuration_is_told_and_kept(places: Path) -> None:
    file = places / "config" / "config.toml"
    file.write_text('[vault]\nstore = "plain"\n')
    with pytest.raises(ConfigurationUnreadable, match="store"):
        await run("status")
    assert file.read_text() == '[vault]\nstore = "plain"\n'
