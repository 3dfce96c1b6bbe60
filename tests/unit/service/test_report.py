"""The report of a run: everything a ticket asks for, and nothing in it acts."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.service.journals import PLAN, RUN, record_run, with_names

from writeback.domain.errors import InvalidInput, JournalDamaged
from writeback.service.report import literal, report_of, write_new

HOSTILE = "a|b <img src=x> [click](https://evil.example) `code` *x* \x1b]52;c;aGk=\x07 \u202e ~~no~~ &amp; \\"


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path / "state"))


@pytest.mark.parametrize(
    "piece",
    [
        f"# Run {RUN}: done",
        "| Password writeback | disabled -> enabled |",
        "alice on jump01, connected from 192.0.2.7 (process 4711)",
        "| Ticket | CHG-4711 |",
        f"| Plan digest | {PLAN.digest} |",
        "whole and chained",
        "Proven: password writeback works.",
        "| writeback.enabled | False |",
        "| audit | supports |",
    ],
)
def test_a_report_holds_what_a_ticket_asks_for(piece: str) -> None:
    assert piece in report_of(record_run())


def test_every_step_has_its_times_and_its_outcome() -> None:
    report = report_of(record_run())
    for number, step in enumerate(PLAN.steps, 1):
        row = next(line for line in report.splitlines() if line.startswith(f"| {number} | {step.title()}"))
        _empty, _number, _title, begun, ended, outcome, *_rest = row.split(" | ".strip())
        assert begun.strip()[:2] == ended.strip()[:2] == "20"
        assert outcome.strip() == "done"


def test_a_step_that_was_not_begun_has_no_times() -> None:
    run = record_run(end=False)
    journal = Path(run.journal)
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:2]))
    report = report_of(run)
    assert "2 records, whole and chained" in report


def test_names_from_outside_do_not_act() -> None:
    report = report_of(record_run(**with_names(HOSTILE)))
    assert not {"\x1b", "\x07", "\u202e"} & set(report)
    for acting in (" <img", "[click](", " `code`", " *x*", " ~~no", " https://"):
        assert acting not in report


@given(st.text(alphabet=st.characters(), max_size=60))
def test_no_text_ends_the_cell_that_it_is_in(text: str) -> None:
    shown = literal(text)
    assert "\n" not in shown
    assert "|" not in shown.replace("\\\\", "").replace("\\|", "")


def test_a_damaged_journal_gives_no_report() -> None:
    run = record_run()
    journal = Path(run.journal)
    journal.write_bytes(journal.read_bytes().replace(b"alice", b"mally"))
    with pytest.raises(JournalDamaged):
        report_of(run)


def test_a_torn_journal_is_reported_as_such() -> None:
    run = record_run()
    journal = Path(run.journal)
    journal.write_bytes(journal.read_bytes() + b'{"n": 99, "at"')
    assert "An incomplete record after it is ignored" in report_of(run)


def test_a_report_is_a_new_file_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    write_new(file, b"x")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_is_there_is_never_overwritten(tmp_path: Path, kind: str) -> None:
    file, other = tmp_path / "report.md", tmp_path / "other"
    other.write_text("mine")
    os.link(other, file) if kind == "file" else file.symlink_to(tmp_path / "nowhere")
    with pytest.raises(InvalidInput, match="File exists"):
        write_new(file, b"x")
    assert other.read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()
