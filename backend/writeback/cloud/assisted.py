"""The switches by hand: the admin sets them in the portal. Nothing is read, so nothing is claimed."""

from __future__ import annotations

from writeback.domain.errors import TenantFailed
from writeback.domain.facts import Switches, SwitchMethod, Unknown
from writeback.domain.texts import _

DEEP_LINK = (
    "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/PasswordResetMenuBlade/~/OnPremisesIntegration"
    "/fromNav/Identity"
)
"""The portal's page Password reset > On-premises integration."""


class AssistedSwitches:
    """A TenantSwitches without an interface: Microsoft documents none for the two switches."""

    @property
    def method(self) -> SwitchMethod:
        """Which of the two methods this is."""
        return SwitchMethod.ASSISTED

    async def read(self) -> Switches | Unknown:
        """Always Unknown."""
        return Unknown(_("Microsoft offers no documented way to read the switches; look in the portal."))

    async def write(
        self, *, write_back_passwords: bool | None = None, unlock_without_reset: bool | None = None
    ) -> None:
        """Raises TenantFailed: it takes a person."""
        raise TenantFailed(
            _("The switches can only be set in the portal."),
            _("Open {link} and save them there.").format(link=DEEP_LINK),
        )
