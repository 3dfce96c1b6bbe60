"""The Entra ID directory as one account sees it. Microsoft's libraries are loaded in threads, when needed."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from writeback.cloud import ways
from writeback.cloud.assisted import AssistedSwitches
from writeback.cloud.clouds import CANARY_PERMISSIONS, graph_scopes
from writeback.cloud.daemon import in_daemon_thread
from writeback.cloud.kept import KeptSignIn
from writeback.cloud.portal import PortalSwitches
from writeback.cloud.survey import survey
from writeback.cloud.ways import READINGS, SignIn
from writeback.domain.canary import CanaryReset
from writeback.domain.clouds import checked
from writeback.domain.errors import (
    ReadOnlySignIn,
    SignInRefused,
    SignInRequired,
    TenantDenied,
    TenantMismatch,
    WritebackError,
)
from writeback.domain.facts import Account, AuditEntry, SwitchMethod, TenantFacts
from writeback.domain.ports import DeviceCode, Pause, TenantSwitches
from writeback.domain.secret import Secret
from writeback.domain.target import Cloud
from writeback.domain.texts import _

if TYPE_CHECKING:
    from writeback.cloud.graph import Graph
    from writeback.cloud.readings import Readings

CANARY = "writeback.cloud.canary"
TENANT_ID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", re.ASCII)

T = TypeVar("T")
Show = Callable[[DeviceCode], None]


def say_nothing(_sentence: str) -> None:
    """The announcement of who does not want any."""


class EntraTenant:
    """A domain.ports.Tenant.

    `ask_again` is what a front end may set: told why a sign-in is used up in the middle of something, it
    gives who shows the code of the next one, or None. Without it SignInRequired ends that something.

    Args:
        cloud: where; it is checked at once (InvalidInput).
        tenant: id or domain; `organizations` lets the account decide.
        client_id: the public client that signs in.
        method: how the switches are read in a survey.
        announce: is told in a sentence when a reading waits because Graph is busy.
        pause: how such a wait is done.
        must_be: id of the tenant that every sign-in must belong to; without it, that of the first one.
    """

    def __init__(
        self,
        cloud: Cloud,
        tenant: str,
        client_id: str,
        method: SwitchMethod = SwitchMethod.ASSISTED,
        *,
        announce: Callable[[str], None] = say_nothing,
        pause: Pause = asyncio.sleep,
        must_be: str = "",
    ) -> None:
        self._cloud = checked(cloud)
        self._tenant = tenant
        self._client_id = client_id
        self._announce = announce
        self._pause = pause
        self._sign_in: SignIn | None = None
        self._tenant_id = must_be or (tenant if TENANT_ID.fullmatch(tenant) else "")
        self._opening = asyncio.Lock()
        self._renewal = asyncio.Lock()
        self._renewing: asyncio.Task[Account] | None = None
        self._portal_refusal: tuple[SignIn, SignInRefused] | None = None
        """What the portal's interface has refused to this sign-in, for good."""
        self._given_up: SignIn | None = None
        self._switches = self.switches_by(method)
        self.ask_again: Callable[[SignInRequired], Show | None] | None = None

    def switches_by(self, method: SwitchMethod) -> TenantSwitches:
        """The two switches of this tenant by either method. Raises InvalidInput where there is only one."""
        if method is SwitchMethod.PORTAL_API:
            return PortalSwitches(self._cloud, self._portal_token, self._refuse)
        return AssistedSwitches(self._cloud)

    # Signing in -------------------------------------------------------------------------

    async def sign_in(self, show: Show, permissions: tuple[str, ...] = (), *, claims: str = "") -> Account:
        """Shows a code (on the loop) and waits until it is used; an earlier sign-in stays until then.

        `permissions` are asked for besides those of the readings: CANARY_PERMISSIONS for `reset_password`.
        `claims` are the `wanted_claims` of a sign-in before. Cancelling ends the wait at once. Raises
        SignIn... errors, TenantUnreachable, TenantBusy, TenantFailed, and TenantMismatch when it belongs to
        another tenant than the one before.
        """
        asked = (self._cloud, self._tenant, self._client_id, permissions)
        return await self._take(await ways.by_device_code(asked, claims, show))

    async def sign_in_again(self, kept: KeptSignIn, permissions: tuple[str, ...] = ()) -> Account:
        """With what a vault has kept; nobody is asked. Raises SignInRequired when it has expired, and as
        `sign_in`."""
        asked = (self._cloud, self._tenant, self._client_id, permissions)
        return await self._take(await ways.by_kept_sign_in(asked, kept))

    async def sign_in_by_azure_cli(self) -> Account:
        """As whoever `az login` has signed in. Raises as `sign_in`."""
        return await self._take(await ways.by_azure_cli(self._cloud, self._tenant))

    async def sign_in_as_application(self, secret: Secret | None, certificate: str | None) -> Account:
        """With the client secret, or with the certificate in that file and its passphrase: only to read.

        Raises SignInSecretNeeded, ClientCertificateUnusable, and as `sign_in`.
        """
        asked = (self._cloud, self._tenant, self._client_id, ())
        return await self._take(await ways.as_application(asked, secret, certificate))

    def kept(self) -> KeptSignIn | None:
        """The sign-in as a vault may keep it; None when it is none with a device code."""
        sign_in = self._sign_in
        return sign_in.kept() if sign_in and sign_in.kept else None

    @property
    def wanted_claims(self) -> str:
        """What the next sign-in has to satisfy, as the refusal of this one said; '' for nothing."""
        return self._sign_in.credential.wanted_claims if self._sign_in else ""

    def give_up_asking(self) -> None:
        """Ends the wait for a sign-in that was asked for in the middle of something."""
        if self._renewing:
            self._renewing.cancel()

    # Reading ----------------------------------------------------------------------------

    async def survey(self) -> TenantFacts:
        """Reads everything at the same time; a part that fails is Unknown, with the reason.

        Raises SignInRequired when the sign-in is used up, and what keeps the organization from being read.
        """
        return await self._renewed(self._survey)

    async def audit(self) -> tuple[AuditEntry, ...]:
        """Entries about password writeback for the directory, newest first."""

        async def read() -> tuple[AuditEntry, ...]:
            return await (await self._readings()).audit()

        return await self._renewed(read)

    async def reset_password(self, user_principal_name: str) -> CanaryReset:
        """Really resets that user's password, once, to one that nobody learns, and follows it.

        Raises as Canary.reset does, SignInRequired when the sign-in was not asked for this permission,
        ReadOnlySignIn for an application, TenantDenied in a cloud without that action.
        """
        self._refuse_application(_("An application cannot reset a password."))
        if not self._cloud.can_reset_passwords:
            raise TenantDenied(
                _("Graph of the cloud {cloud} cannot reset passwords.").format(cloud=self._cloud.name),
                _("Reset the test user's password in the portal; nothing was changed."),
            )
        if not set(CANARY_PERMISSIONS) <= set(self._signed_in().permissions):
            raise SignInRequired(
                _("The sign-in does not cover the reset of a password."),
                _("Sign in again for it, with a device code."),
            )
        # Whoever has to sign in again does so before the reset is ordered.
        await self._token(*self._signed_in().scopes)
        await in_daemon_thread(partial(import_module, CANARY), "load-canary")
        from writeback.cloud.canary import Canary

        return await Canary(await self._graph(), self._announce, self._pause).reset(user_principal_name)

    async def access_token(self) -> Secret:
        """A token of the account for Graph, to be handed to the server. Raises ReadOnlySignIn."""
        self._refuse_application(_("An application's token cannot be handed to the server."))
        return await self._token(*graph_scopes(self._cloud))

    async def close(self) -> None:
        """Forgets the account and its tokens and closes the connections. Signing in again is possible."""
        sign_in, self._sign_in = self._sign_in, None
        if sign_in is None:
            return
        sign_in.credential.close()
        if sign_in.graph:
            with contextlib.suppress(Exception):  # a connection that breaks while it closes is closed
                await sign_in.graph.close()

    def _refuse_other_tenant(self, account: Account) -> None:
        if self._tenant_id and account.tenant_id.casefold() != self._tenant_id.casefold():
            raise TenantMismatch(
                _("{account} belongs to tenant {found}, but the work began with {expected}.").format(
                    account=account.user_principal_name, found=account.tenant_id, expected=self._tenant_id
                ),
                _("Sign in with an account of that tenant; nothing was changed."),
            )

    async def _survey(self) -> TenantFacts:
        readings = await self._readings()
        return await survey(self._signed_in().account, readings, self._switches)

    async def _take(self, sign_in: SignIn) -> Account:
        """From now on this one counts. Raises TenantMismatch; the one before then stays."""
        try:
            self._refuse_other_tenant(sign_in.account)
        except TenantMismatch:
            sign_in.credential.close()
            raise
        await self.close()
        self._tenant_id = sign_in.account.tenant_id
        self._sign_in = sign_in
        return sign_in.account

    async def _renewed(self, work: Callable[[], Awaitable[T]]) -> T:
        """What `work` gives; once more after a person has signed in again. Never for a change."""
        seen = self._sign_in
        try:
            return await work()
        except SignInRequired as error:
            if seen is None or seen.kept is None:
                raise
            await self._signed_in_again(seen, error)
        return await work()

    async def _signed_in_again(self, seen: SignIn, why: SignInRequired) -> None:
        """Raises `why` when there is nobody to ask, or nothing came of it."""
        async with self._renewal:
            if self._sign_in is not seen:  # others have waited for the same
                return
            show = self.ask_again(why) if self.ask_again and seen is not self._given_up else None
            if show is None:
                raise why
            # Several readings fail for the same reason; a person who does not want to is asked once.
            self._given_up = seen
            asking = self.sign_in(show, seen.permissions, claims=self.wanted_claims)
            self._renewing = asyncio.ensure_future(asking)
            try:
                await self._renewing
            except asyncio.CancelledError:
                if not self._renewing.cancelled() or _is_cancelled():
                    raise
                raise why from None
            except TenantMismatch:
                raise
            except WritebackError as error:
                self._announce(error.sentence())
                raise why from None
            finally:
                self._renewing = None

    async def _token(self, *scopes: str) -> Secret:
        async def get() -> Secret:
            return Secret((await self._signed_in().credential.get_token(*scopes)).token)

        return await self._renewed(get)

    async def _portal_token(self, scope: str) -> Secret:
        self._refuse_application(_("An application may not use the portal's interface of the switches."))
        sign_in = self._signed_in()
        if self._portal_refusal and self._portal_refusal[0] is sign_in:
            # Asked again, the library takes it for a sign-in that has ended, and a person for nothing.
            raise self._portal_refusal[1]
        try:
            return await self._token(scope)
        except SignInRefused as refused:
            self._portal_refusal = (sign_in, refused)
            raise

    def _refuse(self, scope: str) -> None:
        self._signed_in().credential.refuse((scope,))

    def _refuse_application(self, sentence: str) -> None:
        if self._signed_in().account.is_application:
            raise ReadOnlySignIn(sentence, _("Sign in as a person, with a device code; nothing was changed."))

    async def _readings(self) -> Readings:
        graph = await self._graph()
        from writeback.cloud.readings import Readings

        return Readings(graph)

    async def _graph(self) -> Graph:
        async with self._opening:
            sign_in = self._signed_in()
            if sign_in.graph is None:
                sign_in.graph = await in_daemon_thread(partial(self._open_graph, sign_in), "open-graph")
            return sign_in.graph

    def _open_graph(self, sign_in: SignIn) -> Graph:
        import_module(READINGS)
        from writeback.cloud.graph import Graph

        return Graph(self._cloud, sign_in.credential, self._announce, self._pause, sign_in.scopes)

    def _signed_in(self) -> SignIn:
        if self._sign_in is None:
            raise SignInRequired(_("Nobody has signed in to the tenant yet."), _("Sign in first."))
        return self._sign_in


def _is_cancelled() -> bool:
    """Whether it is the waiting task itself that somebody cancels."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
