"""One run at a time on one server: a lock file that says who is at it."""

from __future__ import annotations

import fcntl
import getpass
import hashlib
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from writeback.domain.errors import ServerLocked
from writeback.domain.texts import _
from writeback.engine.state_folder import state_folder


@contextmanager
def server_lock(server: str, run_id: str) -> Iterator[None]:
    """Holds the lock of a server; the system frees it when the process dies.

    Raises ServerLocked with who holds it and since when.
    """
    name = hashlib.sha256(server.lower().encode()).hexdigest()[:16]
    path = state_folder("locks") / f"{name}.lock"
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise _locked(server, os.read(file, 4096)) from error
        os.ftruncate(file, 0)
        os.write(file, _owner(run_id))
        yield
    finally:
        os.close(file)


def _owner(run_id: str) -> bytes:
    return json.dumps(
        {
            "user": getpass.getuser(),
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
            "run": run_id,
        }
    ).encode()


def _locked(server: str, content: bytes) -> ServerLocked:
    try:
        owner = json.loads(content)
        text = _("{user} on {host} (process {pid}) has been changing {server} since {since}.").format(
            server=server, **{key: owner[key] for key in ("user", "host", "pid", "since")}
        )
    except (ValueError, KeyError, TypeError):
        text = _("Another run is changing {server}.").format(server=server)
    return ServerLocked(text, _("Wait until that run has ended; nothing was changed by this one."))
