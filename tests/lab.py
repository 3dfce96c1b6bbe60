"""A lab process for tests: started, parsed, steered over its control API, ended with the test."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

Json = dict[str, Any]

SOURCE = [str(Path(__file__).parents[1] / root) for root in ("backend", "tui")]
START_SECONDS = 20
STOP_SECONDS = 10


class ControlRefused(Exception):
    """The control API said no."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(f"{status}: {body.get('error')}")
        self.status = status


class Lab:
    """`python -m writeback.lab serve`, from its ready line to its end."""

    def __init__(self, scenario: str = "contoso", *arguments: str) -> None:
        command = [sys.executable, "-m", "writeback.lab", "serve", scenario, "--parent", str(os.getpid())]
        self.process = subprocess.Popen(
            [*command, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE)},
        )
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        if not self.line:
            _, errors = self.process.communicate(timeout=START_SECONDS)
            raise AssertionError(f"the lab did not start: {errors}")
        self.ready: Json = json.loads(self.line)
        self.errors = ""
        """What it wrote to stderr, known once it has ended."""

    # Where things are

    @property
    def ca_file(self) -> str:
        return str(self.ready["ca_file"])

    @property
    def https_port(self) -> int:
        return int(self.ready["server"]["https_port"])

    @property
    def http_port(self) -> int:
        return int(self.ready["server"]["http_port"])

    @property
    def username(self) -> str:
        return str(self.ready["server"]["username"])

    @property
    def tenant_id(self) -> str:
        return str(self.ready["tenant"]["id"])

    @property
    def operator(self) -> str:
        return str(self.ready["tenant"]["operator"])

    @property
    def origin(self) -> str:
        """Sign-in authority, Graph and portal: one address."""
        return str(self.ready["tenant"]["authority"])

    @cached_property
    def password(self) -> str:
        """Of the server's user."""
        return Path(self.ready["server"]["password_file"]).read_text(encoding="utf-8")

    @cached_property
    def cloud_password(self) -> str:
        """Of the tenant's people."""
        return Path(self.ready["cloud_password_file"]).read_text(encoding="utf-8")

    @cached_property
    def context(self) -> ssl.SSLContext:
        """Trusts this lab and nothing else."""
        return ssl.create_default_context(cafile=self.ca_file)

    # Control

    def control(self, method: str, name: str, body: Json | None = None) -> Json:
        """One call of the control API. Raises ControlRefused."""
        request = urllib.request.Request(f"{self.ready['control']}/{name}", method=method)  # noqa: S310
        request.add_header("Authorization", f"Bearer {self._control_token}")
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, data, context=self.context, timeout=30) as answer:  # noqa: S310
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            raise ControlRefused(error.code, json.loads(error.read() or b"{}")) from None

    def approve(self, user_code: str | None = None, user: str | None = None) -> Json:
        """Sign in at the device page (default: the newest code, as the operator)."""
        return self.control("POST", "approve", _given(user_code=user_code, user=user))

    def decline(self, user_code: str | None = None) -> Json:
        """Press Cancel at the device page."""
        return self.control("POST", "decline", _given(user_code=user_code))

    def set(self, path: str | list[str], value: object) -> Json:
        """Change an attribute of the world, such as `server.scheduler.staging_mode_enabled`."""
        return self.control("POST", "set", {"path": path, "value": value})

    def faults(self, **faults: object) -> Json:
        """Set faults by name; `reset=True` clears all first."""
        return self.control("POST", "faults", faults)

    def advance(self, seconds: float) -> Json:
        """Move lab time forward."""
        return self.control("POST", "advance", {"seconds": seconds})

    def portal(self, **switches: bool) -> Json:
        """Press Save on the blade: write_back_passwords, account_unlock."""
        return self.control("POST", "portal", switches)

    def revoke(self, *, access: bool = True, refresh: bool = True) -> Json:
        """Revoke the tokens issued so far."""
        return self.control("POST", "revoke", {"access": access, "refresh": refresh})

    def reset(self, scenario: str | None = None) -> Json:
        """Begin anew in the same process: world, faults, counters, shells, tokens, clock."""
        return self.control("POST", "reset", _given(scenario=scenario))

    def state(self) -> Json:
        """Counters, changes, writeback, scheduler, shells, switches, ends of the logs."""
        return self.control("GET", "state")

    # End

    def stop(self) -> int:
        """SIGTERM and wait. Returns the exit status."""
        self.process.terminate()
        return self.wait()

    def wait(self) -> int:
        """Wait for an end that somebody else caused."""
        try:
            _, self.errors = self.process.communicate(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        return self.process.returncode

    @cached_property
    def _control_token(self) -> str:
        return Path(self.ready["control_token_file"]).read_text(encoding="utf-8")


@contextmanager
def running_lab(scenario: str = "contoso", *arguments: str) -> Iterator[Lab]:
    """A lab inside the block."""
    lab = Lab(scenario, *arguments)
    try:
        yield lab
    finally:
        if lab.process.poll() is None:
            lab.stop()


def _given(**values: str | None) -> Json:
    return {name: value for name, value in values.items() if value is not None}
