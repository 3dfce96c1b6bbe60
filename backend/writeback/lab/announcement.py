"""Where a lab that runs for a user can be found by the user's other programs: one file per user."""

from __future__ import annotations

import json
import os
import warnings
from pathlib import Path

from writeback.lab.reply import Json

FILE = "lab.json"


class AlreadyRunningError(Exception):
    """Another lab is announced and alive."""


class UnsafeFolderError(Exception):
    """The folder for the announcement belongs to somebody else."""


class Announcement:
    """The ready line as a private file, there as long as the lab is."""

    def __init__(self, ready: Json) -> None:
        self._ready = ready
        self._file = announcement_file()

    def __enter__(self) -> Announcement:
        """Write it. Raises AlreadyRunningError, UnsafeFolderError; a dead lab's file is replaced."""
        _make_private(self._file.parent)
        other = _announced(self._file)
        if other is not None and alive(other):
            raise AlreadyRunningError(f"a lab runs already (process {other})")
        self._file.unlink(missing_ok=True)
        fresh = self._file.with_name(f".{FILE}.{os.getpid()}")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            json.dump(self._ready, out)
        fresh.replace(self._file)
        return self

    def __exit__(self, *_: object) -> None:
        if _announced(self._file) == os.getpid():
            self._file.unlink(missing_ok=True)


def announcement_file() -> Path:
    """In the user's run-time folder."""
    import platformdirs

    with warnings.catch_warnings():
        # Without XDG_RUNTIME_DIR it warns and falls back to a folder under /tmp, whose owner is checked here.
        warnings.simplefilter("ignore")
        return platformdirs.user_runtime_path("writeback") / FILE


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for one in (folder, folder.parent):
        status = one.lstat()
        if status.st_uid != os.geteuid() or status.st_mode & 0o022:
            raise UnsafeFolderError(f"{one} can be written by others")


def _announced(file: Path) -> int | None:
    """The process that the file names; None without a file that can be read."""
    try:
        return int(json.loads(file.read_text(encoding="utf-8"))["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def alive(pid: int) -> bool:
    """Whether there is a process of that id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
