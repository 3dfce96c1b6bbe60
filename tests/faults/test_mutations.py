"""The campaign can fail: without any one guard, a combination that is meant for it does not survive."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.faults.mutations import MUTATIONS, QUICK, chosen
from tests.faults.own_process import ended

ROOT = Path(__file__).parents[2]
FULL = os.environ.get("WRITEBACK_FAULTS", "")
NAMES = [mutation.name for mutation in chosen()]


@pytest.fixture(scope="module")
def played() -> dict[str, Any]:
    """Every mutation, and the same part of the campaign without it; in a process without threads."""
    done = ended("tests.faults.mutations", WRITEBACK_FAULTS=FULL)
    assert done.returncode == 0, done.stderr
    return {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", NAMES)
def test_without_the_guard_the_campaign_fails(played: dict[str, Any], name: str) -> None:
    assert played[name]["broken"]


@pytest.mark.parametrize("name", NAMES)
def test_with_the_guard_the_same_part_survives(played: dict[str, Any], name: str) -> None:
    assert played[name]["whole"] == []


def test_what_is_played_quickly_is_there() -> None:
    assert {mutation.name for mutation in MUTATIONS} >= QUICK
