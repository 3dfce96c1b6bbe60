"""The switches by hand: the admin sets them in the portal. Nothing is read, so nothing is claimed."""

from __future__ import annotations

from writeback.domain.clouds import portal_link
from writeback.domain.errors import TenantFailed
from writeback.domain.facts import Switches, SwitchMethod, Unknown
from writeback.domain.target import PUBLIC, Cloud
from writeback.domain.texts import _


class AssistedSwitches:
    """A TenantSwitches without an interface: Microsoft documents none for the two switches."""

    def __init__(self, cloud: Cloud = PUBLIC) -> None:
        self._cloud = cloud

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
            _("Open {link} and save them there.").format(link="".join(portal_link(self._cloud))),
        )
