"""A tenant that wants to fill the memory, to mislead, never to be done: every way ends in a sentence."""

from __future__ import annotations

import pytest

from tests.faults.hostile_tenant import (
    PORTAL,
    Script,
    Way,
    says,
)
from tests.faults.own_process import ended
from tests.faults.tenant.far_end import BIG_NUMBER, BOMB, DEEP, HIDDEN, WIDE
from tests.faults.test_hostile_server import (
    MOST_MEMORY,
    TOO_LONG,
    Met,
    announced_flood,
    chunked_flood,
    flood_in_an_error,
)
from tests.wire.hostile import hostile_server
from writeback.lab.certificate import ServerCertificate

CLIENT_OF_TENANT = "tests.faults.hostile_tenant_client"


def everywhere(name: str, way: Way) -> dict[str, dict[str, Way]]:
    """The way at each endpoint that somebody reads."""
    endpoints = ("discovery", "devicecode", "token", "organization", "domains", PORTAL)
    return {f"{name}-{endpoint}".lower(): {endpoint: way} for endpoint in endpoints}


WAYS: dict[str, dict[str, Way]] = {
    **everywhere("announced", announced_flood),
    **everywhere("chunked", chunked_flood),
    **everywhere("error", flood_in_an_error),
    **everywhere("deep", says(DEEP)),
    **everywhere("deep-error", says(DEEP, 400)),
    **everywhere("number", says(BIG_NUMBER, 400)),
    **everywhere("hidden", says(HIDDEN, 400)),
    **everywhere("utf-7", says(b"+AFs-" * 20_000, 400, "application/json; charset=utf-7")),
    **everywhere("xml", says(BOMB, 400, "application/xml")),
    **everywhere("wide", says(WIDE)),
    **everywhere("gzip", says(b"\x1f\x8b", Content_Encoding="gzip")),
    **everywhere("redirect", says(b"", 307, Location="https://localhost:1/")),
    **everywhere("list", says([1, 2])),
    **everywhere("null", says(None)),
    **everywhere("text", says(b"<html>sign in</html>", 200, "text/html")),
    **everywhere("nothing", says(b"")),
    **everywhere("surrogate", says(b'{"error": "\\ud800", "value": [{"id": "\\ud800"}]}')),
}


@pytest.fixture(scope="module")
def met(certificate: ServerCertificate) -> dict[str, Met]:
    """One child meets all of them."""
    with hostile_server(Script(WAYS), certificate) as server:
        origin = f"https://localhost:{server.server_port}"
        done = ended(CLIENT_OF_TENANT, origin, str(certificate.ca_file), *WAYS, timeout=TOO_LONG)
    assert done.stderr == ""
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    return {way: Met(kind, int(memory), sentence) for way, kind, memory, sentence in lines}


@pytest.mark.parametrize("way", WAYS)
def test_a_hostile_answer_ends_in_a_sentence(met: dict[str, Met], way: str) -> None:
    kinds = {"bad-request", "tenant-failed", "tenant-unreachable", "sign-in-refused", "sign-in-required"}
    assert met[way].kind in kinds, met[way]
    assert met[way].sentence.isprintable()


def test_the_memory_stays_below_its_bound(met: dict[str, Met]) -> None:
    assert max(each.memory for each in met.values()) < MOST_MEMORY
