"""A session bus that is missing, dead or mute: said within the deadline, and no end of the program waits."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.vaults import PASSWORD, SECRET, vault_of

from writeback.domain.errors import VaultUnavailable
from writeback.vault import Rung
from writeback.vault.ladder import Ladder
from writeback.vault.secret_service import PROBE_SECONDS, ServiceState

GUARD_SECONDS = 20
PROGRAM = """
import asyncio
from pathlib import Path
from writeback.vault.configuration import Choice
from writeback.vault.ladder import Ladder
from writeback.vault.vault import Vault
print(asyncio.run(Vault(Ladder(Choice(), Path("nowhere"))).status()).words())
"""


@pytest.fixture
def mute_bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Accepts and never answers."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "bus"))
        listener.listen()
        address = f"unix:path={tmp_path / 'bus'}"
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address


def ladder_of(tmp_path: Path) -> Ladder:
    return vault_of(tmp_path)._ladder


@pytest.mark.usefixtures("mute_bus")
async def test_a_mute_bus_is_given_up_after_two_seconds_at_most(tmp_path: Path) -> None:
    async with asyncio.timeout(PROBE_SECONDS + 3):  # the rest is for a slow machine
        assert await ladder_of(tmp_path).probe() is ServiceState.HANGING
    assert PROBE_SECONDS == 2


@pytest.mark.usefixtures("mute_bus")
async def test_looking_everywhere_waits_for_a_mute_bus_once(tmp_path: Path) -> None:
    async with asyncio.timeout(PROBE_SECONDS + 3):
        status = await vault_of(tmp_path).status(everywhere=True)
    assert [type(one.problem) for one in status.elsewhere] == [VaultUnavailable]


def test_the_program_ends_while_its_question_is_open(mute_bus: str, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "DBUS_SESSION_BUS_ADDRESS": mute_bus}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=GUARD_SECONDS,
    )
    assert (done.returncode, done.stdout) == (0, "Secrets: memory, this run only\n")


@pytest.mark.parametrize("address", ["unix:path=/nowhere/bus", "nonsense", ""])
async def test_an_address_without_a_bus_behind_it_is_no_secret_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert await ladder_of(tmp_path).probe() is ServiceState.ABSENT


async def test_without_a_bus_memory_is_the_default_and_no_complaint(no_bus: Path) -> None:
    vault = vault_of(no_bus)
    await vault.store(PASSWORD, SECRET)
    status = await vault.status()
    assert (status.rung, status.problem, status.is_wanted) == (Rung.MEMORY, None, True)
    assert not (no_bus / "state").exists()
