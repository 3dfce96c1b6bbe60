"""The tokens of a sign-in for clients on the event loop. They live in memory only."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

from azure.core.credentials import AccessToken
from azure.identity import AuthenticationRequiredError

from writeback.cloud.daemon import in_daemon_thread
from writeback.cloud.json_limits import is_bounded
from writeback.cloud.sign_in_errors import OddAnswer, both_claims, claims_of, translated
from writeback.domain.errors import TenantUnreachable
from writeback.domain.texts import _

NO_CLAIMS = "{}"
TOKEN_SECONDS = 45.0
"""Longer than one connect and one read of the transport, shorter than a reading's own deadline."""


class Tokens(Protocol):
    """What the Graph client and the portal need of a sign-in."""

    @property
    def wanted_claims(self) -> str:
        """What the next sign-in has to satisfy, as the service's JSON; '' for nothing."""
        ...

    async def get_token(self, *scopes: str, claims: str | None = None, **options: Any) -> AccessToken:
        """A token without a prompt; `claims` answer a challenge of continuous access evaluation.

        Raises SignInRequired when the sign-in is used up, SignInRefused, TenantUnreachable, TenantBusy.
        """
        ...

    def refuse(self, scopes: Sequence[str]) -> None:
        """The service does not take the token that was given last: the next one is a new one, if possible."""
        ...

    def close(self) -> None:
        """Forgets the tokens and closes the connections."""
        ...


class Blocking(Protocol):
    """azure-identity's credentials, as far as they are used here."""

    def get_token(self, *scopes: str, claims: str | None = None, enable_cae: bool = False) -> AccessToken: ...

    def close(self) -> None: ...


class ThreadedCredential:
    """azure-identity's blocking credential as Tokens."""

    def __init__(self, credential: Blocking) -> None:
        self._credential = credential
        # Concurrent readings would redeem the same refresh token several times.
        self._one_at_a_time = asyncio.Lock()
        self._given: dict[tuple[str, ...], str] = {}
        self._refused: set[str] = set()
        self.wanted_claims = ""

    def refuse(self, scopes: Sequence[str]) -> None:
        """As of Tokens."""
        if token := self._given.get(tuple(scopes)):
            self._refused.add(token)

    async def get_token(self, *scopes: str, claims: str | None = None, **_options: Any) -> AccessToken:
        """As of Tokens."""
        async with self._one_at_a_time:
            token = await self._acquired(scopes, claims)
            if token.token in self._refused:
                # Claims, even none, are what makes MSAL pass its cache by.
                token = await self._acquired(scopes, NO_CLAIMS)
            self._given[scopes] = token.token
            return token

    def close(self) -> None:
        """As of Tokens."""
        self._credential.close()

    async def _acquired(self, scopes: tuple[str, ...], claims: str | None) -> AccessToken:
        work = partial(self._acquire, scopes, claims)
        try:
            return await asyncio.wait_for(in_daemon_thread(work, "token"), TOKEN_SECONDS)
        except TimeoutError:
            raise TenantUnreachable(
                _("The sign-in service did not answer in time."),
                _("Check this machine's way to the internet."),
            ) from None

    def _acquire(self, scopes: tuple[str, ...], claims: str | None) -> AccessToken:
        try:
            if claims is not None and not is_bounded(claims.encode()):
                raise OddAnswer
            return self._credential.get_token(*scopes, claims=claims, enable_cae=True)
        except AuthenticationRequiredError as error:
            # Readings at the same time may be refused for several reasons.
            self.wanted_claims = both_claims(self.wanted_claims, claims_of(error))
            raise translated(error) from None
        except Exception as error:  # anything can come out of a hostile answer
            raise translated(error) from None
