"""Prints the budgets of design section 7 and the programs side by side, and draws `screenshots/bench.png`.

`--json` prints data instead, `--no-chart` draws nothing. Status 1 when a budget is broken.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace

from tests.bench import budgets, rivals
from tests.bench.budgets import Row
from tests.bench.rivals import Costs
from tests.bench.table import budget_line, comparison
from tests.lab import running_lab
from tests.pictures.chart import CHART, draw

OWN_FOLDERS = ("XDG_RUNTIME_DIR", "WRITEBACK_STATE", "WRITEBACK_CONFIG")


def main(arguments: list[str]) -> int:
    """Measures, prints, draws."""
    as_json = "--json" in arguments
    with tempfile.TemporaryDirectory() as folder:
        # As pip installs it: with byte code, whatever this environment says.
        compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": folder}
        # A lab, runs and settings of whoever measures are neither met nor touched.
        os.environ.update({name: folder for name in OWN_FOLDERS})
        found, rounds = side_by_side(compiled)
        rows = list(_told(_rows(found, rounds, compiled), in_words=not as_json))
    if as_json:
        budget_data = [asdict(row) | {"kept": row.kept} for row in rows]
        print(json.dumps({"budgets": budget_data, "programs": [asdict(costs) for costs in found]}, indent=2))
    else:
        print(f"\n{comparison(found)}")
    if "--no-chart" not in arguments:
        draw(found)
        _note(f"drawn: {CHART}")
    return int(not all(row.kept for row in rows))


def side_by_side(compiled: dict[str, str]) -> tuple[list[Costs], rivals.Rounds]:
    """Every program, on a lab that is up."""
    with running_lab("contoso", "--announce"):
        rounds = rivals.starts(compiled, _note)
    begun = {name: rivals.least(starts) for name, starts in rounds.items()}
    alone = begun[rivals.UNCONNECTED]
    for name in [program.name for program in rivals.programs() if program.name.startswith(rivals.OURS)]:
        begun[name] = replace(begun[name], cpu_ms=alone.cpu_ms, memory_mb=alone.memory_mb)
    found = []
    for program in rivals.programs():
        _note(f"keys of {program.name}")
        found.append(rivals.costs(program, begun.get(program.name), compiled))
    return found, rounds


def _rows(found: list[Costs], rounds: rivals.Rounds, compiled: dict[str, str]) -> Iterator[Row]:
    minimal, stock, ours = (_named(found, word) for word in (rivals.MINIMAL, "stock", rivals.OURS))
    p, rows = budgets.python_rows(compiled)
    found.insert(0, p)
    yield from rows
    yield Row("M: minimal Textual app, complete", None, minimal.complete_ms or 0.0, "ms")
    with running_lab("contoso", "--announce"):
        connected = budgets.connected_mb(compiled)
    yield from budgets.start_rows(rounds, (ours.first_byte_ms or 0.0) / (p.complete_ms or 1.0), connected)
    yield from budgets.key_rows(ours, stock)
    yield from budgets.end_rows(compiled)
    yield from budgets.survey_rows()
    yield from budgets.byte_rows()


def _named(found: Iterable[Costs], word: str) -> Costs:
    return next(costs for costs in found if costs.name.startswith(word))


def _told(rows: Iterable[Row], *, in_words: bool) -> Iterator[Row]:
    """Prints each as soon as it is known."""
    if in_words:
        print(f"{'what':46} {'budget':>12} {'measured':>9}", flush=True)
    for row in rows:
        if in_words:
            print(budget_line(row), flush=True)
        yield row


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
