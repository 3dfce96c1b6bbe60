"""The support bundle: what is needed to help, and no name, sentence or secret."""

from __future__ import annotations

import json
import re
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import facts_of
from tests.unit.service.journals import RUN, record_run, with_names

from writeback.domain.checks import run_checks
from writeback.domain.errors import InvalidInput
from writeback.service.bundle import write_bundle
from writeback.service.redaction import Tokens, reduced

CANARY = "canary-7f3a"
OTHER = "20260620T094000Z-0a1c"
TERMINAL = {"term": "xterm-256color", "columns": 80, "stdin": True, "locale": "C.UTF-8"}


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def bundle(tmp_path: Path, **more: Any) -> dict[str, str]:
    """The files of a fresh bundle as text."""
    file = tmp_path / "bundle.zip"
    write_bundle(file, more.get("terminal", TERMINAL), more.get("findings"))
    with zipfile.ZipFile(file) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def test_it_says_what_helps(tmp_path: Path) -> None:
    record_run()
    files = bundle(tmp_path, findings=run_checks(facts_of()))
    about, (run,) = json.loads(files["about.json"]), json.loads(files["runs.json"])
    assert (about["terminal"], about["libraries"]["pypsrp"][:3]) == (TERMINAL, "0.9")
    assert (run["run"], run["outcome"], run["verdict"]) == (RUN, "done", "proven")
    records = [json.loads(line) for line in files[f"journals/{RUN}.jsonl"].splitlines()]
    assert [record["kind"] for record in records][:3] == ["run-started", "intent", "outcome"]
    assert {"id": "licence", "severity": "passed"} in json.loads(files["findings.json"])


def test_no_name_and_no_sentence_is_in_it(tmp_path: Path) -> None:
    record_run(**with_names(CANARY))
    for name, text in bundle(tmp_path).items():
        assert CANARY not in text, name


@given(name=st.text(alphabet=st.characters(codec="utf-8"), min_size=8, max_size=30))
def test_whatever_a_record_holds_no_name_gets_through(name: str) -> None:
    record = {
        kind: {"id": name, "host": name, "since": name, name: name, "steps": [{"id": name}], "events": [name]}
        for kind in ("plan", "operator", "target", "arguments")
    }
    text = json.dumps(
        reduced({"kind": "run-started", "n": 1, "at": name, "run": name, **record}, Tokens()),
        ensure_ascii=False,
    )
    assert name not in text or re.fullmatch(r"[a-z-]+", name)


def test_the_same_name_has_the_same_token_everywhere(tmp_path: Path) -> None:
    record_run()
    record_run(OTHER)
    files = bundle(tmp_path)
    newer, older = json.loads(files["runs.json"])
    assert newer["target"]["host"] == older["target"]["host"]
    started = json.loads(files[f"journals/{RUN}.jsonl"].splitlines()[0])
    assert started["target"]["host"] == older["target"]["host"]
    assert started["operator"]["host"] != older["target"]["host"]


def test_a_damaged_journal_is_named_and_nothing_of_it_is_in(tmp_path: Path) -> None:
    journal = Path(record_run().journal)
    journal.write_bytes(journal.read_bytes().replace(b"alice", CANARY.encode()))
    files = bundle(tmp_path)
    assert json.loads(files["runs.json"]) == [{"run": RUN, "state": "damaged"}]
    assert not any(name.startswith("journals/") or CANARY in text for name, text in files.items())


def test_only_lines_of_the_library_logs_own_form_are_in(tmp_path: Path, state: Path) -> None:
    line = "2026-06-19T09:40:00.000+00:00 pypsrp.wsman WARNING wsman:120 ConnectionError"
    (state / "logs").mkdir(parents=True)
    (state / "logs" / "library.log").write_text(f"{line}\nthe password of alice is {CANARY}, she said\n")
    assert bundle(tmp_path)["library.log"] == f"{line}\n"


def test_what_the_environment_says_of_the_terminal_is_one_word(tmp_path: Path) -> None:
    files = bundle(tmp_path, terminal={"term": f"x y {CANARY}", "lines": 24})
    assert json.loads(files["about.json"])["terminal"] == {"term": "other", "lines": 24}


def test_the_zip_is_for_its_owner_only_and_replaces_nothing(tmp_path: Path) -> None:
    bundle(tmp_path)
    assert stat.S_IMODE((tmp_path / "bundle.zip").stat().st_mode) == 0o600
    with pytest.raises(InvalidInput, match="File exists"):
        bundle(tmp_path)
