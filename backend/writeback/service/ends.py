"""The two ends of a session: the way to the server, the sign-in to the tenant, and what was last read."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from writeback import profiles
from writeback.domain.connection import Connection
from writeback.domain.errors import (
    InvalidInput,
    PasswordNeeded,
    ReadOnlySignIn,
    SignInRequired,
    TenantMismatch,
    VaultError,
    WritebackError,
    WrongPassword,
)
from writeback.domain.facts import Edition, Facts, ServerFacts, TenantFacts, Unknown
from writeback.domain.secret import Secret
from writeback.domain.sign_in import unfit
from writeback.domain.target import Profile, ServerIdentity, SignInMethod, cautions
from writeback.domain.texts import _
from writeback.service.lab import Lab
from writeback.service.link import Link
from writeback.service.tenant_sign_in import Show, TenantSignIn

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
        self.changed: Callable[[], None] = lambda: None
        """Called, on any thread, when `connection` or `facts` is another; it must not wait."""
        self._link = Link(self._has_changed)
        self._facts = Facts(
            datetime.now(UTC), Unknown(_("The server has not been read yet.")), _not_signed_in()
        )
        self._password = lab.server_password() if lab else None
        self._is_saved_password = False
        self._server: RemoteServer | None = None
        self._tenant: EntraTenant | None = None
        self.announce: Callable[[str], None] = lambda _sentence: None
        """Told, on this loop, when a reading waits because the tenant asked for it."""
        self.show_again: Show | None = None
        """Shows the code, on this loop, when a sign-in is used up in the middle of something, which then goes
        on. Without it that something ends with SignInRequired."""
        self._way = TenantSignIn(vault, self.tell)

    @property
    def facts(self) -> Facts:
        """The last reading."""
        return self._facts

    @facts.setter
    def facts(self, facts: Facts) -> None:
        self._facts = facts
        self.changed()

    @property
    def connection(self) -> Connection:
        """How the way to the server stands, as far as is known without asking."""
        return self._link.state

    @property
    def password_needed(self) -> bool:
        """True until the password of the server's user, or the passphrase of the client's key, is known."""
        from writeback.remoting.sign_in_secret import is_secret_needed

        return self._password is None and is_secret_needed(self.profile.server)

    @property
    def secret_question(self) -> str:
        """What to ask for when `password_needed`, without a colon."""
        from writeback.remoting.sign_in_secret import secret_question

        return secret_question(self.profile.server)

    @property
    def cautions(self) -> tuple[str, ...]:
        """What to say about the way to the server each time it is used."""
        return cautions(self.profile.server)

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
        if not self.password_needed or self.vault is None:
            return
        from writeback.vault import server_secret

        try:
            status = await self.vault.status()
            if not status.is_wanted and status.problem:
                self.announce(status.problem.sentence())
            self._password = await self.vault.read(server_secret(self.profile))
        except VaultError as error:
            self.announce(error.sentence())
        self._is_saved_password = self._password is not None

    async def connect(self, password: Secret | None = None, *, remember: bool = False) -> ServerFacts:
        """Opens the way to the server and reads it. Raises the error of what stands in the way.

        `remember` keeps a password that has worked in the vault: the person has asked for that.
        """
        if password is not None:
            self._password, self._is_saved_password = password, False
        if self.password_needed:
            raise PasswordNeeded(
                _("This is needed: {what}.").format(what=self.secret_question),
                _("Run it on a terminal, or give --password-stdin."),
            )
        await self._forget_server()
        try:
            facts = await self._survey_server()
        except WritebackError as error:
            self.facts = replace(self.facts, taken=datetime.now(UTC), server=Unknown.because(error))
            self._give_up_saved_password(error)
            raise
        self.facts = replace(self.facts, taken=datetime.now(UTC), server=facts)
        if remember and password is not None:
            await self._remember(password)
        return facts

    def trust(self, identity: ServerIdentity) -> None:
        """A person says that this is the server (ServerUnknown): its key is pinned in the profile.

        Raises InvalidInput, ProfileUnknown, ProfileUnreadable when the profile cannot keep it.
        """
        profiles.pin(self.profile.name, identity.key)
        self.profile = replace(self.profile, server=replace(self.profile.server, pinned_key=identity.key))

    def choose_sign_in(self, method: SignInMethod) -> None:
        """For this session. Raises InvalidInput when it does not fit the rest of the profile."""
        profile = self.profile
        if why := unfit(method, profile.tenant, profile.client_id, profile.sign_in_certificate):
            raise InvalidInput(
                _("This way to sign in does not fit the profile ({why}).").format(why=why),
                _("Add it to the profile, or sign in with a device code."),
            )
        self.profile = replace(profile, sign_in=method)

    async def sign_in(
        self, show: Show, *, canary: bool = False, secret: Secret | None = None, remember: bool = False
    ) -> TenantFacts:
        """Signs in the profile's way and reads the tenant. An earlier sign-in is kept if this one fails.

        `show` is given a device code where that is the way and no kept sign-in does; `secret` is an
        application's, or its certificate's passphrase. `canary` asks for the permission that
        `verify(canary=...)` takes. `remember` keeps the sign-in in the vault: the person has asked for that.
        Raises SignIn... errors, and TenantMismatch when the account's tenant is not the server's.
        """
        from writeback.cloud import CANARY_PERMISSIONS

        tenant, permissions = self._open_tenant(), CANARY_PERMISSIONS if canary else ()
        claims = self._tenant.wanted_claims if self._tenant else ""
        # Whoever signs in once more may want another account.
        self._way.uses_kept = self._way.uses_kept and self._tenant is None
        try:
            await self._way.sign_in(
                tenant, self.profile, show, permissions=permissions, secret=secret, claims=claims
            )
            facts = await tenant.survey()
            self._refuse_other_tenant(facts)
        except BaseException as error:
            # What a kept sign-in has led to once is not tried again.
            if isinstance(error, TenantMismatch | SignInRequired):
                self._way.uses_kept = False
            await tenant.close()
            raise
        await self._forget_tenant()
        self._tenant = tenant
        self.facts = replace(self.facts, taken=datetime.now(UTC), tenant=facts)
        if remember or self.profile.remember_sign_in:
            await self._way.keep(tenant, self.profile, secret)
        return facts

    async def keep_sign_in(self) -> None:
        """Keeps the present sign-in in the vault, as the person asks. Announces what is in the way."""
        if self._tenant:
            await self._way.keep(self._tenant, self.profile, None)

    def refuse_read_only(self) -> None:
        """Raises ReadOnlySignIn where an application signs in: it changes nothing."""
        tenant = self.facts.tenant
        is_application = isinstance(tenant, TenantFacts) and tenant.account.is_application
        if is_application or self.profile.sign_in.is_application:
            raise ReadOnlySignIn(
                _(
                    "An application only reads: enabling writeback, the switches of the tenant and the reset"
                    " of a test user's password take a person who signs in."
                ),
                _("Sign in with a device code or Azure CLI (--sign-in); nothing was changed."),
            )

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
        await self._way.keep_changes(self._tenant, self.profile)
        await self._forget_tenant()
        if self.lab:
            await self.lab.close()

    def tell(self, sentence: str) -> None:
        """Passes a sentence on to whoever listens to `announce` by then."""
        self.announce(sentence)

    # Within -----------------------------------------------------------------------------

    def _has_changed(self) -> None:
        self.changed()

    def _open_tenant(self) -> EntraTenant:
        from writeback.cloud import open_tenant

        profile, before = self.profile, self.facts.tenant
        tenant = open_tenant(
            profile.cloud,
            profile.tenant,
            profile.client_id,
            profile.switches,
            announce=self.tell,
            # Signing in again may change the account, never the tenant that the pages have shown.
            must_be=before.tenant_id if isinstance(before, TenantFacts) else "",
        )
        tenant.ask_again = self._ask_again
        return tenant

    def _ask_again(self, why: SignInRequired) -> Show | None:
        if self.show_again is not None:
            self.announce(_("{why} Sign in again, and it goes on.").format(why=why.message))
        return self.show_again

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
        from writeback.vault import server_secret

        try:
            await self.vault.store(server_secret(self.profile), password)
        except VaultError as error:
            self.announce(error.sentence())

    async def _connected(self) -> RemoteServer:
        if self._server is None:
            from writeback.remoting import open_server

            if self.password_needed:
                raise PasswordNeeded(_("The server's password is needed."), _("Connect first."))
            try:
                self._server = await open_server(
                    self.profile.server, self._password or Secret(""), self._link.put
                )
            except BaseException:
                self._link.put(Connection.CLOSED)
                raise
        return self._server

    async def _survey_server(self) -> ServerFacts:
        server = await self._connected()
        with self._link.reading():
            return await server.survey()

    async def _read_server(self) -> ServerFacts | Unknown:
        try:
            return await self._survey_server()
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
            self._link.put(Connection.CLOSED)

    async def _forget_tenant(self) -> None:
        tenant, self._tenant = self._tenant, None
        if tenant:
            await tenant.close()


def _not_signed_in() -> Unknown:
    return Unknown.because(SignInRequired(_("Nobody has signed in to the tenant yet."), _("Sign in first.")))
