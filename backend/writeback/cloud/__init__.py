"""The tenant: sign-in, readings through Microsoft Graph, and the two switches of On-premises integration.

Importing this loads none of Microsoft's libraries.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from writeback.cloud.assisted import AssistedSwitches
from writeback.cloud.clouds import CANARY_PERMISSIONS
from writeback.cloud.kept import KeptSignIn
from writeback.cloud.tenant import EntraTenant, say_nothing
from writeback.domain.errors import SignInRequired
from writeback.domain.facts import SwitchMethod
from writeback.domain.ports import Pause, TenantSwitches
from writeback.domain.target import Cloud
from writeback.domain.texts import _

__all__ = ["CANARY_PERMISSIONS", "EntraTenant", "KeptSignIn", "open_tenant", "switches"]


def open_tenant(
    cloud: Cloud,
    tenant: str,
    client_id: str,
    method: SwitchMethod = SwitchMethod.ASSISTED,
    *,
    announce: Callable[[str], None] = say_nothing,
    pause: Pause = asyncio.sleep,
    must_be: str = "",
) -> EntraTenant:
    """The tenant, not signed in yet; nothing is sent. Arguments as of EntraTenant. Raises InvalidInput."""
    return EntraTenant(cloud, tenant, client_id, method, announce=announce, pause=pause, must_be=must_be)


def switches(method: SwitchMethod, tenant: EntraTenant | None) -> TenantSwitches:
    """The two switches by that method; by hand it takes no tenant. Raises SignInRequired."""
    if tenant is not None:
        return tenant.switches_by(method)
    if method is SwitchMethod.ASSISTED:
        return AssistedSwitches()
    raise SignInRequired(_("The portal is to be used, but nobody has signed in."), _("Sign in first."))
