"""The table of design section 7: what, budget, measured."""

from __future__ import annotations

import asyncio
import signal
import statistics
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench import measure, rivals
from tests.bench.rivals import STAND_IN, WIZARD
from tests.lab import Lab, running_lab
from tests.terminal.walk import Costs, walk
from writeback.domain.secret import Secret
from writeback.domain.target import ServerAddress
from writeback.remoting import open_server

P_RUNS = 12
EDITIONS = ("2021", "now")
THEMES = (("default theme", "xterm-256color", 4000, 250), ("16 colours", "xterm", 3000, 80))
FULLEST = "welcome"
"""The page whose own limit `tests/terminal/test_budgets.py` gives, with the reason."""


@dataclass(frozen=True)
class Row:
    """One budget. `limit` and `measured` in `unit`; a ratio's unit names what it is a ratio to."""

    what: str
    limit: float | None
    measured: float
    unit: str

    @property
    def kept(self) -> bool:
        return self.limit is None or self.measured <= self.limit


def python_rows(compiled: Mapping[str, str]) -> tuple[rivals.Costs, list[Row]]:
    """P, and the commands that need no screen as ratios to its CPU."""
    commands = {"P": ("-c", "pass"), "--version": (WIZARD, "--version"), "--help": (WIZARD, "--help")}
    # In turn, so that whatever else the machine does meets all of them.
    rounds = [
        {name: measure.python_ms(*words, environment=compiled) for name, words in commands.items()}
        for _run in range(P_RUNS)
    ]
    wall = min(taken["P"][0] for taken in rounds)
    cpu = {name: min(taken[name][1] for taken in rounds) for name in commands}
    ratios = [Row(f"{word} (CPU)", 4, cpu[word] / cpu["P"], "P") for word in ("--version", "--help")]
    p = rivals.Costs("P: python -c pass", complete_ms=wall, cpu_ms=cpu["P"])
    return p, [Row(p.name, None, wall, "ms"), *ratios]


def start_rows(rounds: rivals.Rounds, first_byte: float, connected: float) -> list[Row]:
    """Ratios of the start and of the memory."""
    minimal_mb = rivals.least(rounds[rivals.MINIMAL]).memory_mb
    alone = rivals.UNCONNECTED
    return [
        Row("first byte on the terminal", 2, first_byte, "P"),
        Row("Welcome complete, CPU", 1.25, rivals.to_minimal(rounds, alone, "cpu_ms"), "M"),
        Row("Welcome complete, wall", 1.25, rivals.to_minimal(rounds, rivals.OURS, "complete_ms"), "M"),
        Row("memory before connecting", 1.15, rivals.to_minimal(rounds, alone, "memory_mb"), "M"),
        Row("memory after connecting", 2.2, connected / minimal_mb, "M"),
    ]


def _ratio(one: float | None, other: float | None) -> float:
    return (one or 0.0) / (other or 1.0)


def connected_mb(compiled: Mapping[str, str]) -> float:
    """Memory once the server of a lab has been read."""
    with measure.running((WIZARD, "--lab"), compiled) as wizard:
        wizard.read_until(b"Scheduler not suspended")
        wizard.drain(2.0)
        return wizard.memory_mb


def key_rows(ours: rivals.Costs, stock: rivals.Costs) -> list[Row]:
    """What a key costs of the machine."""
    return [
        Row("CPU per key, to the stock page", 1 / 3, _ratio(ours.key_cpu_ms, stock.key_cpu_ms), "stock"),
        Row("key to last byte, median", 20, ours.key_ms or 0.0, "ms"),
    ]


def byte_rows() -> Iterable[Row]:
    """The most that any page costs, under the names of both editions."""
    for theme, term, start, move in THEMES:
        walks = [walk(edition, {"TERM": term}) for edition in EDITIONS]
        medians = [statistics.median(paid) for one in walks for paid in one.moves.values()]
        firsts = [cost for one in walks for cost in one.first.values()]
        again = [cost for one in walks for page, cost in one.again.items() if page != FULLEST]
        yield Row(f"start, {theme}", start, max(one.start for one in walks), "B")
        yield Row(f"Tab or arrow, median, {theme}", move, max(medians), "B")
        yield Row(f"Tab or arrow, maximum, {theme}", 500, max(_moves(walks)), "B")
        yield Row(f"typed character, {theme}", 100, max(cost for one in walks for cost in one.typed), "B")
        yield Row(f"page, first visit, {theme}", 1500, max(firsts), "B")
        yield Row(f"page, again, {theme}", 1024, max(again), "B")
        fullest = max(one.again[FULLEST] for one in walks)
        yield Row(f"the fullest page, again, {theme}", 1250, fullest, "B")


def _moves(walks: Iterable[Costs]) -> Iterable[int]:
    return (cost for one in walks for paid in one.moves.values() for cost in paid)


def survey_rows() -> list[Row]:
    """What one survey costs over a link with a round trip of 100 ms."""
    with running_lab("contoso") as lab:
        lab.faults(latency_seconds=0.1)
        requests, seconds = asyncio.run(_survey(lab))
    return [
        Row("survey, requests after the connection is open", 15, requests, ""),
        Row("survey over 100 ms round trips", 2, seconds, "s"),
    ]


async def _survey(lab: Lab) -> tuple[int, float]:
    password = Secret(Path(lab.ready["server"]["password_file"]).read_text().strip())  # noqa: ASYNC240
    address = ServerAddress(
        host="localhost", user_name=lab.ready["server"]["username"], port=lab.https_port, ca_file=lab.ca_file
    )
    server = await open_server(address, password)
    before = sum(lab.state()["wsman"]["counts"].values())
    began = time.perf_counter()
    await server.survey()
    seconds = time.perf_counter() - began
    requests = sum(lab.state()["wsman"]["counts"].values()) - before
    await server.close()
    return requests, seconds


def end_rows(compiled: Mapping[str, str]) -> list[Row]:
    """A dropped connection, and nothing at all."""
    with measure.running((sys.executable, "-m", STAND_IN), compiled) as wizard:
        wizard.read_until(b"suspended")
        wizard.drain()
        idle = wizard.sent_in(3.0)
        status, seconds = wizard.end(signal.SIGHUP)
    if status != 128 + signal.SIGHUP:
        raise RuntimeError(f"it ended with {status} after a hang-up")
    return [
        Row("idle for 3 s", 0, idle, "B"),
        Row("dropped connection to clean exit", 1, seconds, "s"),
    ]
