"""Prints the table of design section 7: what, budget, measured. `--json` prints it as data."""

from __future__ import annotations

import asyncio
import json
import signal
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench import measure
from tests.lab import Lab, running_lab
from writeback.domain.secret import Secret
from writeback.domain.target import ServerAddress
from writeback.remoting import open_server

MINIMAL = str(Path(__file__).with_name("minimal.py"))
STOCK = str(Path(__file__).with_name("stock.py"))
STAND_IN = "tests.terminal.stand_in_wizard"
ANSI = {"TERM": "xterm"}
WIZARD = str(Path(sys.executable).with_name("writeback"))
RUNS = 5
KEYS = 30
PAGES = ("tasks", "connect", "directories", "features", "ready", "portal")


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


def times() -> list[Row]:
    """Ratios to P and M, all in this run."""
    p_ms = measure.median(lambda: measure.process_ms("-c", "pass"), 9)
    p_cpu = measure.median(lambda: measure.process_cpu_ms("-c", "pass"), 9)
    rows = [Row("P: python -c pass", None, p_ms, "ms")]
    for word in ("--version", "--help"):
        cpu = measure.median(lambda word=word: measure.process_cpu_ms("-m", "writeback_tui", word), RUNS)
        rows.append(Row(f"{word} (CPU)", 4, cpu / p_cpu, "P"))
    m_starts, w_starts = [], []
    with running_lab("contoso", "--announce") as lab:
        for _run in range(RUNS):
            m_starts.append(_start("ready-marker", [MINIMAL]))
            w_starts.append(_start("Welcome to", [WIZARD, "--lab"]))
        del lab
    m_ms, w_ms = (statistics.median(s.complete_ms for s in starts) for starts in (m_starts, w_starts))
    first = statistics.median(s.first_byte_ms for s in w_starts)
    m_mb, w_mb = (statistics.median(s.memory_mb for s in starts) for starts in (m_starts, w_starts))
    rows += [
        Row("M: minimal Textual app, complete", None, m_ms, "ms"),
        Row("first byte on the terminal", 2, first / p_ms, "P"),
        Row("Welcome complete", 1.25, w_ms / m_ms, "M"),
        Row("memory before connecting", 1.15, _memory_before() / m_mb, "M"),
        Row("memory after connecting", 2.2, w_mb / m_mb, "M"),
    ]
    return rows


def survey() -> list[Row]:
    """What one survey costs over a link with a round trip of 100 ms."""
    with running_lab("contoso") as lab:
        lab.faults(latency_seconds=0.1)
        password = Secret(Path(lab.ready["server"]["password_file"]).read_text().strip())
        requests, seconds = asyncio.run(_survey(lab, password))
    return [
        Row("survey, requests after the connection is open", 15, requests, ""),
        Row("survey over 100 ms round trips", 2, seconds, "s"),
    ]


async def _survey(lab: Lab, password: Secret) -> tuple[int, float]:
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


def _start(marker: str, command: list[str]) -> measure.Start:
    started, terminal = measure.start(marker, command)
    if marker != "ready-marker":
        terminal.wait_for("Writeback")
        started = measure.Start(
            started.first_byte_ms, started.complete_ms, started.sent, measure.memory_mb(terminal)
        )
    terminal.close()
    return started


def _memory_before() -> float:
    started, terminal = measure.start("Welcome to", ["-m", STAND_IN])
    terminal.close()
    return started.memory_mb


def bytes_sent() -> list[Row]:
    """Bytes are exact: they do not depend on the load of the machine."""
    rows = []
    for name, environment, start_limit, tab_limit in (
        ("default theme", {}, 4000, 250),
        ("ANSI theme", ANSI, 3000, 80),
    ):
        started, terminal = measure.start("Welcome to", ["-m", STAND_IN], environment)
        terminal.close()
        rows.append(Row(f"start, {name}", start_limit, started.sent, "B"))
        costs: list[int] = []
        for page in PAGES:
            _begun, terminal = measure.start("F1 Help", ["-m", STAND_IN, page], environment)
            costs += measure.keys(terminal, *["tab"] * 6, "down", "up")
            terminal.close()
        rows.append(Row(f"Tab or arrow, median, {name}", tab_limit, statistics.median(costs), "B"))
        rows.append(Row(f"Tab or arrow, maximum, {name}", 500, max(costs), "B"))
    return rows + _changes()


def _changes() -> list[Row]:
    _begun, terminal = measure.start("Enter Configure", ["-m", STAND_IN])
    idle = measure.idle_bytes(terminal, 3.0)
    terminal.close()
    _begun, terminal = measure.start("F1 Help", ["-m", STAND_IN, "directories"])
    first = measure.keys(terminal, "f8", "f8", "f8")
    again = measure.keys(terminal, "escape", "escape", "f8", "f8")
    terminal.close()
    return [
        Row("page change, first visit, maximum", 1500, max(first), "B"),
        Row("page change, again, maximum", 1024, max(again), "B"),
        Row("idle for 3 s", 0, idle, "B"),
    ]


def keys() -> list[Row]:
    """CPU and time of a key, against the same page on Textual's own display."""
    used: dict[str, float] = {}
    waits: list[float] = []
    for name, marker, command in (
        ("frugal", "F1 Help", ["-m", STAND_IN, "features"]),
        ("stock", "Directory extension", [STOCK]),
    ):
        _begun, terminal = measure.start(marker, command)
        before = measure.cpu_ms(terminal)
        for _key in range(KEYS):
            wait = measure.key_ms(terminal, "tab")
            waits += [wait] if name == "frugal" else []
        used[name] = (measure.cpu_ms(terminal) - before) / KEYS
        if name == "frugal":
            ended, seconds = terminal.end(signal.SIGHUP)
            assert ended == 128 + signal.SIGHUP
        terminal.close()
    return [
        Row("CPU per key, to stock Textual", 1 / 3, used["frugal"] / used["stock"], "stock"),
        Row("key to last byte, median", 20, statistics.median(waits), "ms"),
        Row("dropped connection to clean exit", 1, seconds, "s"),
    ]


def line_of(row: Row) -> str:
    """One row of the table."""
    limit = "" if row.limit is None else f"{row.limit:g} {row.unit}"
    return (
        f"{row.what:46} {limit:>12} {row.measured:>9.2f} {row.unit:5} {'' if row.kept else 'BROKEN'}".rstrip()
    )


def main() -> int:
    """Status 1 when a budget is broken."""
    as_json = "--json" in sys.argv
    rows: list[Row] = []
    if not as_json:
        print(f"{'what':46} {'budget':>12} {'measured':>9}", flush=True)
    for part in (times, survey, bytes_sent, keys):
        for row in part():
            rows.append(row)
            if not as_json:
                print(line_of(row), flush=True)
    if as_json:
        print(json.dumps([asdict(row) | {"kept": row.kept} for row in rows], indent=2))
    return int(not all(row.kept for row in rows))


if __name__ == "__main__":
    sys.exit(main())
