"""The session's choices and a file: saved into one, and what of one cannot be had here."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from writeback.domain.texts import _

if TYPE_CHECKING:
    from writeback.domain.choices import Choices
    from writeback.service import Session
    from writeback_tui.state import WizardState

USUAL_NAME = "writeback-choices.toml"


async def save(session: Session, choices: Choices, path: Path, *, has_method: bool, overwrite: bool) -> None:
    """Raises ChoicesFileExists unless `overwrite`, and InvalidInput when it cannot be written."""
    from writeback.service import choices as files

    given = files.chosen(choices, session, has_method=has_method)
    await asyncio.to_thread(files.write, path, files.to_toml(given, _origin(session)), overwrite=overwrite)


def cannot_be(state: WizardState) -> str:
    """What the file of choices asks for and this server or profile does not allow, in sentences.

    The pages then have their usual answer. Empty without a file, and while a run is resumed or taken back.
    """
    if state.filled is None or state.session is None or state.resuming or state.undoing:
        return ""
    from writeback.service.choices import impossible

    refused = impossible(state.filled, state.session)
    return " ".join(f"{error.message} {_('Its page has the usual answer instead.')}" for error in refused)


def _origin(session: Session) -> str:
    return _("These were the choices of a session with {server} on {date}.").format(
        server=session.profile.server.host, date=f"{session.facts.taken:%Y-%m-%d %H:%MZ}"
    )
