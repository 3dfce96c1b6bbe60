"""Saved profiles for the pages: read and written in a thread, because their folder may be on a slow disk."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from writeback.domain.findings import Finding
    from writeback.domain.target import Profile
    from writeback.profiles import Entry, StoredProfile
    from writeback.service import Session
    from writeback.service.rights import Need


async def entries() -> tuple[Entry, ...]:
    """All of them, also the broken ones."""
    from writeback.service import profiles

    return await asyncio.to_thread(profiles.entries)


async def read(name: str) -> StoredProfile:
    """Raises ProfileUnknown, ProfileUnreadable."""
    from writeback.service import profiles

    return await asyncio.to_thread(profiles.read, name)


async def save(name: str, stored: StoredProfile, *, is_new: bool) -> None:
    """Raises InvalidInput, ProfileUnknown, ProfileUnreadable; the file is then as it was."""
    from writeback.service import profiles

    await asyncio.to_thread(profiles.save if is_new else profiles.change, name, stored)


async def remove(name: str) -> None:
    """Raises ProfileUnknown."""
    from writeback.service import profiles

    await asyncio.to_thread(profiles.remove, name)


async def try_server(profile: Profile, tell: Callable[[Finding], None]) -> None:
    """Tells each step as soon as it is known, on the session's loop."""
    from writeback.service.trial_of_server import try_server as steps

    async for finding in steps(profile.server):
        tell(finding)


async def try_tenant(profile: Profile, tell: Callable[[Finding], None]) -> None:
    """As `try_server`: one step."""
    from writeback.service.trial_of_tenant import try_tenant as step

    tell(await step(profile.cloud, profile.tenant))


async def needs_of(name: str, session: Session | None) -> tuple[Need, ...]:
    """The rights that a saved profile takes, or the session's where no name is given, or it is the same one.

    Raises ProfileUnknown, ProfileUnreadable.
    """
    from writeback.domain.facts import Edition
    from writeback.domain.rights import Wanted
    from writeback.service import profiles, rights

    if session is not None and name in ("", session.profile.name):
        return rights.needs_of(session.profile, session.edition, session.findings(), session.facts.server)
    if not name:
        return rights.needs(Wanted())
    return rights.needs_of(await asyncio.to_thread(profiles.load, name), Edition.ENTRA_CONNECT)
