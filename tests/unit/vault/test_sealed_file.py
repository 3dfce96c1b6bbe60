"""The sealed file on disk: made by the first write, gone with the last item, nobody else's to write."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.vault.sealed import opened
from tests.vaults import PASSPHRASE, PASSWORD, SECRET, SIGN_IN, revealed

from writeback.domain.errors import (
    InvalidInput,
    VaultDamaged,
    VaultLocked,
    VaultRefused,
    VaultUnavailable,
    WrongPassphrase,
)
from writeback.domain.secret import Secret
from writeback.vault import own_file, sealing
from writeback.vault.sealed_file import OPEN_SECONDS, SealedFile


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state"


def test_a_new_passphrase_makes_the_file_with_the_first_write_only(folder: Path) -> None:
    file = SealedFile(folder / "vault.json")
    file.unlock(PASSPHRASE)
    assert not folder.exists()
    file.write(PASSWORD, SECRET)
    again = SealedFile(folder / "vault.json")
    again.unlock(PASSPHRASE)
    assert revealed(again.read(PASSWORD)) == SECRET.reveal()


def test_file_and_folder_are_the_owners_alone(folder: Path) -> None:
    previous = os.umask(0)
    try:
        opened(folder).write(PASSWORD, SECRET)
    finally:
        os.umask(previous)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "vault.json")]
    assert modes == [0o700, 0o600]


def test_a_wrong_passphrase_leaves_it_locked_and_untouched(folder: Path) -> None:
    file = opened(folder)
    file.write(PASSWORD, SECRET)
    before = file.path.read_bytes()
    with pytest.raises(WrongPassphrase):
        file.unlock(Secret("something else"))
    with pytest.raises(VaultLocked):
        file.read(PASSWORD)
    assert file.path.read_bytes() == before


def test_a_new_passphrase_must_not_be_short(folder: Path) -> None:
    with pytest.raises(InvalidInput, match="too short"):
        SealedFile(folder / "vault.json").unlock(Secret("short"))


def test_the_key_is_forgotten_after_its_time(folder: Path) -> None:
    now = [100.0]
    file = SealedFile(folder / "vault.json", clock=lambda: now[0])
    file.unlock(PASSPHRASE)
    now[0] += OPEN_SECONDS - 1
    assert file.open_until() is not None
    now[0] += 2
    with pytest.raises(VaultLocked):
        file.read(PASSWORD)
    assert file.open_until() is None


def test_the_last_item_takes_the_file_with_it(folder: Path) -> None:
    file = opened(folder)
    file.write(PASSWORD, SECRET)
    file.write(SIGN_IN, SECRET)
    file.remove(PASSWORD)
    assert file.items() == (SIGN_IN,)
    file.remove(SIGN_IN)
    assert sorted(os.listdir(folder)) == ["vault.lock"]


def test_removing_what_is_not_there_is_success(folder: Path) -> None:
    opened(folder).remove(PASSWORD)


def test_an_edited_file_is_called_damaged_while_its_key_is_known(folder: Path) -> None:
    file = opened(folder)
    file.write(PASSWORD, SECRET)
    document = json.loads(file.path.read_bytes())
    document["ct"] = document["ct"][:-8] + "AAAAAAA="
    file.path.write_text(json.dumps(document))
    with pytest.raises(VaultDamaged, match="altered"):
        file.read(PASSWORD)


def test_a_file_made_anew_by_another_process_is_not_overwritten(folder: Path) -> None:
    file = opened(folder)
    file.write(PASSWORD, SECRET)
    other = sealing.Key(sealing.Header(sealing.LEAST_N, b"another salt 123"), Secret("00" * 32))
    theirs = sealing.seal(other, {"their": "entry"})
    file.path.write_bytes(theirs)
    with pytest.raises(VaultLocked, match="another process"):
        file.write(SIGN_IN, SECRET)
    assert file.path.read_bytes() == theirs


def make_link(path: Path) -> None:
    path.rename(path.with_name("real"))
    path.symlink_to("real")


def make_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.chmod(0o660),
        lambda path: path.chmod(0o604),
        lambda path: path.parent.chmod(0o777),
        lambda path: path.parent.chmod(0o720),
        make_link,
        make_pipe,
        lambda path: path.write_bytes(bytes(own_file.LARGEST + 1)),
    ],
    ids=["group", "readable", "folder", "group-of-folder", "link", "pipe", "large"],
)
def test_a_file_that_others_could_have_put_there_is_refused(
    folder: Path, spoil: Callable[[Path], None]
) -> None:
    file = opened(folder)
    file.write(PASSWORD, SECRET)
    spoil(file.path)
    with pytest.raises(VaultRefused):
        file.read(PASSWORD)
    with pytest.raises(VaultRefused):
        file.write(PASSWORD, SECRET)


def test_a_file_of_another_user_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = opened(folder)
    file.write(PASSWORD, SECRET)
    other = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: other)
    with pytest.raises(VaultRefused, match="another user"):
        file.read(PASSWORD)


def test_a_lock_file_that_is_a_link_is_refused(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    (folder / "vault.lock").symlink_to("elsewhere")
    with pytest.raises(VaultRefused):
        opened(folder).write(PASSWORD, SECRET)
    assert not (folder / "elsewhere").exists()


def test_a_link_in_the_place_of_the_new_file_is_not_followed(folder: Path, tmp_path: Path) -> None:
    file = opened(folder)
    file.write(PASSWORD, SECRET)
    (folder / "vault.json.new").symlink_to(tmp_path / "elsewhere")
    file.write(SIGN_IN, SECRET)
    assert not (tmp_path / "elsewhere").exists()
    assert not file.path.is_symlink()


def test_short_writes_are_gone_on_with(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, bytes(data)[:7]))
    file = opened(folder)
    file.write(PASSWORD, SECRET)
    assert revealed(file.read(PASSWORD)) == SECRET.reveal()


@pytest.mark.parametrize("call", ["write", "fsync", "replace", "fchmod"])
def test_a_disk_in_trouble_leaves_the_old_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    file = opened(folder)
    file.write(PASSWORD, SECRET)
    before = file.path.read_bytes()

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, call, full)
        with pytest.raises(VaultUnavailable, match="No space left"):
            file.write(SIGN_IN, SECRET)
    assert file.path.read_bytes() == before
    assert not (folder / "vault.json.new").exists()


def test_a_lock_that_another_process_keeps_is_waited_for_a_while_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_file, "LOCK_SECONDS", 0.0)
    file = opened(folder)
    with own_file.locked(file.path), pytest.raises(VaultUnavailable, match="Another process"):
        file.write(PASSWORD, SECRET)
