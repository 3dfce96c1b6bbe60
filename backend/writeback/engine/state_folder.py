"""Where runs keep their files: the platform's state directory, readable by its owner only."""

from __future__ import annotations

import os
from pathlib import Path

from writeback.domain.errors import JournalUnwritable
from writeback.domain.system_words import in_words
from writeback.domain.texts import _


def state_folder(*parts: str) -> Path:
    """The folder below the state directory, made if needed. `WRITEBACK_STATE` names another place.

    Raises JournalUnwritable when it cannot be made.
    """
    import platformdirs

    chosen = os.environ.get("WRITEBACK_STATE")
    folder = Path(chosen) if chosen else platformdirs.user_state_path("writeback")
    folder = folder.joinpath(*parts)
    try:
        _make(folder)
    except OSError as error:
        raise JournalUnwritable(
            _("The folder {folder} cannot be written: {why}.").format(folder=folder, why=in_words(error)),
            _("Nothing was changed; make the folder writable and run again."),
        ) from error
    return folder


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make(folder: Path) -> None:
    """Syncs each name that is new: without it a power failure would take all journals in the folder along."""
    if folder.is_dir():
        return
    _make(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)
