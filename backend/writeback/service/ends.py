"""The two ends of a session: the way to the server, the sign-in to the tenant, and what was last read."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from writeback.domain.errors import (
    PasswordNeeded,
    SignInRequired,
    TenantMismatch,
    VaultError,
    WritebackError,
    WrongPassword,
)
from writeback.domain.facts import Edition, Facts, ServerFacts, TenantFacts, Unknown
from writeback.domain.ports import DeviceCode
from writeback.domain.secret import Secret
from writeback.domain.target import Profile
from writeback.domain.texts import _
from writeback.service.lab import Lab

if TYPE_CHECKING:
    from writeback.cloud import EntraTenant
    from writeback.remoting import RemoteServer
    from writeback.vault import Vault


class Ends:
    """Belongs to one event loop. `facts` is the last reading; what was not read yet is Unknown."""

    def __init__(self, profile: Profile, lab: Lab | None = None, vault: Vault | None = None) -> None:
        self.profile = profile
        self.lab = lab
        self.vault = vault
        """Where secrets are kept on request; None with a lab."""
        self.facts = Facts(
            datetime.now(UTC), Unknown(_("The server has not been read yet.")), _not_signed_in()
        )
        self._password = lab.server_password() if lab else None
        self._is_saved_password = False
        self._server: RemoteServer | None = None
        self._tenant: EntraTenant | None = None
        self.announce: Callable[[str], None] = lambda _sentence: None
        """Told, on this loop, when a reading waits because the tenant asked for it."""

    @property
    def password_needed(self) -> bool:
        """True until a password for the server is known."""
        return self._password is None

    @property
    def edition(self) -> Edition:
        """Whose names the pages carry; the current ones until the server has been read."""
        return (
            self.facts.server.edition if isinstance(self.facts.server, ServerFacts) else Edition.ENTRA_CONNECT
        )

    # Reading ----------------------------------------------------------------------------

    async def look_for_password(self) -> None:
        """Takes the server's password from the vault if it was kept there.

        Announces what stands in the way, such as a place that was chosen and is locked.
        """
        if self._password is not None or self.vault is None:
            return
        from writeback.vault import server_password

        try:
            status = await self.vault.status()
            if not status.is_wanted and status.problem:
                self.announce(status.problem.sentence())
            self._password = await self.vault.read(server_password(self.profile))
        except VaultError as error:
            self.announce(error.sentence())
        self._is_saved_password = self._password is not None

    async def connect(self, password: Secret | None = None, *, remember: bool = False) -> ServerFacts:
        """Opens the way to the server and reads it. Raises the error of what stands in the way.

        `remember` keeps a password that has worked in the vault: the person has asked for that.
        """
        if password is not None:
            self._password, self._is_saved_password = password, False
        if self._password is None:
            raise PasswordNeeded(
                _("The password of {user} on {server} is needed.").format(
                    user=self.profile.server.user_name, server=self.profile.server.host
                ),
                _("Run it on a terminal, or give --password-stdin."),
            )
        await self._forget_server()
        try:
            facts = await (await self._connected()).survey()
        except WritebackError as error:
            self.facts = replace(self.facts, taken=datetime.now(UTC), server=Unknown.because(error))
            self._give_up_saved_password(error)
            raise
        self.facts = replace(self.facts, taken=datetime.now(UTC), server=facts)
        if remember and password is not None:
            await self._remember(password)
        return facts

    async def sign_in(self, show: Callable[[DeviceCode], None], *, canary: bool = False) -> TenantFacts:
        """Signs in with a device code and reads the tenant. An earlier sign-in is kept if this one fails.

        `canary` asks for the permission that `verify(canary=...)` takes.
        Raises SignIn... errors, and TenantMismatch when the account's tenant is not the server's.
        """
        from writeback.cloud import CANARY_PERMISSIONS, open_tenant

        profile = self.profile
        tenant = open_tenant(
            profile.cloud,
            profile.tenant,
            profile.client_id,
            profile.switches,
            announce=self.tell,
        )
        try:
            await tenant.sign_in(show, CANARY_PERMISSIONS if canary else ())
            facts = await tenant.survey()
            self._refuse_other_tenant(facts)
        except BaseException:
            await tenant.close()
            raise
        await self._forget_tenant()
        self._tenant = tenant
        self.facts = replace(self.facts, taken=datetime.now(UTC), tenant=facts)
        return facts

    async def survey(self) -> Facts:
        """Reads everything again: the server, and the tenant if somebody has signed in."""
        server, tenant = await asyncio.gather(self._read_server(), self._read_tenant())
        self.facts = Facts(datetime.now(UTC), server, tenant)
        return self.facts

    def powershell(self, topic: str) -> tuple[str, ...]:
        """What a page reads the server with, as PowerShell for people."""
        from writeback.remoting import powershell

        return self._server.powershell(topic) if self._server else powershell(topic)

    async def close(self) -> None:
        """Closes what is open; a lab that was started for this session ends."""
        await self._forget_server()
        await self._forget_tenant()
        if self.lab:
            await self.lab.close()

    def tell(self, sentence: str) -> None:
        """Passes a sentence on to whoever listens to `announce` by then."""
        self.announce(sentence)

    # Within -----------------------------------------------------------------------------

    def _give_up_saved_password(self, error: WritebackError) -> None:
        """A refused one is not tried again (accounts are locked that way), nor removed unasked."""
        if isinstance(error, WrongPassword) and self._is_saved_password:
            self._password, self._is_saved_password = None, False
            self.announce(
                _('The saved password was refused; "writeback vault forget" removes it.'),
            )

    async def _remember(self, password: Secret) -> None:
        if self.vault is None:
            return
        from writeback.vault import server_password

        try:
            await self.vault.store(server_password(self.profile), password)
        except VaultError as error:
            self.announce(error.sentence())

    async def _connected(self) -> RemoteServer:
        if self._server is None:
            from writeback.remoting import open_server

            if self._password is None:
                raise PasswordNeeded(_("The server's password is needed."), _("Connect first."))
            self._server = await open_server(self.profile.server, self._password)
        return self._server

    async def _read_server(self) -> ServerFacts | Unknown:
        try:
            return await (await self._connected()).survey()
        except WritebackError as error:
            return Unknown.because(error)

    async def _read_tenant(self) -> TenantFacts | Unknown:
        if self._tenant is None:
            return _not_signed_in()
        try:
            return await self._tenant.survey()
        except WritebackError as error:
            return Unknown.because(error)

    def _refuse_other_tenant(self, tenant: TenantFacts) -> None:
        server = self.facts.server
        expected = server.tenant_domain if isinstance(server, ServerFacts) else None
        if expected and expected not in {domain.name.lower() for domain in tenant.domains}:
            raise TenantMismatch(
                _("{server} synchronizes with {expected}, but {account} belongs to {tenant}.").format(
                    server=self.profile.server.host,
                    expected=expected,
                    account=tenant.account.user_principal_name,
                    tenant=tenant.initial_domain or tenant.tenant_id,
                ),
                _("Sign in with an account of {expected}; nothing was changed.").format(expected=expected),
            )

    async def _forget_server(self) -> None:
        server, self._server = self._server, None
        if server:
            with contextlib.suppress(WritebackError):
                await server.close()

    async def _forget_tenant(self) -> None:
        tenant, self._tenant = self._tenant, None
        if tenant:
            await tenant.close()


def _not_signed_in() -> Unknown:
    return Unknown.because(SignInRequired(_("Nobody has signed in to the tenant yet."), _("Sign in first.")))
