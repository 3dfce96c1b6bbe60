"""An `az` for tests: a program on PATH that answers what it is told, and writes down how it was asked."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
from dataclasses import dataclass
from pathlib import Path


@dataclass
class FakeAz:
    """`folder` belongs on PATH, before everything else."""

    folder: Path

    def says(self, out: str = "", complaint: str = "", status: int = 0) -> None:
        """What every call answers from now on."""
        self._write(f"printf %s {shlex.quote(out)}\nprintf %s {shlex.quote(complaint)} >&2\nexit {status}\n")

    def gives(self, token: str, expires_on: int) -> None:
        """A token, as `az account get-access-token` prints it."""
        self.says(json.dumps({"accessToken": token, "expires_on": expires_on, "tokenType": "Bearer"}))

    def gives_by_resource(self, tokens: dict[str, str], expires_on: int) -> None:
        """A token for each resource that is asked for."""
        answers = {
            resource: shlex.quote(json.dumps({"accessToken": token, "expires_on": expires_on}))
            for resource, token in tokens.items()
        }
        self._write(
            "\n".join(f'[ "$6" = {name} ] && printf %s {out}' for name, out in answers.items()) + "\nexit 0\n"
        )

    def hangs(self) -> int:
        """Never answers. Gives a pipe that both it and a child of it hold open until they are killed."""
        pipe = self.folder / "alive"
        os.mkfifo(pipe)
        self._write(f"exec 3> {shlex.quote(str(pipe))}\necho begun >&3\nsleep 600 &\nwait\n")
        return os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    @property
    def calls(self) -> list[str]:
        """The words of each call."""
        log = self.folder / "calls"
        return log.read_text().splitlines() if log.exists() else []

    def _write(self, body: str) -> None:
        log = shlex.quote(str(self.folder / "calls"))
        program = self.folder / "az"
        program.write_text(f'#!/bin/sh\necho "$@" >> {log}\n{body}')
        program.chmod(0o755)


async def heard(pipe: int) -> bytes:
    """What comes out of the pipe next; b"" once nobody holds its other end."""
    readable, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_reader(pipe, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(pipe)
    return os.read(pipe, 100)
