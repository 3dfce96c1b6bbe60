"""The facade without a Secret Service: the default, the sealed file, the named backend, labs, forgetting."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.vault.sealed import KEY
from tests.vaults import LAB, OTHER, PASSPHRASE, PASSWORD, PROFILE, SECRET, SIGN_IN, revealed, vault_of

from writeback.domain.errors import (
    InvalidInput,
    VaultDamaged,
    VaultLocked,
    VaultRefused,
    VaultUnavailable,
    WrongPassphrase,
)
from writeback.domain.secret import Secret
from writeback.vault import Rung, sealing, server_secret
from writeback.vault.vault import Vault


@pytest.fixture(autouse=True)
def no_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setattr(sealing, "N", sealing.LEAST_N)


async def unlocked(folder: Path) -> Vault:
    vault = vault_of(folder, Rung.SEALED_FILE)
    await vault.unlock(PASSPHRASE)
    return vault


async def test_by_default_a_secret_lives_as_long_as_this_run(tmp_path: Path) -> None:
    vault = vault_of(tmp_path)
    await vault.store(PASSWORD, SECRET)
    assert revealed(await vault.read(PASSWORD)) == SECRET.reveal()
    assert await vault_of(tmp_path).read(PASSWORD) is None
    assert (await vault.status()).words() == "Secrets: memory, this run only"


async def test_a_sealed_file_keeps_it_for_the_next_run(tmp_path: Path) -> None:
    await (await unlocked(tmp_path)).store(PASSWORD, SECRET)
    vault = await unlocked(tmp_path)
    assert revealed(await vault.read(PASSWORD)) == SECRET.reveal()
    status = await vault.status()
    assert status.words().startswith("Secrets: sealed file (unlocked until ")
    assert [one.item for one in status.here.items] == [PASSWORD]


async def test_a_locked_file_is_said_and_the_secret_is_kept_in_memory(tmp_path: Path) -> None:
    vault = vault_of(tmp_path, Rung.SEALED_FILE)
    with pytest.raises(VaultLocked, match="no sealed file yet") as caught:
        await vault.store(PASSWORD, SECRET)
    assert "in memory for this run only" in caught.value.hint
    assert revealed(await vault.read(PASSWORD)) == SECRET.reveal()
    assert not (tmp_path / "state").exists()


async def test_a_secret_in_memory_is_not_copied_when_the_file_is_opened(tmp_path: Path) -> None:
    vault = vault_of(tmp_path)
    await vault.store(PASSWORD, SECRET)
    await vault.unlock(PASSPHRASE)
    assert not (tmp_path / "state").exists()


async def test_locking_takes_the_key_away(tmp_path: Path) -> None:
    vault = await unlocked(tmp_path)
    await vault.store(PASSWORD, SECRET)
    vault.lock()
    status = await vault.status()
    assert (status.rung, type(status.problem)) == (Rung.MEMORY, VaultLocked)
    assert await vault.read(PASSWORD) is None


async def test_a_wrong_passphrase_is_told_and_the_choice_stays_as_it_was(tmp_path: Path) -> None:
    await (await unlocked(tmp_path)).store(PASSWORD, SECRET)
    vault = vault_of(tmp_path)
    with pytest.raises(WrongPassphrase):
        await vault.unlock(Secret("wrong horse battery"))
    assert (await vault.status()).wanted is None


async def test_whether_a_passphrase_is_a_new_one_can_be_asked(tmp_path: Path) -> None:
    vault = await unlocked(tmp_path)
    assert await vault.needs_new_passphrase()
    await vault.store(PASSWORD, SECRET)
    assert not await vault.needs_new_passphrase()
    with pytest.raises(InvalidInput, match="too short"):
        await vault_of(tmp_path / "other").unlock(Secret("short"))


async def test_a_refused_backend_is_told_with_its_reason_and_nothing_weaker_is_taken_in_silence(
    tmp_path: Path,
) -> None:
    vault = vault_of(tmp_path, Rung.BACKEND, "keyrings.alt.file.PlaintextKeyring")
    status = await vault.status()
    assert (status.rung, status.is_wanted, type(status.problem)) == (Rung.MEMORY, False, VaultRefused)
    with pytest.raises(VaultRefused, match="clear text"):
        await vault.store(PASSWORD, SECRET)


async def test_a_place_can_be_chosen_for_this_run(tmp_path: Path) -> None:
    vault = vault_of(tmp_path, Rung.SECRET_SERVICE)
    await vault.choose(Rung.MEMORY)
    await vault.store(PASSWORD, SECRET)
    assert (await vault.status()).is_wanted
    with pytest.raises(VaultRefused):
        await vault.choose(Rung.BACKEND)


async def test_the_secrets_of_a_lab_stay_in_memory_whatever_is_chosen(tmp_path: Path) -> None:
    vault = await unlocked(tmp_path)
    await vault.store(server_secret(LAB), SECRET)
    assert not (tmp_path / "state").exists()
    assert revealed(await vault.read(server_secret(LAB))) == SECRET.reveal()
    assert await vault.read(PASSWORD) is None


async def test_a_damaged_entry_is_ignored_with_a_sentence(tmp_path: Path) -> None:
    vault = await unlocked(tmp_path)
    vault._ladder.sealed.write(PASSWORD, Secret('{"v": 7}'))
    told: list[str] = []
    vault.announce = told.append
    assert await vault.read(PASSWORD) is None
    assert "ignored" in told[0]
    assert "ignored" in (await vault.status()).here.items[0].problem


async def test_the_entries_of_a_profile_can_be_found(tmp_path: Path) -> None:
    vault = await unlocked(tmp_path)
    for item in (PASSWORD, SIGN_IN, server_secret(OTHER)):
        await vault.store(item, SECRET)
    assert set(await vault.items(PROFILE)) == {PASSWORD, SIGN_IN}


async def test_forgetting_a_profile_leaves_the_others(tmp_path: Path) -> None:
    vault = await unlocked(tmp_path)
    await vault.store(PASSWORD, SECRET)
    await vault.store(server_secret(OTHER), SECRET)
    forgotten = await vault.forget(PROFILE)
    assert forgotten.is_proven
    assert not forgotten.removed_file
    assert revealed(await vault.read(server_secret(OTHER))) == SECRET.reveal()


async def test_forgetting_the_last_entry_removes_the_file(tmp_path: Path) -> None:
    vault = await unlocked(tmp_path)
    await vault.store(PASSWORD, SECRET)
    forgotten = await vault.forget(PROFILE)
    assert forgotten.removed_file == str(tmp_path / "state" / "vault.json")
    assert not (tmp_path / "state" / "vault.json").exists()


async def test_forgetting_a_profile_in_a_locked_file_is_not_proven(tmp_path: Path) -> None:
    await (await unlocked(tmp_path)).store(PASSWORD, SECRET)
    forgotten = await vault_of(tmp_path).forget(PROFILE)
    assert [type(why) for _place, why in forgotten.unknown] == [VaultLocked]
    assert (tmp_path / "state" / "vault.json").exists()


@pytest.mark.parametrize("content", [None, b"damaged"])
async def test_forgetting_everything_needs_no_passphrase(tmp_path: Path, content: bytes | None) -> None:
    await (await unlocked(tmp_path)).store(PASSWORD, SECRET)
    file = tmp_path / "state" / "vault.json"
    if content:
        file.write_bytes(content)
    forgotten = await vault_of(tmp_path).forget()
    assert forgotten.is_proven
    assert forgotten.removed_file == str(file)
    assert not file.exists()


async def test_what_comes_back_after_it_was_removed_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = vault_of(tmp_path)
    await vault.store(PASSWORD, SECRET)
    monkeypatch.setattr(vault._ladder.memory, "remove", lambda _item: None)
    forgotten = await vault.forget()
    assert not forgotten.is_proven
    assert [(kept.item, type(kept.why)) for kept in forgotten.kept] == [(PASSWORD, VaultUnavailable)]


async def test_an_entry_that_is_only_taken_off_the_list_of_names_counts_as_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = vault_of(tmp_path)
    await vault.store(PASSWORD, SECRET)
    names = iter([(PASSWORD,), ()])
    monkeypatch.setattr(vault._ladder.memory, "items", lambda: next(names))
    monkeypatch.setattr(vault._ladder.memory, "remove", lambda _item: None)
    assert not (await vault.forget()).is_proven


async def test_a_file_that_was_edited_is_told_when_its_passphrase_is_given(tmp_path: Path) -> None:
    await (await unlocked(tmp_path)).store(PASSWORD, SECRET)
    (tmp_path / "state" / "vault.json").write_text("{}")
    with pytest.raises(VaultDamaged) as caught:
        await vault_of(tmp_path).unlock(PASSPHRASE)
    assert "forget --all" in caught.value.hint


def test_the_vault_never_shows_a_secret(tmp_path: Path) -> None:
    vault = vault_of(tmp_path)
    vault._ladder.memory.write(PASSWORD, SECRET)
    shown = repr([vault.__dict__, vault._ladder.__dict__, vault._ladder.memory.__dict__, KEY])
    assert SECRET.reveal() not in shown
