"""The rules of a walk, for Hypothesis. No rule has a precondition: what is drawn depends on chance alone.

A rule's arguments and name decide how simple it counts for Hypothesis: to go on counts as the simplest.
"""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable
from functools import wraps
from time import monotonic
from typing import Any, ClassVar

from hypothesis import stateful
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from tests.faults.pages import troubles
from tests.faults.pages.walk import SIZES, Scene, Walk
from writeback.domain.facts import Edition
from writeback_tui.catalogue import Page, title

KEYS = (
    *("enter", "enter", "enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "space", "f1"),
    *("f4", "f5", "f6", "f9", "f10", "ctrl+l", "ctrl+c", "ctrl+r", "f3", "f7", "f8", "x", "u", "pagedown"),
)
"""As often as a user presses them."""
PASTES = (
    *("\r\r\r", "ticket 4711\r\n", "\x1b[A\x1b[B\r", "x" * 4_000),
    *("\x1b]52;c;ZXZpbA==\x07", "\u202e\u754c"),
)
ENDS: dict[str, Callable[[Walk], None]] = {
    "kill -9": Walk.kill,
    "hang up": Walk.hang_up,
    "SIGTERM": Walk.terminate,
    "SIGINT": Walk.interrupt,
    "SIGHUP": Walk.hang_up_by_signal,
}
DISTURBANCES: dict[str, Callable[[Walk], None]] = {
    "suspend": Walk.suspend,
    "continue": Walk.go_on,
    "storm": Walk.storm,
    "shrink": Walk.shrink,
    "look away": Walk.look_away,
}
NO_ENDS = ("",) * 10
"""Two walks of three begin with nothing behind them."""
RECORDS = (1, 4, 7, 9, 11, 14, 18)
TITLES = {title(page, Edition.ENTRA_CONNECT): page for page in Page}


def told(step: Callable[..., None]) -> Callable[..., None]:
    """Keeps whatever ends a walk: Hypothesis walks again, differently, and would tell only of that."""

    @wraps(step)
    def tell(machine: Pages, **details: Any) -> None:
        try:
            step(machine, **details)
        except Exception:
            machine.failed.append("\n".join([*machine.walk.trail[-40:], traceback.format_exc()]))
            raise

    return tell


def rule(**details: Any) -> Callable[[Callable[..., None]], Any]:
    """Hypothesis' own, of a step whose failure is kept."""
    return lambda step: stateful.rule(**details)(told(step))


class Pages(RuleBasedStateMachine):
    """Random keys, sizes, signals and faults; `scene` is set by the test, the counters count."""

    scene: ClassVar[Scene]
    ran: ClassVar[Counter[str]] = Counter()
    seconds: ClassVar[Counter[str]] = Counter()
    seen: ClassVar[Counter[Page]] = Counter()
    failed: ClassVar[list[str]] = []
    """The first failure. Chance walks again to tell it: a real program need not fail a second time."""

    def __init__(self) -> None:
        super().__init__()
        assert not self.failed, self.failed[0]
        self.walk = Walk(self.scene, self.failed)
        self.ran["walks"] += 1
        self._began, self._doing = monotonic(), "start"

    def note(self, name: str, *details: Any) -> None:
        """What is done, for the count and for whoever reads a failure."""
        self.ran.update(["steps", name])
        self.walk.trail.append(f"{name} {details} on {self.walk.program.heading!r}")
        self._began, self._doing = monotonic(), name

    @stateful.initialize(
        pages=st.sampled_from((0, 1, 3, 6, 7, 8, 8, 8, 9)), end=st.sampled_from((*NO_ENDS, *ENDS))
    )
    @told
    def come_to_a_page(self, pages: int, end: str) -> None:
        """Some after a run that was cut off: chance leaves out rules for whole walks, but not this one.

        Every fourth after a run that was killed, which alone leads to the page Interrupted run.
        """
        end = "kill -9" if self.ran["walks"] % 4 == 0 else end
        if end:
            self._cut_off(RECORDS[pages % len(RECORDS)], end)
        self.note("come to a page", pages)
        self.walk.onward(pages)

    @rule(key=st.sampled_from(KEYS))
    def press(self, key: str) -> None:
        self.note("key", key)
        self.walk.press(key)

    @rule(key=st.sampled_from(KEYS), times=st.integers(2, 30))
    def press_and_hold(self, key: str, times: int) -> None:
        self.note("key held down", key, times)
        self.walk.press(key, times)

    @rule(pages=st.integers(1, 6))
    def onward(self, pages: int) -> None:
        self.note("onward", pages)
        self.walk.onward(pages)

    @rule(text=st.sampled_from(PASTES))
    def paste(self, text: str) -> None:
        self.note("paste", text[:20])
        self.walk.paste(text)

    @rule(sizes=st.lists(st.sampled_from(SIZES), min_size=1, max_size=3), at_once=st.booleans())
    def resize(self, sizes: list[tuple[int, int]], at_once: bool) -> None:
        self.note("storm of sizes" if at_once else "sizes", sizes)
        self.walk.resize(sizes, at_once=at_once)

    @rule(how=st.sampled_from(tuple(DISTURBANCES)))
    def then_disturb(self, how: str) -> None:
        self.note(how)
        self.walk.disturb(DISTURBANCES[how])

    @rule(name=st.sampled_from(troubles.NAMES), other=st.sampled_from(troubles.NAMES))
    def trouble(self, name: str, other: str) -> None:
        """Two at a time: some only show with a second one."""
        self.note("trouble", name, other)
        self.walk.trouble(name, other)

    @rule(name=st.sampled_from(troubles.NAMES), pages=st.integers(1, 3))
    def onward_into_trouble(self, name: str, pages: int) -> None:
        self.note("onward into trouble", name, pages)
        self.walk.trouble(name)
        self.walk.onward(pages)

    @rule(name=st.sampled_from(troubles.NAMES), records=st.sampled_from(RECORDS))
    def run_into_trouble(self, name: str, records: int) -> None:
        self.note("run into trouble", name, records)
        self.walk.change(records)
        self.walk.trouble(name)
        self.walk.onward(1)

    @rule(records=st.sampled_from(RECORDS), how=st.sampled_from(tuple(ENDS)))
    def run_and_end(self, records: int, how: str) -> None:
        self._cut_off(records, how)

    def _cut_off(self, records: int, how: str) -> None:
        self.note(f"{how} in a run", records)
        self.walk.trouble_ends()
        self.walk.change(records)
        ENDS[how](self.walk)
        self.walk.check()
        self.walk.onward_to("Interrupted run")

    @rule(key=st.sampled_from(("enter", "u", "down", "escape")), times=st.integers(1, 3))
    def run_again_or_back(self, key: str, times: int) -> None:
        """What was done before, and perhaps the way back."""
        self.note("past runs", key, times)
        if self.walk.onward_to("Additional tasks"):
            self.walk.press_and_see("f6")
            self.walk.press(key, times)

    @rule(at=st.sampled_from((0, 1)))
    def trouble_ends(self, at: int) -> None:
        self.note("trouble ends", at)
        self.walk.trouble_ends()

    @rule(how=st.sampled_from(tuple(ENDS)))
    def the_program_ends(self, how: str) -> None:
        self.note(how)
        ENDS[how](self.walk)

    @rule(at=st.sampled_from((0, 1)))
    def the_user_rests(self, at: int) -> None:
        self.note("rest", at)
        self.walk.rest()

    @stateful.invariant()
    @told
    def everything_holds(self) -> None:
        self.walk.check()
        self.seconds[self._doing] += monotonic() - self._began  # type: ignore[assignment]

    @told
    def teardown(self) -> None:
        for heading, count in self.walk.headings.items():
            self.seen.update(
                {page: count for words, page in TITLES.items() if heading.startswith(words[:40])}
            )
        self.walk.end()
