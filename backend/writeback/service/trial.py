"""Tries out where a profile points, without signing in: each step is a finding, told as soon as it is known.

Nothing that identifies anybody is sent: no user name, no password, no token.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from writeback.domain.findings import Finding
from writeback.domain.target import Profile
from writeback.service.trial_of_server import try_server
from writeback.service.trial_of_tenant import try_tenant


async def try_out(profile: Profile) -> AsyncIterator[Finding]:
    """Everything about the profile that can be tried without a secret, in order. A step that fails ends its
    half. Cancel it to stop."""
    async for finding in try_server(profile.server):
        yield finding
    yield await try_tenant(profile.cloud, profile.tenant)
