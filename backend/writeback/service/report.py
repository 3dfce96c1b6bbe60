"""The evidence of one run for a ticket: readable Markdown in which nothing from outside acts."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from writeback import __version__
from writeback.domain.errors import InvalidInput
from writeback.domain.evidence import Verdict
from writeback.domain.history import PastRun
from writeback.domain.plan import changes_in_words
from writeback.domain.run import StepOutcome
from writeback.domain.safe import safe_str
from writeback.domain.system_words import in_words
from writeback.domain.texts import _
from writeback.engine.journal import Reading, Record, read
from writeback.service.run_words import moment, standing, step_words, whom

_ACTS = re.compile(r"([\\`*_\[\]<|~&]|:(?=//))")
"""What Markdown would act on inside a table's cell, links that it would make of itself included."""


def report_of(run: PastRun) -> str:
    """The whole report. Raises JournalDamaged when the journal does not bear it out."""
    reading = read(Path(run.journal))
    return "\n".join(_parts(run, reading)) + "\n"


def write_new(path: Path, content: bytes) -> None:
    """Writes a file of mode 0600. An existing one is evidence of something, too: it is never overwritten.

    Raises InvalidInput.
    """
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(file, "wb") as stream:
            stream.write(content)
    except OSError as error:
        raise InvalidInput(
            _("{file} cannot be written: {why}.").format(file=path, why=in_words(error)),
            _("Choose another file; an existing one is never overwritten."),
        ) from error


def _parts(run: PastRun, reading: Reading) -> Iterator[str]:
    yield f"# {_('Run {id}: {state}').format(id=run.id, state=standing(run))}"
    yield ""
    yield from _table((_("What"), _("Value")), _summary(run, reading))
    yield f"## {_('State before')}\n"
    yield from _table((_("What"), _("Value")), run.plan.before)
    yield f"## {_('Steps')}\n"
    columns = ("#", _("Step"), _("Begun"), _("Ended"), _("Outcome"), _("Note"))
    yield from _table(columns, _steps(run, reading.records))
    if evidence := _evidence(reading.records):
        yield f"## {_('Evidence')}\n"
        yield from _table((_("Piece"), _("Says"), _("Text")), evidence)
    if remarks := list(_remarks(reading.records)):
        yield f"## {_('What else was recorded')}\n"
        yield from _table((_("When"), _("What")), remarks)
    yield _("Made by writeback {version} on {when}.").format(
        version=__version__, when=moment(datetime.now(UTC))
    )


def _summary(run: PastRun, reading: Reading) -> Iterator[tuple[str, str]]:
    for change in changes_in_words(run.plan):
        yield change.what, f"{change.before} -> {change.after}"
    yield _("Outcome"), f"{standing(run)}. {run.message}".strip()
    yield _("Verdict"), _verdict_words(run.verdict)
    yield _("Who"), f"{whom(run.operator)} ({_('process {pid}').format(pid=run.operator.pid)})"
    yield _("Begun"), moment(run.started)
    yield _("Ended"), moment(run.ended) if run.ended else _("no end recorded")
    yield _("Server"), f"{run.plan.server} ({run.target.host}:{run.target.port})"
    yield _("Profile"), run.target.profile
    if run.target.lab:
        yield _("Lab"), _("This was a simulated server and tenant.")
    yield _("Connector"), run.plan.connector
    yield _("Tenant"), run.plan.tenant_id or "-"
    yield _("Ticket"), run.plan.choices.ticket or "-"
    if run.undoes:
        yield _("Takes back"), run.undoes
    yield _("Plan digest"), run.plan.digest
    yield _("Journal"), run.journal
    yield _("Checksums"), _checksums(reading)


def _checksums(reading: Reading) -> str:
    last = reading.records[-1]["sum"] if reading.records else "-"
    text = _("{count} records, whole and chained; the last one is {sum}.").format(
        count=len(reading.records), sum=last
    )
    torn = _("An incomplete record after it is ignored: the run was cut off while it was written.")
    return f"{text} {torn}" if reading.torn else text


def _verdict_words(verdict: str) -> str:
    return {
        Verdict.PROVEN.value: _("Proven: password writeback works."),
        Verdict.NOT_PROVEN.value: _("Not proven: some evidence is missing."),
        Verdict.CONTRADICTED.value: _("Contradicted: password writeback does not work."),
    }.get(verdict, "-")


def _steps(run: PastRun, records: Iterable[Record]) -> Iterator[tuple[str, ...]]:
    """As recorded last: a resumed run may have come to a step twice."""
    times: dict[tuple[str, int], str] = {}
    for record in records:
        if record["kind"] in ("intent", "outcome"):
            times[record["kind"], record["step"]] = moment(datetime.fromisoformat(record["at"]))
    for index, step in enumerate(run.steps):
        is_untouched = not step.begun and step.outcome in (None, StepOutcome.SKIPPED)
        yield (
            str(index + 1),
            step.step.title(),
            times.get(("intent", index), "-"),
            "-" if is_untouched else times.get(("outcome", index), "-"),
            _("not begun") if step.outcome is None and not step.begun else step_words(step.outcome),
            step.note,
        )


def _evidence(records: Iterable[Record]) -> list[tuple[str, str, str]]:
    """The pieces behind the last verdict."""
    pieces: list[Mapping[str, str]] = []
    for record in records:
        if record["kind"] == "verdict":
            pieces = record.get("evidence", [])
    return [(piece["id"], piece["says"], piece["text"]) for piece in pieces]


def _remarks(records: Iterable[Record]) -> Iterator[tuple[str, str]]:
    """What is neither a step's begin nor its end."""
    for record in records:
        when = moment(datetime.fromisoformat(record["at"]))
        match record["kind"]:
            case "resumed":
                operator = record["operator"]
                yield (
                    when,
                    _("Resumed by {user} on {host}.").format(user=operator["user"], host=operator["host"]),
                )
            case "in-doubt":
                yield when, record["why"]
            case "found":
                yield (
                    when,
                    _("Read again after the interruption: {id}: {effect}.").format(
                        id=record["id"], effect=record["effect"]
                    ),
                )
            case "note":
                yield when, record["text"]


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _row(columns)
    yield "|" + "---|" * len(columns)
    for row in rows:
        yield _row(row)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(literal(cell) for cell in cells) + " |"


def literal(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _ACTS.sub(r"\\\1", safe_str(text, 1024))
