"""One hostile tenant for each test, and nobody signed in to it yet."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.faults.hostile_tenant import (
    Script,
)
from tests.faults.tenant.far_end import tenant_at
from tests.wire.hostile import Hostile, hostile_server
from writeback.cloud import EntraTenant
from writeback.lab.certificate import ServerCertificate, make_certificates


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ServerCertificate:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pace of questions is for services that want too many."""
    monkeypatch.setattr("writeback.cloud.authority.PACE_SECONDS", 0.0)


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def server(script: Script, certificate: ServerCertificate) -> Iterator[Hostile]:
    with hostile_server(script, certificate) as running:
        yield running


@pytest.fixture
async def tenant(server: Hostile, certificate: ServerCertificate) -> AsyncIterator[EntraTenant]:
    """Nobody signed in yet."""
    made = tenant_at(server, certificate)
    yield made
    await made.close()
