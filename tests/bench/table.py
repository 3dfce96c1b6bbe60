"""What was measured, as text."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.budgets import Row
from tests.bench.rivals import Costs

COLUMNS = (
    ("first_byte_ms", "first byte", "ms"),
    ("complete_ms", "complete", "ms"),
    ("cpu_ms", "CPU", "ms"),
    ("memory_mb", "memory", "MB"),
    ("start_bytes", "start", "B"),
    ("move_bytes", "per Tab", "B"),
    ("page_bytes", "per page", "B"),
    ("idle_bytes", "idle", "B/s"),
    ("key_ms", "key", "ms"),
    ("key_cpu_ms", "CPU/key", "ms"),
)
"""Attribute of `Costs`, heading, unit."""
NAME_WIDTH = 24


def budget_line(row: Row) -> str:
    """One row of the table of budgets."""
    limit = "" if row.limit is None else f"{row.limit:.4g} {row.unit}"
    kept = "" if row.kept else "BROKEN"
    return f"{row.what:46} {limit:>12} {row.measured:>9.2f} {row.unit:5} {kept}".rstrip()


def comparison(found: Sequence[Costs]) -> str:
    """All programs under each other; `-` where a program has no such thing."""
    heads = [f"{head}, {unit}" for _name, head, unit in COLUMNS]
    lines = [f"{'':{NAME_WIDTH}} " + "  ".join(heads)]
    for costs in found:
        cells = [
            _cell(getattr(costs, name)).rjust(len(head))
            for (name, *_), head in zip(COLUMNS, heads, strict=True)
        ]
        lines.append(f"{costs.name:{NAME_WIDTH}} " + (costs.missing or "  ".join(cells)))
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.1f}" if value < 20 and value != int(value) else f"{value:.0f}"
