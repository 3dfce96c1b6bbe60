"""The support bundle: a zip to hand to somebody else, redacted by construction (see `redaction`)."""

from __future__ import annotations

import io
import json
import platform
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from writeback import __version__, library_log
from writeback.domain.errors import JournalDamaged, JournalUnwritable
from writeback.domain.findings import Finding
from writeback.domain.history import DamagedRun, PastRun
from writeback.engine.history import past_runs
from writeback.engine.journal import read
from writeback.engine.state_folder import state_folder
from writeback.service.redaction import Tokens, own_word, reduced, reduced_operator, reduced_target, run_id
from writeback.service.report import write_new

LIBRARIES = (
    "azure-identity",
    "cryptography",
    "h11",
    "httpx",
    "keyring",
    "msal",
    "msgraph-sdk",
    "msgspec",
    "platformdirs",
    "psrpcore",
    "pypsrp",
    "pyspnego",
    "requests",
    "textual",
)
CONTENTS = """\
about.json      versions of the program, of Python, of the system and of the libraries; the terminal
runs.json       every recorded run: state, times, steps with their outcomes
journals/       the records of each run, reduced
findings.json   ids and severities of the findings, where the server was read for this bundle
library*.log    what libraries complained about: time, logger, level, place in their source, type of the error

Names of hosts, users, tenants, connectors, profiles and addresses are tokens such as host-1; the same name
has the same token throughout. Sentences (messages, notes, tickets) are left out. There is no secret in here:
journals hold none, and only fields of known forms are taken from them.
"""
_LOG_LINE = re.compile(r"[0-9T:.+-]{1,40}( [\w.<>:-]{1,90}){3,4}", re.ASCII)
_WORD = re.compile(r"[\w.+@/-]{1,40}", re.ASCII)


def write_bundle(path: Path, terminal: Mapping[str, object], findings: tuple[Finding, ...] | None) -> None:
    """Writes the zip, mode 0600. `terminal` are facts as words and numbers; `findings` None when unread.

    Raises InvalidInput when the file exists or cannot be written.
    """
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in _files(terminal, findings):
            file.writestr(name, text)
    write_new(path, whole.getvalue())


def _files(terminal: Mapping[str, object], findings: tuple[Finding, ...] | None) -> Iterator[tuple[str, str]]:
    tokens = Tokens()
    runs = past_runs()
    yield "README.txt", CONTENTS
    yield "about.json", _json(_about(terminal))
    yield "runs.json", _json([_run(run, tokens) for run in runs])
    for run in runs:
        if isinstance(run, PastRun) and run_id(run.id):
            yield f"journals/{run.id}.jsonl", _journal(run, tokens)
    if findings is not None:
        yield "findings.json", _json([_finding(finding) for finding in findings])
    yield from _library_logs()


def _about(terminal: Mapping[str, object]) -> dict[str, Any]:
    return {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "writeback": __version__,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": {
            "name": platform.system(),
            "release": platform.release(),
            "machine": platform.machine(),
            "libc": " ".join(platform.libc_ver()),
        },
        "libraries": {name: _version_of(name) for name in LIBRARIES},
        "terminal": {name: _plain(value) for name, value in terminal.items()},
    }


def _version_of(library: str) -> str | None:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return None


def _plain(value: object) -> object:
    """Numbers and single words; the environment may hold anything."""
    if value is None or isinstance(value, int):
        return value
    return value if isinstance(value, str) and _WORD.fullmatch(value) else "other"


def _run(run: PastRun | DamagedRun, tokens: Tokens) -> dict[str, Any]:
    if isinstance(run, DamagedRun):
        return {"run": run_id(run.id), "state": "damaged"}
    return {
        "run": run_id(run.id),
        "state": run.state.value,
        "unsettled": run.is_unsettled,
        "started": run.started.isoformat(timespec="seconds"),
        "ended": run.ended.isoformat(timespec="seconds") if run.ended else None,
        "operator": reduced_operator(run.operator, tokens),
        "target": reduced_target(run.target, tokens),
        "digest": tokens.of("plan", run.plan.digest),
        "steps": [
            {
                "id": own_word(record.step.id),
                "begun": record.begun,
                "outcome": record.outcome.value if record.outcome else None,
            }
            for record in run.steps
        ],
        "outcome": run.outcome.value if run.outcome else None,
        "verdict": own_word(run.verdict),
        "left_paused": run.left_paused,
        "given_up": run.given_up,
        "seen": run.seen,
        "undoes": run_id(run.undoes),
        "torn": run.torn,
    }


def _journal(run: PastRun, tokens: Tokens) -> str:
    try:
        records = read(Path(run.journal)).records
    except JournalDamaged:  # since it was listed
        return ""
    return "".join(f"{json.dumps(reduced(record, tokens))}\n" for record in records)


def _finding(finding: Finding) -> dict[str, str | None]:
    return {"id": own_word(finding.id), "severity": finding.severity.value}


def _library_logs() -> Iterator[tuple[str, str]]:
    """Only lines of the form that the log itself writes: somebody else may have written into the file."""
    try:
        folder = state_folder("logs")
    except JournalUnwritable:
        return
    for name in (library_log.FILE_NAME, f"{library_log.FILE_NAME}.1"):
        file = folder / name
        if file.is_file():
            lines = file.read_text(encoding="ascii", errors="replace").splitlines()
            yield name, "".join(f"{line}\n" for line in lines if _LOG_LINE.fullmatch(line))


def _json(content: Any) -> str:
    return json.dumps(content, indent=2) + "\n"
