"""`python -m tests.faults [--only FAULT] [--points N..M] [--jobs 2] [--quick]`: one line, 1 if any failed.

Every fault is first rehearsed without a crash. Its crash points are those which that run has met between the
moment the fault was set and the journalled outcome of the step that it struck, and the end of the run if it
ended there (tests/faults/combination.py, `applicable`); the run without a fault is cut off at every point.
"""

from __future__ import annotations

import argparse
import sys

from tests.faults import campaign
from tests.faults.campaign import Choice
from tests.faults.catalogue import named

QUICK = 9
JOBS = 3
"""Half of a combination is waiting, so that two cores have room for three."""


def main() -> int:
    """Runs what the command line asks for."""
    asked = _parser().parse_args()
    faults = named(*asked.only)
    if not faults:
        print("no fault is called that; --list names them", file=sys.stderr)
        return 2
    if asked.list:
        print(*(one.title for one in faults), sep="\n")
        return 0
    every = QUICK if asked.quick else asked.every
    outcome = campaign.run(Choice(faults, asked.points, every, asked.jobs))
    for line in outcome.failures:
        print(line)
    if outcome.not_reached:
        print(f"({outcome.not_reached} runs ended before their crash point)", file=sys.stderr)
    print(outcome.line)
    return 1 if outcome.failures else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.faults", description="Every crash under every fault.")
    parser.add_argument(
        "--only", action="append", default=[], metavar="FAULT", help="that title, or titles with this text"
    )
    parser.add_argument("--points", type=_range, metavar="N..M", help="crash points by number, from 1")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every N-th crash point of a fault")
    parser.add_argument("--quick", action="store_true", help=f"every {QUICK}th crash point of a fault")
    parser.add_argument("--jobs", type=int, default=JOBS, help=f"labs at the same time (default: {JOBS})")
    parser.add_argument("--list", action="store_true", help="name the faults and stop")
    return parser


def _range(text: str) -> range:
    first, _, last = text.partition("..")
    return range(int(first), int(last or first) + 1)


if __name__ == "__main__":
    sys.exit(main())
