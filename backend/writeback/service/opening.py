"""Opens a session on a saved profile or on a lab."""

from __future__ import annotations

import contextlib

from writeback import library_log, profiles
from writeback.domain.errors import JournalUnwritable, ProfileUnknown
from writeback.domain.texts import _
from writeback.engine.state_folder import state_folder
from writeback.hardening import harden
from writeback.service import lab as labs
from writeback.service.session import Session


async def open_session(profile_name: str | None = None, lab: str | None = None) -> Session:
    """A session, not yet connected. `lab` names a scenario; '' takes the running lab or the default one.

    Raises ProfileUnknown, ProfileUnreadable, ConfigurationUnreadable, LabFailed, InvalidInput, VaultRefused.
    """
    harden()
    # Without the file the last lines are still in memory.
    with contextlib.suppress(JournalUnwritable):
        library_log.keep(state_folder("logs"))
    if lab is not None:
        found = await labs.find_or_start(lab)
        return Session(found.profile(), lab=found)
    name = profile_name or profiles.default_name()
    if name is None:
        raise ProfileUnknown(
            _("No profile is saved, or none of several is the default."),
            _('Add one with "writeback profile add NAME", name one with --profile, or try --lab.'),
        )
    from writeback.vault import Rung, Vault

    profile = profiles.load(name)
    vault = Vault.open()
    if profile.secrets:
        await vault.choose(Rung(profile.secrets))
    session = Session(profile, vault=vault)
    vault.announce = session.tell
    return session
