"""Two operators and one server, in interleavings of our choice. `python -m tests.faults.operators`.

Operator A is held at a point of the run, operator B does what B does, then A goes on. On one machine they
share the folder of locks, on two they share nothing but the server. Prints one line of JSON for each pair.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.faults import acts, children
from tests.faults import job as jobs
from tests.faults.acts import Act
from tests.faults.children import Child, Ended, Voice
from tests.faults.fault import ENABLE, FIRST_SWITCH, PAUSE, RESTORE
from tests.faults.job import Job

A_SITS_AT = "192.0.2.7"
POINTS = (
    "start: Command 2, sent",
    "start: journal 1, before",
    f"2 {PAUSE}: Command 1, answered",
    f"3 {ENABLE}: Command 1, before",
    f"3 {ENABLE}: Command 3, sent",
    f"3 {ENABLE}: Receive 3, answered",
    f"7 {RESTORE}: Command 2, before",
    f"10 {FIRST_SWITCH} True: PUT OnPremisesPasswordResetPolicies 1, sent",
)
"""Where A is held. Between A's last look at the server and A's command lies one message that nobody can
close: the server knows no "only if"; B would have to do everything within that moment."""


@dataclass(frozen=True)
class Hold:
    """Two pipes: the held process says that it has come to the point, and waits for the word to go on."""

    arrived: tuple[int, int]
    word: tuple[int, int]

    @classmethod
    def new(cls) -> Hold:
        return cls(os.pipe(), os.pipe())

    def here(self) -> None:
        """In the held process, at its point."""
        os.write(self.arrived[1], b".")
        os.read(self.word[0], 1)

    def wait(self) -> None:
        """Until the other one is held."""
        os.read(self.arrived[0], 1)

    def release(self) -> None:
        os.write(self.word[1], b".")

    def close(self) -> None:
        for end in (*self.arrived, *self.word):
            os.close(end)


def main() -> int:
    """Every point, on one machine and on two. The judgements are the caller's."""
    jobs.load()
    with jobs.running() as job:
        for machines, point in chosen():
            print(json.dumps(pair(job, point, machines)), flush=True)
    return 0


def chosen() -> list[tuple[int, str]]:
    """On how many machines, and where A is held; all of it with WRITEBACK_FAULTS=full."""
    if os.environ.get("WRITEBACK_FAULTS") == "full":
        return [(machines, point) for machines in (1, 2) for point in POINTS]
    return [(1, POINTS[4]), (2, POINTS[2]), (2, POINTS[4])]


def pair(job: Job, point: str, machines: int) -> dict[str, Any]:
    """What became of both, and what the lab says at the end."""
    folder = job.new_folder()
    job.renew()
    before = job.control.state()["scheduler"]
    job.control.forget()
    hold = Hold.new()
    a = _operator(job, folder / "a", acts.first_run, point, hold.here)
    hold.wait()
    b = _operator(job, folder / ("a" if machines == 1 else "b"), acts.first_run).wait()
    hold.release()
    ended = a.wait()
    hold.close()
    end = job.control.state()
    job.control.forget()
    return {
        "machines": machines,
        "point": point,
        "a": _told(ended),
        "b": _told(b),
        "onboardings": end["writeback"]["onboardings"],
        "enabled": end["writeback"]["enabled"],
        "paused": end["scheduler"]["sync_cycle_enabled"] != before["sync_cycle_enabled"],
    }


def _operator(
    job: Job, place: Any, act: Act, point: str = "", at_point: Callable[[], None] | None = None
) -> Child:
    (place / "state").mkdir(parents=True, exist_ok=True)
    name = "held" if point else "other"
    stage = job.stage(place, die_at=point, at_point=at_point)

    def work(voice: Voice) -> int:
        os.environ["SSH_CONNECTION"] = f"{A_SITS_AT} 50000 198.51.100.1 22"
        return stage.play(act, voice)

    return children.fork(place, name, work)


def _told(ended: Ended) -> dict[str, Any]:
    said = ended.says("ended") or ended.says("error") or {}
    defect = "Traceback" in ended.output or ended.status < 0
    return {**said, "status": ended.status, "defect": defect}


if __name__ == "__main__":
    sys.exit(main())
