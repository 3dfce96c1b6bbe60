"""A small part of the campaign of crashes and faults; `make faults` runs all of it."""

from __future__ import annotations

from pathlib import Path

from tests.faults.fault import ENABLE, FIRST_SWITCH
from tests.faults.own_process import ended

ROOT = Path(__file__).parents[2]
PART = (
    "none @ start",
    f"drop after Command @ {ENABLE}",
    f"portal cut after effect @ {FIRST_SWITCH}",
    "disk nospace from write 08 @ start",
    "SIGTERM in place of a crash @ start",
)
EVERY = "200"


def test_a_part_of_the_campaign_survives() -> None:
    only = [word for title in PART for word in ("--only", title)]
    done = ended("tests.faults", "--every", EVERY, *only)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f" {len(PART)} faults" in done.stdout


def test_an_unknown_fault_is_said_so() -> None:
    done = ended("tests.faults", "--only", "the moon")
    assert (done.returncode, done.stdout) == (2, "")
