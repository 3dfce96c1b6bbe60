"""A real Secret Service for one test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.wire.vault.desktop import Desktop, missing


@pytest.fixture(scope="session")
def lacking() -> str:
    """What this machine lacks for a Secret Service."""
    return missing()


@pytest.fixture
def desktop(
    lacking: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desktop]:
    """Its bus is this process's session bus; the keyring daemon is not started yet."""
    if lacking:
        pytest.skip(f"missing or not allowed to run: {lacking} (packages dbus and gnome-keyring)")
    opened = Desktop(tmp_path_factory.mktemp("desktop"))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", opened.address)
    yield opened
    opened.close()


@pytest.fixture
def no_bus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """As over SSH: there is no session bus. Gives the test's folder."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    return tmp_path
