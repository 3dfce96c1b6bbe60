"""Child processes: forked where everything is imported, watched by an alarm, all their output kept."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = dict[str, Any]

DEADLINE = 180.0
"""Seconds that any child may take; every wait in it is far shorter."""
SIGNALLED = 128
"""Exit statuses from here on are the number of a signal more."""
DEFECT = 99
"""Exit status of a child that ended in an exception that nobody had foreseen."""


@dataclass(frozen=True)
class Ended:
    """How a child ended: exit status, or the negative number of a signal; what it told; what it printed."""

    status: int
    told: tuple[Json, ...]
    output: str

    @property
    def was_killed(self) -> bool:
        return self.status == -signal.SIGKILL

    @property
    def was_signalled(self) -> bool:
        """A signal ended it, by its own decision or not."""
        return self.status < 0 or self.status > SIGNALLED

    @property
    def was_overdue(self) -> bool:
        return self.status == -signal.SIGALRM

    def says(self, kind: str) -> Json | None:
        """The last thing told of that kind."""
        return next((one for one in reversed(self.told) if one["kind"] == kind), None)


@dataclass
class Voice:
    """What a child tells; it is on the disk before the next line of the child runs."""

    path: Path

    def say(self, kind: str, **content: Any) -> None:
        with self.path.open("a", encoding="utf-8") as out:
            out.write(json.dumps({"kind": kind, **content}) + "\n")


@dataclass(frozen=True)
class Child:
    """A child under way."""

    pid: int
    folder: Path
    name: str

    def wait(self) -> Ended:
        """Until it has ended. Its alarm sees to it that it does, or we, where it takes alarms for its own."""
        is_overdue = not self._has_ended_within(DEADLINE)
        if is_overdue:
            os.kill(self.pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        output = (self.folder / f"{self.name}.out").read_text(encoding="utf-8", errors="replace")
        told = tuple(_told(self.folder / f"{self.name}.told"))
        return Ended(-signal.SIGALRM if is_overdue else status, told, output)

    def _has_ended_within(self, seconds: float) -> bool:
        process = os.pidfd_open(self.pid)
        try:
            return bool(select.select([process], [], [], seconds)[0])
        finally:
            os.close(process)


def fork(folder: Path, name: str, work: Callable[[Voice], int], seconds: float = DEADLINE) -> Child:
    """Runs `work` in a child; its result is the exit status."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return Child(pid, folder, name)
    status = DEFECT
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        _redirect(folder / f"{name}.out")
        status = work(Voice(folder / f"{name}.told"))
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def run(folder: Path, name: str, work: Callable[[Voice], int]) -> Ended:
    """A child from its beginning to its end."""
    return fork(folder, name, work).wait()


def _redirect(path: Path) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for source, target in ((nothing, 0), (out, 1), (out, 2)):
        os.dup2(source, target)
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", closefd=False)  # noqa: SIM115


def _told(path: Path) -> Iterator[Json]:
    with contextlib.suppress(OSError):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)
