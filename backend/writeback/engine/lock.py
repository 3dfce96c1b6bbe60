"""One run at a time on one server: a lock file that says who is at it, since when, and from where."""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import hashlib
import json
import os
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from writeback.domain.errors import JournalUnwritable, ServerLocked
from writeback.domain.history import Operator
from writeback.domain.system_words import in_words
from writeback.domain.texts import _
from writeback.engine.state_folder import state_folder

MACHINE_LOCKS = Path("/run/lock")
"""Every user of this machine may write there, so two operators of one jump host meet (FHS, /run/lock)."""
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
LONGEST_OWNER = 4096
LOOKS, LOOK_SECONDS = 4, 0.02


@contextmanager
def server_lock(server: str, run_id: str, operator: Operator) -> Iterator[Operator | None]:
    """Holds the lock of a server; the system frees it when the process dies.

    Gives the operator whose lock was taken over: one whose process ended without its own end.
    Raises ServerLocked with who holds it, since when and from where; JournalUnwritable without a lock file.
    """
    path = _path(server)
    try:
        file = _open(path)
    except OSError as error:
        raise _no_lock_file(path, error) from error
    try:
        try:
            _take(file)
        except OSError as error:
            raise _locked(server, _owner(file)) from error
        left = _owner(file)
        os.ftruncate(file, 0)
        os.pwrite(file, json.dumps({"run": run_id, **operator_content(operator)}).encode(), 0)
        yield left
        # Only an orderly end leaves nothing behind; a disk in trouble must not hide how the run ended.
        with contextlib.suppress(OSError):
            os.ftruncate(file, 0)
    finally:
        os.close(file)


def _take(file: int) -> None:
    """Somebody who only looks holds the lock for a moment, too. Raises OSError when it is really taken."""
    for _attempt in range(LOOKS):
        with contextlib.suppress(OSError):
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        time.sleep(LOOK_SECONDS)
    return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def holder(server: str) -> Operator | None:
    """Who holds the lock of the server now; None when nobody does."""
    try:
        file = os.open(_path(server), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _owner(file)
    finally:
        os.close(file)
    return None


def this_operator() -> Operator:
    """This process and who runs it. SSH_CONNECTION begins with the client's address (sshd(8))."""
    return Operator(
        user=_user(),
        host=socket.gethostname(),
        pid=os.getpid(),
        boot=_boot(),
        since=datetime.now(UTC).replace(microsecond=0),
        origin=os.environ.get("SSH_CONNECTION", "").partition(" ")[0],
    )


def operator_content(operator: Operator) -> dict[str, Any]:
    """An operator as plain data."""
    return {
        "user": operator.user,
        "host": operator.host,
        "pid": operator.pid,
        "boot": operator.boot,
        "since": operator.since.isoformat(),
        "from": operator.origin,
    }


def operator_of(content: dict[str, Any]) -> Operator:
    """An operator out of plain data. Raises KeyError, TypeError or ValueError when it is none."""
    return Operator(
        user=str(content["user"]),
        host=str(content["host"]),
        pid=int(content["pid"]),
        boot=str(content["boot"]),
        since=datetime.fromisoformat(content["since"]),
        origin=str(content["from"]),
    )


def _path(server: str) -> Path:
    # The name is the server's own word, and may hold what no encoding has.
    name = hashlib.sha256(server.lower().encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return _folder() / f"writeback-{name}.lock"


def _folder() -> Path:
    chosen = os.environ.get("WRITEBACK_LOCKS")
    if chosen:
        return Path(chosen)
    if "WRITEBACK_STATE" not in os.environ and _is_shared(MACHINE_LOCKS):
        return MACHINE_LOCKS
    return state_folder("locks")


def _is_shared(folder: Path) -> bool:
    """Whether everybody may make files there and nobody may remove another's."""
    try:
        mode = folder.stat().st_mode
    except OSError:
        return False
    return bool(mode & stat.S_ISVTX) and os.access(folder, os.W_OK | os.X_OK)


def _open(path: Path) -> int:
    """The lock file, made if needed. It is everybody's: the next operator may be another user.

    Without O_CREAT first, because the kernel refuses that on another's file in a shared folder
    (fs.protected_regular, proc_sys_fs(5)).
    """
    flags = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
    with contextlib.suppress(FileNotFoundError):
        return os.open(path, flags)
    try:
        file = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return os.open(path, flags)
    os.fchmod(file, 0o666)
    return file


def _owner(file: int) -> Operator | None:
    try:
        return operator_of(json.loads(os.pread(file, LONGEST_OWNER, 0)))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _locked(server: str, owner: Operator | None) -> ServerLocked:
    text = _("Another run is changing {server}.").format(server=server)
    if owner and owner.origin:
        text = _(
            "{user} on {host} (process {pid}, connected from {origin}) has been changing {server}"
            " since {since}."
        )
    elif owner:
        text = _("{user} on {host} (process {pid}) has been changing {server} since {since}.")
    if owner:
        text = text.format(
            server=server,
            user=owner.user,
            host=owner.host,
            pid=owner.pid,
            origin=owner.origin,
            since=f"{owner.since:%Y-%m-%d %H:%M:%SZ}",
        )
    return ServerLocked(text, _("Wait until that run has ended; nothing was changed by this one."))


def _no_lock_file(path: Path, error: OSError) -> JournalUnwritable:
    return JournalUnwritable(
        _("The lock {path} cannot be used: {why}.").format(path=path, why=in_words(error)),
        _("Nothing was changed; make the file writable, or name another folder in WRITEBACK_LOCKS."),
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a uid without a name, as in some containers
        return str(os.getuid())


def _boot() -> str:
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""
