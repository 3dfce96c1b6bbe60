"""The whole campaign: rehearse every fault, take every crash point at which it can meet the run, judge each.

Jobs are processes of their own, each with its own lab; what they found comes back as lines of JSON.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults import combination
from tests.faults import job as jobs
from tests.faults.acts import GO_ON
from tests.faults.combination import Combination, Mutate
from tests.faults.fault import Fault
from tests.faults.job import Job

Json = dict[str, Any]
NEWS_EVERY = 25


@dataclass(frozen=True)
class Outcome:
    """The campaign in numbers. `failures` are lines: what did not hold, and how to repeat it."""

    points: int
    faults: int
    combinations: int
    failures: tuple[str, ...]
    not_reached: int
    seconds: float

    @property
    def line(self) -> str:
        """The one line."""
        return (
            f"{self.points} crash points, {self.faults} faults, {self.combinations} combinations, "
            f"{self.combinations - len(self.failures)} survived, {self.seconds:.0f} seconds"
        )


@dataclass(frozen=True)
class Choice:
    """What part of the campaign is run: every `stride`-th point of a fault, and of those only `points`."""

    faults: tuple[Fault, ...]
    points: range | None = None
    stride: int = 1
    jobs: int = 2
    mutate: Mutate = combination.nothing

    def numbers(self, count: int) -> Iterator[int]:
        """Numbers of the crash points of a fault that has so many; they begin with 1."""
        for number in range(1, count + 1):
            if self.points is not None:
                if number in self.points:
                    yield number
            elif (number - 1) % self.stride == 0:
                yield number


def run(choice: Choice) -> Outcome:
    """All of it. Progress goes to stderr."""
    began = time.monotonic()
    jobs.load()
    rehearsed = _in_jobs(choice, list(range(len(choice.faults))), _rehearse)
    found = {one["fault"]: one for one in rehearsed}
    work = [
        (index, number, found[index]["points"][number - 1])
        for index in sorted(found)
        for number in choice.numbers(len(found[index]["points"]))
    ]
    whole = sum(len(one["points"]) for one in rehearsed)
    print(
        f"... {len(found)} faults rehearsed, {len(work)} crashes to come of {whole}",
        file=sys.stderr,
        flush=True,
    )
    played = _in_jobs(choice, work, _play)
    return Outcome(
        points=len({point for one in rehearsed for point in one["points"]}),
        faults=len(found),
        combinations=len(rehearsed) + len(played),
        failures=tuple(line for one in (*rehearsed, *played) for line in [one["failed"]] if line),
        not_reached=sum(not one["died"] for one in played),
        seconds=time.monotonic() - began,
    )


def _rehearse(job: Job, choice: Choice, index: int) -> Json:
    """The fault without a crash: a combination by itself, and the source of the crash points."""
    fault = choice.faults[index]
    one = Combination(fault, way=fault.way or GO_ON)
    result = combination.run(job, one, choice.mutate)
    wrong = (*result.wrong, *fault.missed(result.points))
    return {"fault": index, "points": fault.points(result.points), "failed": _failure(one, wrong)}


def _play(job: Job, choice: Choice, work: tuple[int, int, str]) -> Json:
    index, number, point = work
    one = Combination.of(choice.faults[index], number, point)
    result = combination.run(job, one, choice.mutate)
    return {"fault": index, "died": result.died, "failed": _failure(one, result.wrong)}


def _failure(one: Combination, wrong: Sequence[str]) -> str:
    if not wrong:
        return ""
    repeat = f'--only "{one.fault.title}" --points {one.number}..{one.number}'
    return f"{one}: {'; '.join(wrong)} | python -m tests.faults {repeat}"


# Jobs -----------------------------------------------------------------------------------


def _in_jobs(choice: Choice, work: Sequence[Any], act: Callable[[Job, Choice, Any], Json]) -> list[Json]:
    """The results of all work, dealt out to the jobs. Raises RuntimeError when a job itself broke."""
    count = max(1, min(choice.jobs, len(work)))
    with tempfile.TemporaryDirectory(prefix="writeback-campaign-") as folder:
        results = [Path(folder) / str(number) for number in range(count)]
        children = [_forked(choice, work[number::count], act, results[number]) for number in range(count)]
        broken = [pid for pid in children if os.waitpid(pid, 0)[1]]
        if broken:
            raise RuntimeError("a job of the campaign broke; its traceback is above")
        return [json.loads(line) for path in results for line in path.read_text("utf-8").splitlines()]


def _forked(
    choice: Choice, work: Iterable[Any], act: Callable[[Job, Choice, Any], Json], results: Path
) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        with jobs.running() as job, results.open("w", encoding="utf-8", buffering=1) as out:
            for number, one in enumerate(work, 1):
                result = act(job, choice, one)
                out.write(json.dumps(result) + "\n")
                _tell(number, result)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _tell(number: int, result: Json) -> None:
    if result["failed"]:
        print(result["failed"], file=sys.stderr, flush=True)
    elif number % NEWS_EVERY == 0:
        print(f"... job {os.getpid()}: {number} done", file=sys.stderr, flush=True)
