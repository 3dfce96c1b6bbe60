"""A backend that the user named: run apart from the terminal, refused by name where it keeps no secret."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.unit.vault import backends
from tests.vaults import PASSWORD, SECRET, SIGN_IN, revealed

from writeback.domain.errors import VaultError, VaultLocked, VaultRefused, VaultUnavailable
from writeback.vault import named_backend
from writeback.vault.named_backend import NamedBackend
from writeback.vault.refusals import refuse

MODULE = "vault_test_backends"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(backends.__file__, tmp_path / f"{MODULE}.py")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv(backends.FOLDER, str(tmp_path))
    return tmp_path


def backend(folder: Path, name: str) -> NamedBackend:
    return NamedBackend(f"{MODULE}.{name}", folder / "state")


def test_what_is_written_is_listed_read_and_removed(folder: Path) -> None:
    store = backend(folder, "Good")
    store.write(PASSWORD, SECRET)
    assert store.items() == (PASSWORD,)
    assert revealed(store.read(PASSWORD)) == SECRET.reveal()
    store.remove(PASSWORD)
    assert (store.items(), store.read(PASSWORD)) == ((), None)
    assert (folder / "entries.json").read_text() == "{}"


def test_what_it_prints_is_not_taken_for_its_answer(folder: Path) -> None:
    assert backend(folder, "Chatty").read(SIGN_IN) is None


@pytest.mark.parametrize(
    ("name", "kind", "sentence"),
    [
        ("Asking", VaultUnavailable, "wants to ask on the terminal"),
        ("Locked", VaultLocked, "is locked"),
        ("Dying", VaultUnavailable, "failed"),
        ("Missing", VaultUnavailable, "AttributeError"),
        ("FOLDER", VaultUnavailable, "TypeError"),
    ],
)
def test_trouble_is_told_in_a_sentence_without_the_text_of_others(
    folder: Path, name: str, kind: type[VaultError], sentence: str
) -> None:
    with pytest.raises(kind, match=sentence) as caught:
        backend(folder, name).read(PASSWORD)
    assert SECRET.reveal() not in caught.value.sentence()


def test_one_that_keeps_nothing_is_found_out_by_reading_back(folder: Path) -> None:
    with pytest.raises(VaultUnavailable, match="did not keep"):
        backend(folder, "Forgetful").write(PASSWORD, SECRET)


def test_one_that_hangs_is_ended(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named_backend, "ANSWER_SECONDS", 0.5)
    with pytest.raises(VaultUnavailable, match="does not answer"):
        backend(folder, "Hanging").read(PASSWORD)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("keyrings.alt.file.PlaintextKeyring", "clear text"),
        ("keyring.backends.null.Keyring", "stores nothing"),
        ("keyring.backends.fail.Keyring", "stores nothing"),
        ("keyring.backends.SecretService.Keyring", "question on the desktop"),
    ],
)
def test_a_bad_one_is_refused_by_its_name_before_it_is_imported(folder: Path, name: str, reason: str) -> None:
    with pytest.raises(VaultRefused, match=reason):
        NamedBackend(name, folder)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("Silent", "stores nothing"), ("Renamed", "clear text"), ("Chain", "clear text")],
)
def test_a_bad_one_under_another_name_or_in_a_chain_is_refused_before_it_sees_a_secret(
    folder: Path, name: str, reason: str
) -> None:
    with pytest.raises(VaultRefused, match=reason):
        backend(folder, name).write(PASSWORD, SECRET)
    assert not (folder / "entries.json").exists()


def test_a_good_name_is_not_refused() -> None:
    refuse(["keyring_pass.PasswordStoreBackend", "keyring.backend.KeyringBackend", "builtins.object"])
