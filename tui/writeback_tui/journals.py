"""What the journals of past runs say; read in a thread, because the state folder may be on a slow disk."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from writeback.domain.history import DamagedRun, PastRun
    from writeback.service import Session


@dataclass(frozen=True, slots=True)
class LookBack:
    """Runs on the session's server that have to be settled, and those whose end nobody was shown."""

    unsettled: tuple[PastRun, ...]
    unseen: tuple[PastRun, ...]


async def look_back(session: Session) -> LookBack:
    """Both, newest first."""
    return LookBack(
        await asyncio.to_thread(session.unsettled),
        await asyncio.to_thread(session.unseen),
    )


async def past_runs() -> tuple[PastRun | DamagedRun, ...]:
    """Every run of this user on this machine, newest first."""
    from writeback.service import history

    return await asyncio.to_thread(history.runs)
