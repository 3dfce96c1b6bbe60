"""A real Secret Service in every state: used when it is unlocked, never asked to unlock, never waited for."""

from __future__ import annotations

import asyncio
import signal
import threading
from pathlib import Path

import pytest
from tests.vaults import OTHER, PASSWORD, PROFILE, SECRET, SIGN_IN, revealed, vault_of
from tests.wire.vault.desktop import Desktop

from writeback.domain.errors import VaultLocked, VaultUnavailable
from writeback.domain.secret import Secret
from writeback.vault import Item, Rung, server_secret
from writeback.vault import ladder as ladder_module
from writeback.vault.secret_service import ServiceState


def threads_of_the_vault() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "vault"]


async def wait_for_threads() -> None:
    """Until the abandoned ones have ended."""
    for thread in threads_of_the_vault():
        await asyncio.to_thread(thread.join, 10)


async def test_an_unlocked_one_is_taken_without_a_word_of_configuration(
    desktop: Desktop, tmp_path: Path
) -> None:
    desktop.start()
    status = await vault_of(tmp_path).status()
    assert (status.rung, status.problem, status.words()) == (
        Rung.SECRET_SERVICE,
        None,
        "Secrets: Secret Service",
    )


async def test_what_is_stored_survives_this_process_and_can_be_read_with_keyrings_own_tools(
    desktop: Desktop, tmp_path: Path
) -> None:
    from keyring.backends.SecretService import Keyring

    desktop.start()
    large = Secret("c" * 20_000)
    await vault_of(tmp_path).store(SIGN_IN, large)
    assert revealed(await vault_of(tmp_path).read(SIGN_IN)) == large.reveal()
    assert large.reveal() in str(Keyring().get_password(SIGN_IN.service, SIGN_IN.user_name))


async def test_the_status_names_what_is_kept_and_since_when(desktop: Desktop, tmp_path: Path) -> None:
    desktop.start()
    vault = vault_of(tmp_path)
    await vault.store(PASSWORD, SECRET)
    (saved,) = (await vault.status()).here.items
    assert saved.item == PASSWORD
    assert saved.saved_at is not None


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (ServiceState.LOCKED, "is locked"),
        (ServiceState.EMPTY, "no keyring yet"),
        (ServiceState.HANGING, "does not answer"),
        (ServiceState.ABSENT, "no Secret Service"),
    ],
)
async def test_any_other_state_is_said_and_the_secret_stays_in_memory(
    desktop: Desktop, tmp_path: Path, state: ServiceState, sentence: str
) -> None:
    bring_into(desktop, state)
    vault = vault_of(tmp_path, Rung.SECRET_SERVICE)
    status = await vault.status()
    assert (status.rung, status.is_wanted) == (Rung.MEMORY, False)
    assert status.problem is not None
    assert sentence in status.problem.message
    with pytest.raises((VaultLocked, VaultUnavailable), match=sentence) as caught:
        await vault.store(PASSWORD, SECRET)
    assert "in memory for this run" in caught.value.hint
    assert revealed(await vault.read(PASSWORD)) == SECRET.reveal()


