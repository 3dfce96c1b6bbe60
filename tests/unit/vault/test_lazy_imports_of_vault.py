"""The vault at the start of a program: no keyring, no D-Bus, no cryptography before a secret is at hand."""

from __future__ import annotations

import pytest
from tests.unit.test_lazy_imports import HEAVY, loaded

LATER = HEAVY | {"textual", "secretstorage", "jeepney", "platformdirs"}
OPENED = "from writeback.vault import Vault; vault = Vault.open()"


@pytest.mark.parametrize("code", ["import writeback.vault", "import writeback.cli.vault"])
def test_importing_it_loads_nothing_heavy(code: str) -> None:
    assert loaded(code) & LATER == set()


def test_opening_it_asks_no_desktop_and_loads_no_library_of_secrets() -> None:
    assert loaded(OPENED) & (HEAVY | {"secretstorage", "jeepney"}) == set()


def test_memory_needs_none_of_them_either() -> None:
    code = (
        f"{OPENED}; import asyncio; from writeback.vault import Rung; asyncio.run(vault.choose(Rung.MEMORY));"
        " asyncio.run(vault.status())"
    )
    assert loaded(code) & (HEAVY | {"secretstorage", "jeepney"}) == set()


def test_keyring_itself_is_never_loaded_into_this_process() -> None:
    code = f"{OPENED}; from asyncio import run; run(vault.status(everywhere=True)); run(vault.forget())"
    assert "keyring" not in loaded(code)
