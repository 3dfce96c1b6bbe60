"""The server's password, kept when somebody asked for it and taken up by the next session."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.lab import Lab

from writeback.domain.errors import PasswordNeeded, WrongPassword
from writeback.domain.secret import Secret
from writeback.domain.target import PUBLIC, Profile
from writeback.service.lab import Lab as RunningLab
from writeback.service.session import Session
from writeback.vault import Vault, server_secret

PASSPHRASE = Secret("correct horse battery")


@pytest.fixture
def profile(contoso: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    """As a production profile: a lab's own secrets never leave memory."""
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path))
    monkeypatch.setenv("WRITEBACK_CONFIG", str(tmp_path / "config"))
    return replace(RunningLab(contoso.ready, is_ours=False).profile(), name="production", cloud=PUBLIC)


async def unlocked() -> Vault:
    vault = Vault.open()
    await vault.unlock(PASSPHRASE)
    return vault


async def session_on(profile: Profile) -> Session:
    session = Session(profile, vault=await unlocked())
    await session.look_for_password()
    return session


def written_below(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


async def test_a_password_that_worked_is_kept_on_request_and_used_by_the_next_session(
    profile: Profile, contoso: Lab, tmp_path: Path
) -> None:
    first = await session_on(profile)
    assert first.password_needed
    await first.connect(Secret(contoso.password), remember=True)
    await first.close()
    second = await session_on(profile)
    assert not second.password_needed
    assert (await second.connect()).computer_name == "SYNC01"
    await second.close()
    assert contoso.password.encode() not in written_below(tmp_path)


async def test_nothing_is_kept_without_being_asked(profile: Profile, contoso: Lab) -> None:
    first = await session_on(profile)
    await first.connect(Secret(contoso.password))
    await first.close()
    assert (await session_on(profile)).password_needed


async def test_a_wrong_password_is_never_kept(profile: Profile) -> None:
    session = await session_on(profile)
    with pytest.raises(WrongPassword):
        await session.connect(Secret("wrong"), remember=True)
    assert (await session_on(profile)).password_needed


async def test_a_saved_password_that_is_refused_is_not_tried_again_and_said(profile: Profile) -> None:
    await (await unlocked()).store(server_secret(profile), Secret("old"))
    session, told = await session_on(profile), []
    session.announce = told.append
    with pytest.raises(WrongPassword):
        await session.connect()
    assert "vault forget" in told[0]
    with pytest.raises(PasswordNeeded):
        await session.connect()


async def test_a_locked_vault_is_said_and_the_password_is_asked_for(profile: Profile, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('[vault]\nstore = "sealed-file"\n')
    await (await unlocked()).store(server_secret(profile), Secret("kept"))
    session, told = Session(profile, vault=Vault.open()), []
    session.announce = told.append
    await session.look_for_password()
    assert session.password_needed
    assert told