@pytest.mark.parametrize("state", [ServiceState.LOCKED, ServiceState.EMPTY])
async def test_nothing_is_unlocked_created_or_prompted_for(
    desktop: Desktop, tmp_path: Path, state: ServiceState, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    for module in ("collection", "item"):
        for name in ("unlock_objects", "exec_prompt"):
            target = f"secretstorage.{module}.{name}"
            monkeypatch.setattr(target, lambda *_a, n=target, **_k: asked.append(n), raising=False)
    bring_into(desktop, state)
    vault = vault_of(tmp_path, Rung.SECRET_SERVICE)
    with pytest.raises((VaultLocked, VaultUnavailable)):
        await vault.store(PASSWORD, SECRET)
    await vault.status(everywhere=True)
    await vault.forget()
    assert asked == []
    assert not (desktop.folder / "data" / "keyrings" / "Default_keyring.keyring").exists()


async def test_unlocking_it_elsewhere_and_looking_again_is_enough(desktop: Desktop, tmp_path: Path) -> None:
    desktop.start(unlocked=False)
    vault = vault_of(tmp_path, Rung.SECRET_SERVICE)
    assert (await vault.status()).rung is Rung.MEMORY
    desktop.stop_daemon()
    desktop.start()
    assert (await vault.status()).rung is Rung.SECRET_SERVICE


async def test_locking_it_between_the_look_and_the_use_is_told(desktop: Desktop, tmp_path: Path) -> None:
    desktop.start()
    vault = vault_of(tmp_path)
    await vault.status()
    desktop.lock()
    with pytest.raises(VaultLocked, match="locked"):
        await vault.store(PASSWORD, SECRET)
    assert revealed(await vault.read(PASSWORD)) == SECRET.reveal()


async def test_one_that_stops_in_the_middle_is_given_up_and_leaves_no_thread(
    desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ladder_module, "CALL_SECONDS", 0.3)
    desktop.start()
    vault = vault_of(tmp_path)
    await vault.status()
    desktop.send(signal.SIGSTOP)
    with pytest.raises(VaultUnavailable, match="does not answer"):
        await vault.read(PASSWORD)
    await wait_for_threads()
    assert threads_of_the_vault() == []


async def test_one_that_is_killed_in_the_middle_ends_the_call_at_once(
    desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.start()
    vault = vault_of(tmp_path)
    await vault.store(PASSWORD, SECRET)
    loop, begun, service = asyncio.get_running_loop(), asyncio.Event(), vault._ladder.service
    read = service.read

    def reading(item: Item) -> Secret | None:
        loop.call_soon_threadsafe(begun.set)
        return read(item)

    monkeypatch.setattr(service, "read", reading)
    desktop.send(signal.SIGSTOP)
    answer = asyncio.create_task(vault.read(PASSWORD))
    await begun.wait()
    desktop.stop_daemon()
    with pytest.raises(VaultUnavailable):
        await answer
    desktop.start()
    assert revealed(await vault.read(PASSWORD)) == SECRET.reveal()


async def test_forgetting_a_profile_removes_its_entries_only_and_looks_again(
    desktop: Desktop, tmp_path: Path
) -> None:
    desktop.start()
    vault = vault_of(tmp_path)
    for item in (PASSWORD, SIGN_IN, server_secret(OTHER)):
        await vault.store(item, SECRET)
    forgotten = await vault.forget(PROFILE)
    assert {item for _place, item in forgotten.gone} == {PASSWORD, SIGN_IN}
    assert forgotten.is_proven
    left = [one.item for one in (await vault_of(tmp_path).status()).here.items]
    assert left == [server_secret(OTHER)]


async def test_forgetting_everything_finds_it_although_another_place_is_chosen_now(
    desktop: Desktop, tmp_path: Path
) -> None:
    desktop.start()
    await vault_of(tmp_path).store(PASSWORD, SECRET)
    forgotten = await vault_of(tmp_path, Rung.MEMORY).forget()
    assert [item for _place, item in forgotten.gone] == [PASSWORD]
    assert await vault_of(tmp_path).read(PASSWORD) is None


async def test_forgetting_in_a_locked_one_names_what_stays(desktop: Desktop, tmp_path: Path) -> None:
    desktop.start()
    await vault_of(tmp_path).store(PASSWORD, SECRET)
    desktop.lock()
    forgotten = await vault_of(tmp_path).forget()
    assert not forgotten.is_proven
    assert [(kept.item, type(kept.why)) for kept in forgotten.kept] == [(PASSWORD, VaultLocked)]


async def test_one_that_never_was_unlocked_hides_its_names_and_that_counts_as_not_known(
    desktop: Desktop, tmp_path: Path
) -> None:
    desktop.start()
    await vault_of(tmp_path).store(PASSWORD, SECRET)
    desktop.stop_daemon()
    desktop.start(unlocked=False)
    forgotten = await vault_of(tmp_path).forget()
    assert not forgotten.is_proven
    assert [type(why) for _place, why in forgotten.unknown] == [VaultLocked]


def bring_into(desktop: Desktop, state: ServiceState) -> None:
    """Brings the desktop's service into the state."""
    if state is ServiceState.ABSENT:
        return
    desktop.start(unlocked=state is not ServiceState.EMPTY)
    if state is ServiceState.LOCKED:
        desktop.lock()
    if state is ServiceState.HANGING:
        desktop.send(signal.SIGSTOP)
