"""Records are whole, synced and chained."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from writeback.domain.errors import JournalUnwritable, ServerLocked
from writeback.engine.journal import Journal, read
from writeback.engine.lock import server_lock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Journal(tmp_path / "run.jsonl") as journal:
        for number in range(3):
            journal.write("outcome", number=number)
    return tmp_path / "run.jsonl"


def test_what_was_written_is_read(path: Path) -> None:
    assert [record["number"] for record in read(path)] == [0, 1, 2]


def test_only_the_owner_can_read_it(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_torn_tail_is_left_out(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])
    assert [record["number"] for record in read(path)] == [0, 1]


def test_nothing_behind_an_altered_record_counts(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"number":1', b'"number":7'))
    assert [record["number"] for record in read(path)] == [0]


def test_every_record_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    sync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (synced.append(file), sync(file)))
    with Journal(tmp_path / "run.jsonl") as journal:
        before = len(synced)
        journal.write("intent")
    assert len(synced) == before + 1


def test_a_short_write_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    with Journal(tmp_path / "run.jsonl") as journal:
        monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:7]))
        journal.write("intent", text="long enough for several writes")
    assert [record["text"] for record in read(journal.path)] == ["long enough for several writes"]


def test_a_journal_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(JournalUnwritable, match="cannot be written"):
        Journal(tmp_path / "absent" / "run.jsonl")


def test_the_second_run_on_a_server_is_told_who_is_at_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path))
    with server_lock("SYNC01", "r1"), pytest.raises(ServerLocked, match=str(os.getpid())):  # noqa: SIM117
        with server_lock("sync01", "r2"):
            pass


def test_the_lock_is_free_again_after_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path))
    for run in ("r1", "r2"):
        with server_lock("SYNC01", run):
            assert list((tmp_path / "locks").iterdir())
