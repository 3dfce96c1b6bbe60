"""The lab of one job: reset between combinations, one canary as every secret, steered over one connection."""

from __future__ import annotations

import http.client
import json
import secrets
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.lab import Lab

Json = dict[str, Any]

OPTIONS = ("--speed", "2000", "--device-code-interval", "0")
DAY = 86_400


@dataclass
class Control:
    """The control API over a connection that is kept. Each process needs one of its own."""

    lab: Lab
    _open: http.client.HTTPSConnection | None = None

    @cached_property
    def _token(self) -> str:
        return Path(self.lab.ready["control_token_file"]).read_text(encoding="utf-8")

    def call(self, method: str, name: str, body: Json | None = None) -> Json:
        """One order. An answer that is not 200 is a mistake of the campaign."""
        url = urlsplit(str(self.lab.ready["control"]))
        if self._open is None:
            self._open = http.client.HTTPSConnection(
                url.hostname or "", url.port, timeout=20, context=self.lab.context
            )
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        self._open.request(method, f"{url.path}/{name}", json.dumps(body or {}), headers)
        answer = self._open.getresponse()
        content: Json = json.loads(answer.read() or b"{}")
        if answer.status != 200:
            raise AssertionError(f"the lab refused {name} {body}: {answer.status} {content}")
        return content

    def state(self) -> Json:
        """The truth."""
        return self.call("GET", "state")

    def faults(self, **faults: object) -> None:
        """Sets faults by name; `reset=True` clears all first."""
        self.call("POST", "faults", faults)

    def set(self, path: str, value: object) -> None:
        """Changes an attribute of the world."""
        self.call("POST", "set", {"path": path, "value": value})

    def forget(self) -> None:
        """Leaves the connection to the process that opened it."""
        self._open = None


def start(folder: Path, scenario: str = "contoso") -> tuple[Lab, str]:
    """A lab whose every secret is the canary, and the canary."""
    canary = f"Canary-{secrets.token_hex(8)}!aA1"
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".canary") as file:
        file.write(canary)
        file.flush()
        lab = Lab(scenario, *OPTIONS, "--secret-file", file.name)
    return lab, canary


def reset(control: Control) -> None:
    """As at its start, but without cycles of its own: at this speed one would begin each second."""
    control.call("POST", "reset")
    control.set("server.scheduler.customized_sync_cycle_interval", 365 * DAY)
    control.set("server.scheduler.next_sync_cycle_start_time_in_utc", "2100-01-01T00:00:00+00:00")
