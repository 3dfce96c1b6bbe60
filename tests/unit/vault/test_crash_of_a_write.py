"""SIGKILL at every step of a write, and two processes at once: the old file or the new one, never a third."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.vault import crashing
from tests.unit.vault.sealed import opened
from tests.vaults import OTHER, PASSWORD, PROFILE, SECRET

from writeback.vault import sign_in

WRITES = 8


@pytest.fixture(scope="module")
def after_death(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the file held after the process had been killed at each point."""
    done = subprocess.run(
        [sys.executable, crashing.__file__, str(tmp_path_factory.mktemp("crashes"))],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("call", ["open", "fchmod", "write", "fsync", "replace"])
def test_the_deaths_come_before_and_after_every_call(after_death: dict[str, str], call: str) -> None:
    for write in ("first", "second"):
        assert {f"{write} before {call} 1", f"{write} after {call} 1"} <= after_death.keys()


def test_half_of_the_bytes_is_one_of_the_points(after_death: dict[str, str]) -> None:
    assert "second after write 5" in after_death


def test_after_a_death_in_the_first_write_there_is_nothing_or_all(after_death: dict[str, str]) -> None:
    assert {found for point, found in after_death.items() if point.startswith("first")} == {"nothing", "new"}


def test_after_a_death_in_a_later_write_there_is_the_old_or_the_new(after_death: dict[str, str]) -> None:
    assert {found for point, found in after_death.items() if point.startswith("second")} == {"old", "new"}


def test_the_new_one_is_there_from_the_renaming_on(after_death: dict[str, str]) -> None:
    assert (after_death["second before replace 1"], after_death["second after replace 1"]) == ("old", "new")


def test_two_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    file = opened(tmp_path)
    children = []
    for profile in (PROFILE, OTHER):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                for number in range(WRITES):
                    file.write(sign_in(profile, "tid", f"account-{number}"), SECRET)
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    assert len(file.items()) == 2 * WRITES
    assert PASSWORD not in file.items()
