"""A tenant at the far end of a test: what it may answer, and a client that asks it."""

from __future__ import annotations

import json
import time
from typing import Any

from tests.wire.hostile import Answer, Hostile
from writeback.cloud import EntraTenant, open_tenant
from writeback.domain.facts import SwitchMethod
from writeback.domain.ports import DeviceCode
from writeback.domain.target import GRAPH_COMMAND_LINE_TOOLS, Cloud
from writeback.lab.certificate import ServerCertificate

DEEP = b'{"error":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
HIDDEN = json.dumps({"error": "x"}).encode("utf-16")
BIG_NUMBER = b'{"error": ' + b"9" * 5000 + b"}"
WIDE = b'{"value":[' + b'{"id":""},' * 800_000 + b"{}]}"
BOMB = b'<!DOCTYPE z [<!ENTITY a "' + b"x" * 60_000 + b'">]><z>' + b"&a;" * 4_000 + b"</z>"


def dripping(answer: Answer) -> None:
    answer.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
    while True:
        answer.wfile.write(b" ")
        time.sleep(0.05)


def tenant_at(
    server: Hostile, certificate: ServerCertificate, name: str = "way", **options: Any
) -> EntraTenant:
    origin = f"https://localhost:{server.server_port}"
    cloud = Cloud("lab", origin, origin, origin, str(certificate.ca_file), is_lab=True)
    return open_tenant(cloud, name, GRAPH_COMMAND_LINE_TOOLS, SwitchMethod.PORTAL_API, **options)


def ignore(_code: DeviceCode) -> None:
    """A page that nobody looks at."""
