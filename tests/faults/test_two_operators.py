"""Two operators at one server: one run, one polite refusal, on one machine or on two."""

from __future__ import annotations

import getpass
import json
import os
import re
import socket
from pathlib import Path
from typing import Any

import pytest

from tests.faults.operators import A_SITS_AT
from tests.faults.own_process import ended

ROOT = Path(__file__).parents[2]
FULL = os.environ.get("WRITEBACK_FAULTS", "")
STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
Pair = dict[str, Any]


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    """Every interleaving, played in a process without threads."""
    done = ended("tests.faults.operators", WRITEBACK_FAULTS=FULL)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_however_two_operators_meet_the_server_is_onboarded_once(pairs: list[Pair]) -> None:
    assert [(pair["machines"], pair["point"]) for pair in pairs if pair["onboardings"] != 1] == []
    assert all(pair["enabled"] and not pair["paused"] for pair in pairs)


def test_both_of_them_end_in_a_sentence(pairs: list[Pair]) -> None:
    for pair in pairs:
        for one in (pair["a"], pair["b"]):
            assert not one["defect"], pair
            assert (one.get("message") or one["sentence"]).endswith((".", "!")), pair


def test_on_one_machine_the_second_is_told_who_is_at_it_since_when_and_from_where(pairs: list[Pair]) -> None:
    met = [pair for pair in pairs if pair["machines"] == 1]
    assert met
    for pair in met:
        sentence = pair["b"]["sentence"]
        assert pair["b"]["code"] == "server-locked"
        assert pair["a"]["outcome"] == "done"
        for word in (getpass.getuser(), socket.gethostname(), A_SITS_AT):
            assert word in sentence
        assert STAMP.search(sentence)


def test_on_two_machines_at_most_one_run_is_done_and_the_other_is_told(pairs: list[Pair]) -> None:
    met = [pair for pair in pairs if pair["machines"] == 2]
    assert met
    for pair in met:
        outcomes = [one.get("outcome") or one["code"] for one in (pair["a"], pair["b"])]
        assert outcomes.count("done") <= 1, pair
