"""A program that kills itself at every step of a write, and says what the file then holds.

One key for all of it, and a fork for each death, so that scrypt is paid for once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.unit.vault.sealed import opened
from tests.vaults import PASSWORD

from writeback.domain.secret import Secret
from writeback.vault.sealed_file import SealedFile

CALLS = ("unlink", "open", "fchmod", "write", "fsync", "replace", "close")
OLD, NEW = Secret("old" * 200), Secret("new" * 300)


def main(folder: Path) -> None:
    """Prints `{point: what the file holds}` as JSON, from a first write and from one over an old file."""
    found: dict[str, str] = {}
    for is_first in (True, False):
        rehearsal = folder / f"rehearsal-{is_first}"
        for point in _rehearse(_prepared(rehearsal, is_first=is_first)):
            file = _prepared(folder / f"{is_first}-{point}", is_first=is_first)
            _die_at(file, point)
            word = "first" if is_first else "second"
            found[f"{word} {point}"] = _content(file)
    print(json.dumps(found))


def _prepared(folder: Path, *, is_first: bool) -> SealedFile:
    file = opened(folder)
    if not is_first:
        file.write(PASSWORD, OLD)
    return file


def _rehearse(file: SealedFile) -> list[str]:
    """The points of a whole write, in order."""
    seen: list[str] = []
    originals = {name: getattr(os, name) for name in CALLS}
    _intercept(seen.append, originals)
    try:
        file.write(PASSWORD, NEW)
    finally:
        for name, call in originals.items():
            setattr(os, name, call)
    return seen


def _die_at(file: SealedFile, point: str) -> None:
    child = os.fork()
    if child == 0:

        def reached(name: str) -> None:
            if name == point:
                os.kill(os.getpid(), signal.SIGKILL)

        _intercept(reached, {name: getattr(os, name) for name in CALLS})
        file.write(PASSWORD, NEW)
        os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"{point} was not reached"


def _intercept(reached: Callable[[str], None], originals: dict[str, Callable[..., Any]]) -> None:
    """Tells before and after every call; a write is made in two halves with a point between them."""
    counts = dict.fromkeys(originals, 0)

    def around(name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            counts[name] += 1
            reached(f"before {name} {counts[name]}")
            if name == "write":
                file, data = arguments
                arguments = (file, bytes(data)[: max(1, len(data) // 2)])
            result = originals[name](*arguments, **options)
            reached(f"after {name} {counts[name]}")
            return result

        return call

    for name in originals:
        setattr(os, name, around(name))


def _content(file: SealedFile) -> str:
    """Read as the next process would, which then writes as well: nothing is left in its way."""
    value = file.read(PASSWORD)
    word = "nothing" if value is None else {OLD.reveal(): "old", NEW.reveal(): "new"}[value.reveal()]
    file.write(PASSWORD, OLD)
    left = sorted(os.listdir(file.path.parent))
    return word if left == ["vault.json", "vault.lock"] else f"left behind: {left}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
