"""The signed-in account's tokens for clients on the event loop. They live in memory only."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import DeviceCodeCredential

from writeback.cloud.daemon import in_daemon_thread
from writeback.cloud.sign_in_errors import translated
from writeback.domain.errors import TenantUnreachable
from writeback.domain.texts import _

TOKEN_SECONDS = 45.0
"""Longer than one connect and one read of the transport, shorter than a reading's own deadline."""


class ThreadedCredential:
    """azure-identity's blocking credential as an asynchronous one; the Graph client takes it."""

    def __init__(self, credential: DeviceCodeCredential) -> None:
        self._credential = credential
        # Concurrent readings would redeem the same refresh token several times.
        self._one_at_a_time = asyncio.Lock()

    async def get_token(self, *scopes: str, claims: str | None = None, **_options: Any) -> AccessToken:
        """A token without a prompt; `claims` answer a challenge of continuous access evaluation.

        Raises SignInRequired when the sign-in is used up, SignInRefused, TenantUnreachable, TenantBusy.
        """
        work = partial(self._acquire, scopes, claims)
        async with self._one_at_a_time:
            try:
                return await asyncio.wait_for(in_daemon_thread(work, "token"), TOKEN_SECONDS)
            except TimeoutError:
                raise TenantUnreachable(
                    _("The sign-in service did not answer in time."),
                    _("Check this machine's way to the internet."),
                ) from None

    def close(self) -> None:
        """Forgets the tokens and closes the connections."""
        self._credential.close()

    def _acquire(self, scopes: tuple[str, ...], claims: str | None) -> AccessToken:
        try:
            return self._credential.get_token(*scopes, claims=claims, enable_cae=True)
        except ClientAuthenticationError as error:
            raise translated(error) from None
