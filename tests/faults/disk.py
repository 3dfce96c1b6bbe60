"""The disk as the run sees it: stages of each write to its journal, errors of the disk, and power loss.

Wraps what `os` offers, for files below the state folder only. A power loss takes away what was not synced:
bytes behind the last fsync of their file, files and folders whose own folder was not synced after they were
made, and removals likewise (the harshest reading of POSIX that a file system may choose).
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.points import Points, kill

JOURNAL = ".jsonl"
LOCK = ".lock"


@dataclass(frozen=True)
class DiskFault:
    """What is wrong with the disk from the `at`-th write or sync of the journal on, for `times` of them.

    `kind`: "nospace", "io", "too-large" (after half of the bytes), "short" (half of the bytes, no error),
    "sync" (fsync fails), "read-only" (nothing can be made or written at all).
    """

    kind: str
    at: int = 1
    times: int = 10_000


ERRORS = {
    "nospace": errno.ENOSPC,
    "io": errno.EIO,
    "too-large": errno.EFBIG,
    "sync": errno.EIO,
    "read-only": errno.EROFS,
}


@dataclass
class Disk:
    """Stands between the process and `folder` once `install` was called."""

    folder: Path
    points: Points
    fault: DiskFault | None = None
    loses_power: bool = False
    synced: dict[str, int] = field(default_factory=dict)
    """Path -> bytes that survive."""
    new: set[str] = field(default_factory=set)
    """Files and folders whose entry does not survive."""
    removed: dict[str, bytes] = field(default_factory=dict)
    """Path -> what comes back."""
    _writes: int = 0
    _is_cut: bool = False

    def install(self) -> None:
        """From now on the process writes through this disk."""
        self.points.die = self.die
        self._open, self._write, self._fsync = os.open, os.write, os.fsync
        self._mkdir, self._unlink, self._truncate = os.mkdir, os.unlink, os.ftruncate
        for name in ("open", "write", "fsync", "mkdir", "ftruncate", "unlink"):
            setattr(os, name, getattr(self, name))
        for name, same in (("remove", self.unlink), ("fdatasync", self.fsync)):
            setattr(os, name, same)

    def die(self) -> None:
        """SIGKILL; what was not synced is gone if the power goes, too."""
        if self.loses_power:
            self._lose()
        kill()

    # What the process calls -------------------------------------------------------------

    def open(self, path: Any, flags: int, *rest: Any, **options: Any) -> int:
        name = os.path.abspath(os.fspath(path))
        is_new = bool(flags & os.O_CREAT) and self._is_ours(name) and not os.path.exists(name)
        if (is_new or flags & (os.O_WRONLY | os.O_RDWR)) and self._is_ours(name):
            self._refuse("read-only")
        file = self._open(path, flags, *rest, **options)
        if is_new:
            self.new.add(name)
        if self._is_ours(name) and os.path.isfile(name):
            self.synced.setdefault(name, 0 if is_new else os.fstat(file).st_size)
        return file

    def write(self, file: int, data: Any) -> int:
        name = self._name(file)
        if not name.endswith((JOURNAL, LOCK)):
            return self._write(file, data)
        action = self.points.next("journal" if name.endswith(JOURNAL) else "lock")
        self.points.reached(action, "before")
        is_torn = self.points.is_due(action, "torn")
        half = self._write(file, bytes(data)[: len(data) // 2]) if is_torn else 0
        if is_torn:
            self.synced[name] = os.fstat(file).st_size
        self.points.reached(action, "torn")
        if is_torn:
            # It was no crash but a signal, which a write answers with what it has done by then.
            return half
        written = self._faulty_write(file, data) if name.endswith(JOURNAL) else self._write(file, data)
        self.points.reached(action, "written")
        return written

    def fsync(self, file: int) -> None:
        name = self._name(file)
        if not self._is_ours(name):
            return self._fsync(file)
        action = self.points.next("sync")
        if name.endswith(JOURNAL):
            self._refuse("sync")
        self._fsync(file)
        if stat.S_ISDIR(os.fstat(file).st_mode):
            self._sync_entries(name)
        else:
            self.synced[name] = os.fstat(file).st_size
        self.points.reached(action, "synced")
        return None

    def mkdir(self, path: Any, *rest: Any, **options: Any) -> None:
        self._mkdir(path, *rest, **options)
        name = os.path.abspath(os.fspath(path))
        if self._is_ours(name):
            self.new.add(name)

    def unlink(self, path: Any, **options: Any) -> None:
        name = os.path.abspath(os.fspath(path))
        if self._is_ours(name) and name not in self.new and name in self.synced:
            self.removed[name] = Path(name).read_bytes()[: self.synced[name]]
        self._unlink(path, **options)

    def ftruncate(self, file: int, length: int) -> None:
        self._truncate(file, length)
        name = self._name(file)
        if name in self.synced:
            self.synced[name] = min(self.synced[name], length)

    # Within -----------------------------------------------------------------------------

    def _faulty_write(self, file: int, data: Any) -> int:
        kind = self.fault.kind if self.fault and self.fault.kind != "sync" and self._is_due() else ""
        if kind in ("short", "too-large") and not self._is_cut:
            # As under a file-size limit: a part is written without a word, only the next call fails.
            self._is_cut = kind == "too-large"
            return self._write(file, bytes(data)[: max(1, len(data) // 2)])
        if kind in ERRORS:
            raise OSError(ERRORS[kind], os.strerror(ERRORS[kind]))
        return self._write(file, data)

    def _refuse(self, kind: str) -> None:
        if self.fault and self.fault.kind == kind and self._is_due():
            raise OSError(ERRORS[kind], os.strerror(ERRORS[kind]))

    def _is_due(self) -> bool:
        self._writes += 1
        return self.fault is not None and 0 <= self._writes - self.fault.at < self.fault.times

    def _sync_entries(self, folder: str) -> None:
        self.new = {name for name in self.new if os.path.dirname(name) != folder}
        self.removed = {k: v for k, v in self.removed.items() if os.path.dirname(k) != folder}

    def _lose(self) -> None:
        for name, length in self.synced.items():
            with suppress(OSError):
                os.truncate(name, length)
        for name in sorted(self.new, key=len, reverse=True):
            with suppress(OSError):
                shutil.rmtree(name) if os.path.isdir(name) else self._unlink(name)
        for name, content in self.removed.items():
            Path(name).write_bytes(content)

    def _is_ours(self, name: str) -> bool:
        return f"{name}{os.sep}".startswith(f"{self.folder}{os.sep}")

    def _name(self, file: int) -> str:
        name = os.readlink(f"/proc/self/fd/{file}")
        return name if self._is_ours(name) else ""
