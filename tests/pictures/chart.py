"""The bench as a picture: a panel for each thing that is measured, a bar for each program."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from tests.bench.rivals import Costs
from tests.pictures.png import png_of

CHART = Path(__file__).parents[2] / "screenshots" / "bench.png"
PANELS = (
    ("complete_ms", "First page complete, ms"),
    ("memory_mb", "Memory, MB"),
    ("start_bytes", "Bytes of the start"),
    ("move_bytes", "Bytes per Tab or arrow"),
    ("page_bytes", "Bytes per page change"),
    ("key_cpu_ms", "CPU per key, ms"),
)
"""Attribute of `Costs` and title."""
COLUMNS = 2
WIDTH, NAMES, BAR, GAP = 560, 190, 16, 8
HEAD, MARGIN = 44, 24
BACKGROUND, TEXT, FAINT = "#121212", "#dadada", "#9e9e9e"
OURS, OTHERS = "#5fafff", "#5f5f5f"


def draw(found: Sequence[Costs]) -> None:
    """Writes the picture. Raises FileNotFoundError without the font."""
    CHART.write_bytes(png_of(svg_of(found)))


def svg_of(found: Sequence[Costs]) -> str:
    """All panels."""
    height = HEAD + len(found) * (BAR + GAP) + MARGIN
    rows = -(-len(PANELS) // COLUMNS)
    panels = [
        _panel(name, title, found, MARGIN + WIDTH * (index % COLUMNS), height * (index // COLUMNS))
        for index, (name, title) in enumerate(PANELS)
    ]
    width, whole = WIDTH * COLUMNS + MARGIN, height * rows + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{whole}" font-family="Fira Code">'
        f'<rect width="{width}" height="{whole}" fill="{BACKGROUND}"/>{"".join(panels)}</svg>'
    )


def _panel(name: str, title: str, found: Sequence[Costs], left: int, top: int) -> str:
    most = max((getattr(costs, name) or 0.0 for costs in found), default=0.0) or 1.0
    bars = [
        _bar(costs, getattr(costs, name), most, left, top + HEAD + index * (BAR + GAP))
        for index, costs in enumerate(found)
    ]
    return _text(title, left, top + HEAD - 14, TEXT, 15) + "".join(bars)


def _bar(costs: Costs, value: float | None, most: float, left: int, top: int) -> str:
    """Where there is nothing to measure the row says so."""
    name = _text(costs.name, left, top + BAR - 4, TEXT, 12)
    if value is None:
        return name + _text(costs.missing or "-", left + NAMES, top + BAR - 4, FAINT, 12)
    room = WIDTH - NAMES - 90
    length = max(1, round(room * value / most))
    colour = OURS if costs.name.startswith("writeback") else OTHERS
    number = f"{value:.1f}" if value < 20 and value != int(value) else f"{value:,.0f}"
    return (
        f'{name}<rect x="{left + NAMES}" y="{top}" width="{length}" height="{BAR}" fill="{colour}"/>'
        + _text(number, left + NAMES + length + 6, top + BAR - 4, TEXT, 12)
    )


def _text(words: str, x: int, y: int, colour: str, size: int) -> str:
    return f'<text x="{x}" y="{y}" fill="{colour}" font-size="{size}">{escape(words)}</text>'
