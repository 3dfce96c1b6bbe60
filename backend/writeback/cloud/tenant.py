"""The Entra ID directory as one account sees it. Microsoft's libraries are loaded in threads, when needed."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from writeback.cloud.assisted import AssistedSwitches
from writeback.cloud.clouds import CANARY_PERMISSIONS, checked, graph_scopes
from writeback.cloud.daemon import in_daemon_thread
from writeback.cloud.portal import PortalSwitches
from writeback.cloud.survey import survey
from writeback.domain.canary import CanaryReset
from writeback.domain.errors import SignInRequired
from writeback.domain.facts import Account, AuditEntry, SwitchMethod, TenantFacts
from writeback.domain.ports import DeviceCode, Pause, TenantSwitches
from writeback.domain.secret import Secret
from writeback.domain.target import Cloud
from writeback.domain.texts import _

if TYPE_CHECKING:
    from writeback.cloud.credential import ThreadedCredential
    from writeback.cloud.graph import Graph
    from writeback.cloud.readings import Readings

SIGN_IN = "writeback.cloud.sign_in"
READINGS = "writeback.cloud.readings"
CANARY = "writeback.cloud.canary"


def say_nothing(_sentence: str) -> None:
    """The announcement of who does not want any."""


@dataclass(slots=True)
class SignIn:
    """What there is once somebody has signed in."""

    account: Account
    credential: ThreadedCredential
    permissions: tuple[str, ...] = ()
    graph: Graph | None = None


class EntraTenant:
    """A domain.ports.Tenant.

    Args:
        cloud: where; it is checked at once (InvalidInput).
        tenant: id or domain; `organizations` lets the account decide.
        client_id: the public client that signs in.
        method: how the switches are read in a survey.
        announce: is told in a sentence when a reading waits because Graph is busy.
        pause: how such a wait is done.
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
    ) -> None:
        self._cloud = checked(cloud)
        self._tenant = tenant
        self._client_id = client_id
        self._announce = announce
        self._pause = pause
        self._sign_in: SignIn | None = None
        self._opening = asyncio.Lock()
        self._switches = self.switches_by(method)

    def switches_by(self, method: SwitchMethod) -> TenantSwitches:
        """The two switches of this tenant by either method."""
        if method is SwitchMethod.PORTAL_API:
            return PortalSwitches(self._cloud, self._token)
        return AssistedSwitches()

    async def sign_in(self, show: Callable[[DeviceCode], None], permissions: tuple[str, ...] = ()) -> Account:
        """Shows a code (on the loop) and waits until it is used; an earlier sign-in stays until then.

        `permissions` are asked for besides those of the readings: CANARY_PERMISSIONS for `reset_password`.
        Cancelling ends the wait at once. Raises SignIn... errors, TenantUnreachable, TenantBusy.
        """
        await in_daemon_thread(partial(import_module, SIGN_IN), "load-sign-in")
        from writeback.cloud.credential import ThreadedCredential
        from writeback.cloud.sign_in import Application, device_code_sign_in

        # Loaded while the person types the code: about half a second that nobody waits for.
        threading.Thread(target=import_module, args=(READINGS,), name="load-graph", daemon=True).start()
        application = Application(self._cloud, self._tenant, self._client_id, permissions)
        done = await device_code_sign_in(application, show)
        account = Account(done.record.username, done.record.tenant_id)
        await self.close()
        self._sign_in = SignIn(account, ThreadedCredential(done.credential), permissions)
        return account

    async def survey(self) -> TenantFacts:
        """Reads everything at the same time; a part that fails is Unknown, with the reason.

        Raises SignInRequired when the sign-in is used up, and what keeps the organization from being read.
        """
        readings = await self._readings()
        return await survey(self._signed_in().account, readings, self._switches)

    async def audit(self) -> tuple[AuditEntry, ...]:
        """Entries about password writeback for the directory, newest first."""
        return await (await self._readings()).audit()

    async def reset_password(self, user_principal_name: str) -> CanaryReset:
        """Really resets that user's password, once, to one that nobody learns, and follows it.

        Raises as Canary.reset does, and SignInRequired when the sign-in was not asked for this permission.
        """
        if not set(CANARY_PERMISSIONS) <= set(self._signed_in().permissions):
            raise SignInRequired(
                _("The sign-in does not cover the reset of a password."), _("Sign in again for it.")
            )
        await in_daemon_thread(partial(import_module, CANARY), "load-canary")
        from writeback.cloud.canary import Canary

        return await Canary(await self._graph(), self._announce, self._pause).reset(user_principal_name)

    async def access_token(self) -> Secret:
        """A token of the account for Graph, to be handed to the server."""
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

    async def _token(self, *scopes: str) -> Secret:
        return Secret((await self._signed_in().credential.get_token(*scopes)).token)

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

        return Graph(self._cloud, sign_in.credential, self._announce, self._pause, sign_in.permissions)

    def _signed_in(self) -> SignIn:
        if self._sign_in is None:
            raise SignInRequired(_("Nobody has signed in to the tenant yet."), _("Sign in first."))
        return self._sign_in
