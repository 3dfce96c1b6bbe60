"""One run at a time on one server, and everybody else is told who is at it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.builders import OPERATOR

from writeback.domain.errors import JournalUnwritable, ServerLocked
from writeback.engine import lock as locks
from writeback.engine.lock import holder, server_lock, this_operator

DIES_HOLDING = """
import os
from writeback.engine.lock import server_lock, this_operator
with server_lock("SYNC01", "r1", this_operator()):
    os.kill(os.getpid(), 9)
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path))


def test_the_second_run_is_told_who_is_at_it_since_when_and_from_where() -> None:
    words = r"alice on jump01 \(process 4711, connected from 192\.0\.2\.7\) .* since 2026-06-19 09:40:00Z"
    with server_lock("SYNC01", "r1", OPERATOR), pytest.raises(ServerLocked, match=words):  # noqa: SIM117
        with server_lock("sync01", "r2", OPERATOR):
            pass


def test_another_server_is_free() -> None:
    with server_lock("SYNC01", "r1", OPERATOR), server_lock("SYNC02", "r2", OPERATOR) as left:
        assert left is None


def test_the_lock_is_free_again_after_the_run() -> None:
    for run in ("r1", "r2"):
        with server_lock("SYNC01", run, OPERATOR) as left:
            assert left is None


def test_an_error_in_the_run_frees_the_lock_and_says_that_it_had_no_end() -> None:
    with pytest.raises(RuntimeError), server_lock("SYNC01", "r1", OPERATOR):
        raise RuntimeError
    with server_lock("SYNC01", "r2", OPERATOR) as left:
        assert left == OPERATOR


def test_a_dead_owners_lock_is_taken_over_and_named() -> None:
    dead = subprocess.Popen([sys.executable, "-c", DIES_HOLDING])
    assert dead.wait() == -9
    with server_lock("SYNC01", "r2", OPERATOR) as left:
        assert left is not None
        assert (left.pid, left.boot) == (dead.pid, this_operator().boot)


def test_who_holds_it_can_be_asked_without_taking_it() -> None:
    assert holder("SYNC01") is None
    with server_lock("SYNC01", "r1", OPERATOR):
        assert holder("SYNC01") == OPERATOR
    assert holder("SYNC01") is None


def test_a_lock_file_full_of_nonsense_is_no_obstacle(tmp_path: Path) -> None:
    with server_lock("SYNC01", "r1", OPERATOR):
        (file,) = (tmp_path / "locks").iterdir()
    file.write_bytes(b"\x00[]{" * 4000)
    with server_lock("SYNC01", "r2", OPERATOR) as left:
        assert left is None


def test_a_link_in_the_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("keep")
    with server_lock("SYNC01", "r1", OPERATOR):
        (file,) = (tmp_path / "locks").iterdir()
    file.unlink()
    file.symlink_to(victim)
    with pytest.raises(JournalUnwritable, match="cannot be used"), server_lock("SYNC01", "r2", OPERATOR):
        pass
    assert victim.read_text() == "keep"


def test_operators_of_one_machine_meet_in_its_lock_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    monkeypatch.delenv("WRITEBACK_STATE")
    monkeypatch.setattr(locks, "MACHINE_LOCKS", shared)
    with server_lock("SYNC01", "r1", OPERATOR):
        (file,) = shared.iterdir()
        assert stat.S_IMODE(file.stat().st_mode) == 0o666


@pytest.mark.parametrize("mode", [0o777, 0o555])
def test_a_folder_where_others_could_take_the_file_away_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    unsafe = tmp_path / "unsafe"
    unsafe.mkdir()
    unsafe.chmod(mode)
    monkeypatch.setattr(locks, "MACHINE_LOCKS", unsafe)
    monkeypatch.delenv("WRITEBACK_STATE")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    with server_lock("SYNC01", "r1", OPERATOR):
        assert not list(unsafe.iterdir())


def test_where_the_operator_sits_is_the_address_of_the_ssh_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 50022 10.0.0.5 22")
    here = this_operator()
    assert (here.origin, here.pid) == ("192.0.2.7", os.getpid())
    monkeypatch.delenv("SSH_CONNECTION")
    assert replace(here, origin="").origin == this_operator().origin


def test_a_server_whose_name_no_encoding_has_can_be_locked() -> None:
    with server_lock("SYNC\ud800", "r1", OPERATOR):
        assert holder("SYNC\ud800") == OPERATOR
