"""One sign-in for the children of a combination: done in the job's own process and inherited by fork."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import requests

from tests.faults.labs import Control
from writeback.cloud import open_tenant
from writeback.cloud.clouds import graph_scopes
from writeback.cloud.portal import SCOPE
from writeback.cloud.tenant import EntraTenant
from writeback.domain.ports import DeviceCode
from writeback.domain.target import Profile


class Person:
    """Somebody who has signed in at the lab, with tokens for Graph and for the portal."""

    def __init__(self, profile: Profile, control: Control) -> None:
        self._profile = profile
        sessions: list[requests.Session] = []
        kind: Any = requests.Session
        made = kind.__init__

        def noted(self: Any, *arguments: Any, **options: Any) -> None:
            sessions.append(self)
            made(self, *arguments, **options)

        kind.__init__ = noted
        try:
            self._sign_in, self.tokens = asyncio.run(self._signed_in(control))
        finally:
            kind.__init__ = made
        for session in sessions:
            # A connection that two processes share is none.
            session.close()
        for thread in threading.enumerate():
            # Nor may a thread be in the middle of something when the process forks.
            if thread is not threading.main_thread():
                thread.join()

    def tenant(self) -> EntraTenant:
        """The tenant as this person sees it, for the event loop of a child."""
        tenant = self._new_tenant()
        tenant._sign_in = self._sign_in
        return tenant

    def _new_tenant(self) -> EntraTenant:
        profile = self._profile
        return open_tenant(profile.cloud, profile.tenant, profile.client_id, profile.switches)

    async def _signed_in(self, control: Control) -> tuple[Any, tuple[str, ...]]:
        tenant = self._new_tenant()

        def approve(_code: DeviceCode) -> None:
            control.call("POST", "approve")

        await tenant.sign_in(approve)
        tokens = [await tenant._token(*scopes) for scopes in (graph_scopes(self._profile.cloud), (SCOPE,))]
        return tenant._sign_in, (*(token.reveal() for token in tokens), *_refresh_tokens(tenant))


def _refresh_tokens(tenant: EntraTenant) -> Iterator[str]:
    """What MSAL keeps for later, under names of its own."""
    sign_in: Any = tenant._sign_in
    credential = sign_in.credential._credential
    for cache in filter(None, (credential._cache, credential._cae_cache)):
        yield from (kept["secret"] for kept in cache.search("RefreshToken"))
