"""Signs in to the tenant in the profile's way, and keeps the sign-in where somebody asked for that."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from writeback.domain.errors import SignInRefused, SignInRequired, VaultError
from writeback.domain.ports import DeviceCode
from writeback.domain.secret import Secret
from writeback.domain.target import Profile, SignInMethod
from writeback.domain.texts import _

if TYPE_CHECKING:
    from writeback.cloud import EntraTenant
    from writeback.vault import Vault

Show = Callable[[DeviceCode], None]


class TenantSignIn:
    """The sign-ins of one session. `announce` is told what stands in the way of a kept one."""

    def __init__(self, vault: Vault | None, announce: Callable[[str], None]) -> None:
        self._vault = vault
        self._announce = announce
        self._stored = ""
        """The token cache as the vault has it; '' when this session's sign-in is not kept."""
        self.uses_kept = True
        """Whether a kept sign-in is tried before anybody is asked."""

    async def sign_in(
        self,
        tenant: EntraTenant,
        profile: Profile,
        show: Show,
        *,
        permissions: tuple[str, ...] = (),
        secret: Secret | None = None,
        claims: str = "",
    ) -> None:
        """Raises what the methods of EntraTenant raise."""
        match profile.sign_in:
            case SignInMethod.AZURE_CLI:
                await tenant.sign_in_by_azure_cli()
            case SignInMethod.CERTIFICATE:
                passphrase = secret or await self._kept_passphrase(profile)
                await tenant.sign_in_as_application(passphrase, profile.sign_in_certificate)
            case SignInMethod.CLIENT_SECRET:
                await tenant.sign_in_as_application(secret, None)
            case SignInMethod.DEVICE_CODE:
                if not (self.uses_kept and await self._with_kept(tenant, profile, permissions)):
                    await tenant.sign_in(show, permissions, claims=claims)

    async def keep(self, tenant: EntraTenant, profile: Profile, secret: Secret | None) -> None:
        """Keeps the sign-in, or the certificate's passphrase that has worked: the person has asked for it."""
        if self._vault is None:
            return
        from writeback.vault import certificate_passphrase

        try:
            if profile.sign_in is SignInMethod.CERTIFICATE and secret:
                await self._vault.store(certificate_passphrase(profile), secret)
            elif profile.sign_in is SignInMethod.CLIENT_SECRET:
                self._announce(_("The secret of an application is not kept; a certificate's passphrase is."))
            else:
                await self._store(tenant, profile)
        except VaultError as error:
            self._announce(error.sentence())

    async def keep_changes(self, tenant: EntraTenant | None, profile: Profile) -> None:
        """Tokens are renewed meanwhile: what is kept already is kept in its latest form."""
        if tenant is None or not self._stored:
            return
        try:
            await self._store(tenant, profile)
        except VaultError as error:
            self._announce(error.sentence())

    async def _store(self, tenant: EntraTenant, profile: Profile) -> None:
        kept = tenant.kept()
        if kept is None or self._vault is None or kept.cache.reveal() == self._stored:
            return
        from writeback.vault import SavedSignIn, sign_in

        item = sign_in(profile, kept.tenant_id, kept.home_account_id)
        await self._vault.store(item, SavedSignIn(kept.cache, kept.record).pack())
        self._stored = kept.cache.reveal()

    async def _with_kept(self, tenant: EntraTenant, profile: Profile, permissions: tuple[str, ...]) -> bool:
        """Whether a kept sign-in did it. One that has expired is told and left for a new one to replace."""
        from writeback.cloud import KeptSignIn

        saved = await self._saved(profile)
        if saved is None:
            return False
        try:
            await tenant.sign_in_again(KeptSignIn(*saved), permissions)
        except (SignInRequired, SignInRefused) as error:
            self._announce(_("The saved sign-in cannot be used: {why}").format(why=error.message))
            self.uses_kept = False
            return False
        self._stored = saved[0].reveal()
        return True

    async def _saved(self, profile: Profile) -> tuple[Secret, str] | None:
        """Cache and record of the one sign-in that is kept for the profile; of several none is guessed."""
        if self._vault is None:
            return None
        from writeback.vault import ItemKind, SavedSignIn

        try:
            found = [item for item in await self._vault.items(profile) if item.kind is ItemKind.SIGN_IN]
            secret = await self._vault.read(found[0]) if len(found) == 1 else None
        except VaultError as error:
            self._announce(error.sentence())
            return None
        saved = SavedSignIn.unpack(secret) if secret else None
        return (saved.cache, saved.record) if saved else None

    async def _kept_passphrase(self, profile: Profile) -> Secret | None:
        if self._vault is None:
            return None
        from writeback.vault import certificate_passphrase

        try:
            return await self._vault.read(certificate_passphrase(profile))
        except VaultError as error:
            self._announce(error.sentence())
            return None
