"""Records are whole, synced and chained."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from writeback.domain.errors import JournalDamaged, JournalUnwritable
from writeback.engine import journal as journals
from writeback.engine.journal import Journal, read
from writeback.engine.state_folder import state_folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Journal(tmp_path / "run.jsonl") as journal:
        for number in range(3):
            journal.write("outcome", number=number)
    return tmp_path / "run.jsonl"


def test_what_was_written_is_read(path: Path) -> None:
    assert [record["number"] for record in read(path).records] == [0, 1, 2]


def test_only_the_owner_can_read_it(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("missing", [1, 20, 200])
def test_a_torn_tail_is_left_out_and_reported(path: Path, missing: int) -> None:
    path.write_bytes(path.read_bytes()[:-missing])
    reading = read(path)
    assert ([record["number"] for record in reading.records], reading.torn) == ([0, 1], True)


def test_any_byte_that_was_changed_is_refused(path: Path) -> None:
    data = path.read_bytes()
    for position in range(len(data)):
        path.write_bytes(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])
        with pytest.raises(JournalDamaged, match="altered or damaged"):
            read(path)


@pytest.mark.parametrize("removed", [0, 1])
def test_a_record_that_was_taken_out_is_refused(path: Path, removed: int) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:removed] + lines[removed + 1 :]))
    with pytest.raises(JournalDamaged):
        read(path)


def test_a_journal_goes_on_behind_its_torn_tail(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])
    with Journal.reopen(path) as journal:
        journal.write("resumed", number=7)
    reading = read(path)
    assert ([record["number"] for record in reading.records], reading.torn) == ([0, 1, 7], False)


def test_a_failed_write_leaves_nothing_between_two_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    with Journal(tmp_path / "run.jsonl") as journal:
        journal.write("intent", number=1)

        def half(file: int, data: bytes) -> int:
            if len(data) < 20:
                raise OSError(28, "No space left on device")
            return write(file, data[:-10])

        with monkeypatch.context() as patch:
            patch.setattr(os, "write", half)
            with pytest.raises(JournalUnwritable, match="No space left"):
                journal.write("outcome", number=2)
        journal.write("outcome", number=3)
    assert [record["number"] for record in read(journal.path).records] == [1, 3]


def test_room_held_in_reserve_takes_the_last_words_of_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, journal = os.write, Journal(tmp_path / "run.jsonl")

    def full(file: int, data: bytes) -> int:
        if journal._reserve is not None:
            raise OSError(28, "No space left on device")
        return write(file, data)

    monkeypatch.setattr(os, "write", full)
    with journal:
        journal.write("outcome", number=1)
    assert [record["number"] for record in read(journal.path).records] == [1]


def test_without_room_for_the_reserve_there_is_no_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folder: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(journals, "_reserved", full)
    with pytest.raises(JournalUnwritable, match="No space left"):
        Journal(tmp_path / "run.jsonl")


def test_the_reserve_has_no_name_to_be_left_behind(tmp_path: Path) -> None:
    with Journal(tmp_path / "run.jsonl"):
        assert [file.name for file in tmp_path.iterdir()] == ["run.jsonl"]


def test_the_folder_is_synced_so_that_the_file_is_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    sync = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda file: (synced.append(os.readlink(f"/proc/self/fd/{file}")), sync(file))
    )
    with Journal(tmp_path / "run.jsonl"):
        assert str(tmp_path) in synced


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
    assert [record["text"] for record in read(journal.path).records] == ["long enough for several writes"]


def test_a_journal_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(JournalUnwritable, match="cannot be written"):
        Journal(tmp_path / "absent" / "run.jsonl")


def test_a_new_state_folder_is_durable_up_to_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda file: synced.append(os.readlink(f"/proc/self/fd/{file}")))
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path / "state"))
    state_folder("runs")
    assert synced == [str(tmp_path), str(tmp_path / "state")]
    state_folder("runs")
    assert len(synced) == 2
