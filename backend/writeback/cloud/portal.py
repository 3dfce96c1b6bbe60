"""The two switches through the portal's own interface: undocumented, unsupported, only if chosen.

It may change any day, so an answer counts only if it holds exactly the known keys, and nothing is sent twice:
after a lost answer the state is in doubt until it has been read again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import msgspec

from writeback.cloud.daemon import in_daemon_thread
from writeback.domain.errors import (
    InvalidInput,
    SignInRequired,
    TenantBusy,
    TenantDenied,
    TenantFailed,
    TenantUnreachable,
    WritebackError,
)
from writeback.domain.facts import Switches, SwitchMethod, Unknown
from writeback.domain.secret import Secret
from writeback.domain.target import Cloud
from writeback.domain.texts import _

if TYPE_CHECKING:
    import httpx

SCOPE = "74658136-14ec-4630-ad9b-26e160ff0fc6/.default"
"""The portal's own audience."""
WRITE_BACK_KEY = "passwordWriteBackSupported"
"""Written with a capital B, unlike the key that is read."""
UNLOCK_KEY = "accountUnlockEnabled"

Token = Callable[[str], Awaitable[Secret]]
"""Gives a token for a scope, or raises SignInRequired, SignInRefused, ..."""
Refuse = Callable[[str], None]
"""Is told that the last token for a scope was not taken, so that the next one is a new one."""


class Policies(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """The answer, complete: a key more or less means that the interface has changed."""

    object_id: str | None
    # Which key is the first switch is unsettled: the public tools that write set this one, while one
    # reader takes `enablementForTenant` for it. Only a recording of the live portal decides.
    password_writeback_supported: bool
    account_unlock_supported: bool
    account_unlock_enabled: bool
    enablement_for_tenant: bool
    cloud_provisioning_enablement_for_tenant: bool

    def as_switches(self) -> Switches:
        """Without an object id the tenant was never onboarded (one public tool's reading)."""
        return Switches(
            self.password_writeback_supported, self.account_unlock_enabled, self.object_id is not None
        )


class PortalSwitches:
    """A TenantSwitches over the portal's interface. A connection lasts for one call."""

    def __init__(self, cloud: Cloud, token: Token, refuse: Refuse) -> None:
        """Raises InvalidInput in a cloud where the interface is not known."""
        if not cloud.portal:
            raise InvalidInput(
                _("The portal's interface is not known in the cloud {cloud}.").format(cloud=cloud.name),
                _by_hand(),
            )
        self._cloud = cloud
        self._token = token
        self._refuse = refuse

    @property
    def method(self) -> SwitchMethod:
        """Which of the two methods this is."""
        return SwitchMethod.PORTAL_API

    async def read(self) -> Switches | Unknown:
        """The switches, or why they could not be read."""
        try:
            async with self._client() as client:
                return await self._present(client)
        except WritebackError as error:
            return Unknown.because(error)

    async def write(
        self, *, write_back_passwords: bool | None = None, unlock_without_reset: bool | None = None
    ) -> None:
        """Sets what differs, one request a switch: a combined one is said not to stick.

        The present state is read first; an unexpected answer to that refuses the write. Raises TenantFailed,
        TenantDenied, TenantBusy, TenantUnreachable, SignInRequired; `in_doubt` when an answer was lost.
        """
        async with self._client() as client:
            now = await self._present(client)
            if write_back_passwords not in {None, now.write_back_passwords}:
                await self._put(client, {WRITE_BACK_KEY: bool(write_back_passwords)})
            if unlock_without_reset not in {None, now.unlock_without_reset}:
                await self._put(client, {UNLOCK_KEY: bool(unlock_without_reset)})

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[httpx.AsyncClient]:
        def build() -> httpx.AsyncClient:
            from writeback.cloud.portal_http import portal_client

            return portal_client(self._cloud)

        async with await in_daemon_thread(build, "portal") as client:
            yield client

    async def _present(self, client: httpx.AsyncClient) -> Switches:
        status, body = await self._got(client)
        if status == 401:
            # Revoked, or used up meanwhile. Only a reading is asked a second time.
            self._refuse(SCOPE)
            status, body = await self._got(client)
        if status != 200:
            raise _refused(status)
        return _decoded(body).as_switches()

    async def _got(self, client: httpx.AsyncClient) -> tuple[int, bytes]:
        from writeback.cloud.portal_http import AnswerLost, exchange

        token = await self._token(SCOPE)
        try:
            return await exchange(client, self._cloud, token, None)
        except AnswerLost:
            raise TenantUnreachable(_("The portal did not answer in time or properly.")) from None

    async def _put(self, client: httpx.AsyncClient, change: dict[str, bool]) -> None:
        from writeback.cloud.portal_http import AnswerLost, exchange

        token = await self._token(SCOPE)
        try:
            status, _body = await exchange(client, self._cloud, token, change)
        except AnswerLost:
            raise _in_doubt() from None
        if status >= 500:  # it may have failed before or after the change
            raise _in_doubt()
        if not 200 <= status < 300:
            raise _refused(status)


def _decoded(body: bytes) -> Policies:
    try:
        return msgspec.json.decode(body, type=Policies)
    except Exception:  # msgspec's own, and what else a hostile answer brings about
        raise TenantFailed(
            _("The portal's answer has not the form that is known; it is not used."), _by_hand()
        ) from None


def _refused(status: int) -> WritebackError:
    if status == 401:
        return SignInRequired(_("The portal does not take this sign-in."), _("Sign in again."))
    if status == 403:
        return TenantDenied(
            _("The account may not use the portal's page On-premises integration."),
            _("Sign in as Hybrid Identity Administrator or Global Administrator."),
        )
    if status in {429, 503}:
        return TenantBusy(
            _("The portal is busy or out of service ({status}).").format(status=status),
            _("Try again in a few minutes."),
        )
    return TenantFailed(_("The portal answered with an error ({status}).").format(status=status), _by_hand())


def _in_doubt() -> WritebackError:
    return TenantUnreachable(
        _("The portal's answer was lost, so the switch may have been saved or not."),
        _("Read the switches again before anything else."),
        in_doubt=True,
    )


def _by_hand() -> str:
    return _("Set the switches by hand in the portal.")
