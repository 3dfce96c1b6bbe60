"""A file that only its owner can touch, replaced as a whole or not at all.

Every step goes through `os`, so that a crash at any of them leaves the old file or the new one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from writeback.domain.errors import VaultRefused, VaultUnavailable
from writeback.domain.system_words import in_words
from writeback.domain.texts import _

LARGEST = 8 << 20
"""Bytes that are read of a file at most: far more than all items can have."""
LOCK_SECONDS, LOOK_SECONDS = 3.0, 0.02
READ_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
NEW_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW


def read(path: Path) -> bytes | None:
    """All of the file, None when there is none. Raises VaultRefused when others could have written it."""
    check_folder(path.parent)
    try:
        file = os.open(path, READ_FLAGS)
    except FileNotFoundError:
        return None
    except OSError as error:  # ELOOP: a symbolic link
        raise _refused(path, in_words(error)) from None
    with _closing(file):
        _check(path, os.fstat(file), stat.S_ISREG, forbidden=0o077)
        data = b""
        while len(data) <= LARGEST and (part := os.read(file, 1 << 16)):
            data += part
    if len(data) > LARGEST:
        raise _refused(path, _("it is too large"))
    return data


def replace(path: Path, data: bytes) -> None:
    """Puts the bytes in the file's place; to be called with the lock held. Raises VaultUnavailable."""
    new = path.with_name(path.name + ".new")
    try:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(new)  # what a crash has left
        file = os.open(new, NEW_FLAGS, 0o600)
        with _closing(file):
            os.fchmod(file, 0o600)
            _write_whole(file, data)
            os.fsync(file)
        os.replace(new, path)
        _sync(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(new)
        raise unavailable(path, error) from None


def remove(path: Path) -> None:
    """The file and what a crash has left of a new one; to be called with the lock held."""
    try:
        for one in (path, path.with_name(path.name + ".new")):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(one)
        _sync(path.parent)
    except OSError as error:
        raise unavailable(path, error) from None


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keeps other processes from the file by a lock on a side file; makes the folder if needed.

    Raises VaultUnavailable when another process keeps it for three seconds, VaultRefused as `read`.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise unavailable(path, error) from None
    check_folder(path.parent)
    side = path.with_suffix(".lock")
    try:
        file = os.open(side, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise _refused(side, in_words(error)) from None
    with _closing(file):
        _check(side, os.fstat(file), stat.S_ISREG, forbidden=0o022)
        _take(file)
        yield


def check_folder(folder: Path) -> None:
    """Raises VaultRefused when others could put files there; a missing folder is fine."""
    with contextlib.suppress(FileNotFoundError):
        _check(folder, os.stat(folder), stat.S_ISDIR, forbidden=0o022)


def unavailable(path: Path, error: OSError) -> VaultUnavailable:
    """The error for a file or a folder in trouble."""
    return VaultUnavailable(
        _("The sealed file {path} cannot be used: {why}.").format(path=path, why=in_words(error)),
        _("What was saved before is untouched; make room or mend the folder, then try again."),
    )


def _check(path: Path, found: os.stat_result, is_kind: Callable[[int], bool], *, forbidden: int) -> None:
    if not is_kind(found.st_mode):
        raise _refused(path, _("it is not a plain file or folder"))
    if found.st_uid != os.geteuid():
        raise _refused(path, _("it belongs to another user"))
    if found.st_mode & forbidden:
        raise _refused(path, _("other users have rights on it"))


def _take(file: int) -> None:
    """Never a blocking flock: this thread may be given up on, and must not get the lock long after that."""
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > until:
                raise VaultUnavailable(
                    _("Another process is using the sealed file."), _("Try again in a moment.")
                ) from None
        time.sleep(LOOK_SECONDS)


@contextmanager
def _closing(file: int) -> Iterator[None]:
    try:
        yield
    finally:
        os.close(file)


def _write_whole(file: int, data: bytes) -> None:
    # os.write may write less than asked, on a full disk even without an error.
    while data:
        data = data[os.write(file, data) :]


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    with _closing(handle):
        os.fsync(handle)


def _refused(path: Path, why: str) -> VaultRefused:
    return VaultRefused(
        _("{path} is not used to keep secrets: {why}.").format(path=path, why=why),
        _("It must be yours alone: check who made it, then chown it and take away the rights of others."),
    )
