"""The programs that are measured side by side, and what each costs."""

from __future__ import annotations

import shutil
import statistics
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench import measure
from tests.bench.stock import FEATURES

HERE = Path(__file__).parent
STAND_IN = "tests.terminal.stand_in_wizard"
WIZARD = str(Path(sys.executable).with_name("writeback"))
MOVES = ("tab", "tab", "down", "up", "tab", "tab")
KEYS = 20
IDLE_SECONDS = 3.0
RUNS = 7
NOT_INSTALLED = "not installed"
MINIMAL, OURS, UNCONNECTED = "M: minimal Textual app", "writeback", "writeback, unconnected"


@dataclass(frozen=True)
class Program:
    """What is started, and what it has sent once it is complete.

    Its keys are measured on `page`, where that is another one than the first. `missing` says why there is
    nothing to measure.
    """

    name: str
    command: tuple[str, ...]
    marker: bytes
    last: bytes = b""
    """What it shows last of its first page."""
    page: tuple[str, ...] = ()
    page_marker: bytes = b""
    moves: tuple[str, ...] = MOVES
    turns: tuple[str, ...] = ()
    """Keys that lead to other pages."""
    environment: tuple[tuple[str, str], ...] = ()
    missing: str = ""


@dataclass(frozen=True)
class Costs:
    """None where a program has no such thing."""

    name: str
    missing: str = ""
    first_byte_ms: float | None = None
    complete_ms: float | None = None
    cpu_ms: float | None = None
    memory_mb: float | None = None
    start_bytes: float | None = None
    move_bytes: float | None = None
    page_bytes: float | None = None
    idle_bytes: float | None = None
    key_ms: float | None = None
    key_cpu_ms: float | None = None


def programs() -> tuple[Program, ...]:
    """Ours last."""
    python = sys.executable
    page = (python, "-m", STAND_IN, "features")
    ours = Program(
        OURS,
        (WIZARD, "--lab"),
        b"Welcome to",
        last=b"Scheduler not suspended",
        page=page,
        page_marker=b"Preflight:",
        turns=("f8", "f7"),
    )
    ansi = replace(ours, name="writeback, 16 colours", environment=(("TERM", "xterm"),))
    return (
        _box("whiptail"),
        _box("dialog"),
        Program(MINIMAL, (python, str(HERE / "minimal.py")), b"ready-marker"),
        Program("stock Textual page", (python, str(HERE / "stock.py")), b"Directory", turns=("f8",)),
        ours,
        ansi,
    )


def unconnected() -> Program:
    """Ours up to its first page and no further, for what is measured at that moment."""
    return Program(UNCONNECTED, (sys.executable, str(HERE / "unconnected.py")), b"Welcome to")


def _box(name: str) -> Program:
    """A check list of the same features."""
    rows = (word for feature in FEATURES for word in (feature, "", "off"))
    command = (name, "--checklist", "Optional features", "20", "70", "8", *rows)
    # The last word of the last button; its first letter has a colour of its own.
    # An arrow as xterm sends it at first is Escape to dialog.
    return Program(
        name, command, b"ancel", moves=("tab",) * 6, missing="" if shutil.which(name) else NOT_INSTALLED
    )


Rounds = dict[str, list[measure.Start]]
"""By program, its starts; those of one round stand at the same place."""


def starts(compiled: Mapping[str, str], tell: Callable[[str], None]) -> Rounds:
    """Several starts, all programs in turn."""
    found: dict[str, list[measure.Start]] = {}
    for run in range(RUNS + 1):
        tell(f"starts, round {run} of {RUNS}")
        # What is compared stands side by side: the machine may be busier a moment later.
        for program in sorted((*programs(), unconnected()), key=lambda one: one.name.startswith("stock")):
            if not program.missing:
                with measure.running(program.command, {**compiled, **dict(program.environment)}) as started:
                    begun = measure.start(started, program.marker, program.last)
                # The first round warms up: byte code is compiled, files come into memory.
                found.setdefault(program.name, []).extend([begun] if run else [])
    return found


def to_minimal(rounds: Rounds, program: str, name: str) -> float:
    """The median of the ratios to M, each of one round: what else the machine does meets both."""
    pairs = zip(rounds[program], rounds[MINIMAL], strict=True)
    return float(statistics.median(getattr(one, name) / getattr(minimal, name) for one, minimal in pairs))


def least(begun: list[measure.Start]) -> measure.Start:
    """The least of each number: what else the machine does only ever adds."""
    return measure.Start(
        min(one.first_byte_ms for one in begun),
        min(one.complete_ms for one in begun),
        min(one.cpu_ms for one in begun),
        statistics.median(one.memory_mb for one in begun),
        int(statistics.median(one.sent for one in begun)),
    )


def costs(program: Program, begun: measure.Start | None, compiled: Mapping[str, str]) -> Costs:
    """All of it; the keys of a program whose first page has none are left out."""
    if begun is None:
        return Costs(program.name, program.missing)
    with measure.running(
        program.page or program.command, {**compiled, **dict(program.environment)}
    ) as opened:
        opened.read_until(program.page_marker or program.marker)
        opened.drain()
        idle = opened.sent_in(IDLE_SECONDS) / IDLE_SECONDS
        moves = [opened.press(key) for key in program.moves]
        before = opened.cpu_ms
        moves += [opened.press("tab") for _key in range(KEYS)]
        cpu = (opened.cpu_ms - before) / KEYS
        turns = [opened.press(key)[0] for key in program.turns]
    moved = [move for move in moves if move[0]]
    return Costs(
        program.name,
        first_byte_ms=begun.first_byte_ms,
        complete_ms=begun.complete_ms,
        cpu_ms=begun.cpu_ms,
        memory_mb=begun.memory_mb,
        start_bytes=begun.sent,
        move_bytes=statistics.median(sent for sent, _ms in moved) if moved else None,
        page_bytes=max(turns) if turns else None,
        idle_bytes=idle,
        key_ms=statistics.median(ms for _sent, ms in moved) if moved else None,
        key_cpu_ms=cpu if moved else None,
    )
