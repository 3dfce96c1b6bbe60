"""A walk over every page of the wizard, in one process, with what each step of it sends."""

from __future__ import annotations

import os
import select
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.terminal.pty_driver import KEYS, PATIENCE_SECONDS, Terminal, terminal

SETTLED = b"\x1b]99;settled\x07"
NEXT_PAGE, ASK = b"\x1b[33~", b"\x1b[34~"
MOVES = ("tab", "down", "tab", "up", "shift+tab", "right")
WAY = (
    *("welcome", "profiles", "profile", "profiles", "welcome", "rights", "welcome", "interrupted"),
    *("tasks", "view_configuration", "tasks", "troubleshoot", "tasks", "runs", "tasks"),
    *("connect", "directories", "filtering", "features", "ready", "features", "filtering", "directories"),
    *("connect", "directories", "filtering", "features", "ready", "configuring", "complete", "portal"),
    *("summary", "portal", "summary", "start"),
)
"""Each page from where its user comes to it, and back."""
SIDES = {"tasks": ("f1", "f9"), "features": ("f3",), "ready": ("f4",)}
"""What opens over a page, with F9 to close it."""
FORM = "profile"
"""A page on which somebody types."""
SHOWN = {"configuring": "[..]"}
"""What a page draws at its own pace."""
MOVING = frozenset({"connect", "configuring"})
"""Pages with a clock."""


@dataclass
class Costs:
    """Bytes."""

    start: int = 0
    first: dict[str, int] = field(default_factory=dict)
    """Of a page that is shown for the first time."""
    again: dict[str, int] = field(default_factory=dict)
    """The most that a page costs later."""
    moves: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    opened: dict[str, int] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)
    typed: list[int] = field(default_factory=list)
    idle: dict[str, int] = field(default_factory=dict)
    sent: bytes = b""


class Walker:
    """Presses keys and counts what belongs to them."""

    def __init__(self, opened: Terminal) -> None:
        self.terminal = opened

    def cost(self, *keys: str) -> int:
        """What the keys cost until nothing is left to be drawn."""
        return self._ask(b"".join(KEYS.get(key, key.encode()) for key in keys))

    def go_on(self, shown: str = "") -> int:
        """What the next page costs, with what it shows later."""
        cost = self._ask(NEXT_PAGE)
        return cost + (len(self.terminal.wait_for(shown)) + self._ask(b"") if shown else 0)

    def _ask(self, data: bytes) -> int:
        before = len(self.terminal.sent)
        os.write(self.terminal.master, data + ASK)
        while SETTLED not in self.terminal.sent[before:]:
            there = select.select([self.terminal.master], [], [], PATIENCE_SECONDS)[0]
            came = self.terminal.read(0) if there else b""
            assert came, f"nothing more comes:\n{self.terminal.text}"
        return self.terminal.sent.index(SETTLED, before) - before


def walk(
    edition: str, environment: dict[str, str], *, way: Sequence[str] = WAY, idle_seconds: float = 0.0
) -> Costs:
    """The whole way, or another. The environment names the language, too."""
    costs = Costs()
    command = ("-m", "tests.terminal.walked_wizard", edition, *way)
    with terminal(*command, environment={"WRITEBACK_CONFIG": "/nowhere", **environment}) as opened:
        walker = Walker(opened)
        costs.start = len(opened.wait_for("F10")) + walker.cost()
        for page in way:
            _visit(walker, page, costs, idle_seconds)
        costs.sent = opened.sent.replace(SETTLED, b"")
    return costs


def _visit(walker: Walker, page: str, costs: Costs, idle_seconds: float) -> None:
    is_new = page not in costs.moves
    if costs.moves:
        cost = walker.go_on(SHOWN.get(page, "") if is_new else "")
        if is_new:
            costs.first[page] = cost
        else:
            costs.again[page] = max(cost, costs.again.get(page, 0))
    if not is_new:
        return
    if idle_seconds and page not in MOVING:
        costs.idle[page] = len(walker.terminal.read(quiet=idle_seconds))
    if page == FORM:
        costs.typed += [walker.cost(letter) for letter in "abc"]
    # A key that moves nothing costs nothing, and does not count.
    costs.moves[page] = [cost for key in MOVES if (cost := walker.cost(key))] or [0]
    for key in SIDES.get(page, ()):
        costs.opened[f"{page} {key}"] = walker.cost(key)
        costs.closed[f"{page} {key}"] = walker.cost("f9")


def over(costs: Iterable[tuple[str, float]], limit: float) -> list[str]:
    """What costs more than it may, in words."""
    return [f"{name}: {cost:g} B" for name, cost in costs if cost > limit]
