"""The real program under random keys, sizes, signals and faults. WRITEBACK_FAULTS=full walks some minutes."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.pages.machine import Pages
from tests.faults.pages.walk import Scene, scene
from writeback_tui.catalogue import Page

IS_FULL = os.environ.get("WRITEBACK_FAULTS") == "full"
WALKS, STEPS = (int(os.environ.get("WRITEBACK_WALKS", "12")), 30) if IS_FULL else (2, 6)
SEED = int(os.environ.get("WRITEBACK_SEED", "0"))
"""Another one walks other ways; the same one walks the same."""
TO_BE_MET = {Page.WELCOME, Page.INTERRUPTED, Page.RUNS, Page.CONNECT, Page.READY, Page.PORTAL, Page.SUMMARY}
"""Chance has to come to these at least."""

WALKING = settings(
    max_examples=WALKS,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=not SEED,
    database=None,
    # A walk that failed is told step by step; to shorten it would take an hour.
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def stage() -> Iterator[Scene]:
    """One lab for all walks."""
    with scene() as opened:
        yield opened


def test_whatever_happens_on_whatever_page_everything_holds(
    stage: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    Pages.scene = stage
    machine = seed(SEED)(Pages) if SEED else Pages
    try:
        run_state_machine_as_test(machine, settings=WALKING)
    except Exception as error:
        # The walk that failed first, not what became of its repetition.
        raise AssertionError(Pages.failed[0] if Pages.failed else repr(error)) from None
    finally:
        with capsys.disabled():
            print(told())
    if IS_FULL:
        assert set(Pages.seen) >= TO_BE_MET


def told() -> str:
    """One line on what was done, one on where the time went, one on the pages."""
    counts = ", ".join(f"{name} {count}" for name, count in Pages.ran.most_common())
    times = ", ".join(f"{name} {seconds:.0f}" for name, seconds in Pages.seconds.most_common(8))
    pages = ", ".join(f"{page.value} {count}" for page, count in Pages.seen.most_common())
    return f"\npages x faults: {counts}\nseconds: {times}\npages: {pages}"
