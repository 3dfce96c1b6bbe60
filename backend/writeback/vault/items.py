"""What can be kept: one entry each for the server's password, the sign-in, the certificate's passphrase.

Names are visible without unlocking in some stores, so nothing secret is in a name. Lab profiles have services
of their own, so that training secrets and real ones never meet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from writeback.domain.errors import InvalidInput
from writeback.domain.target import Authentication, Profile
from writeback.domain.texts import _

PREFIX = "writeback:"
LAB_PREFIX = "writeback-lab:"
TENANT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST_NAME = 512


class ItemKind(Enum):
    """The value is the last part of the service's name."""

    SERVER_PASSWORD = "winrm"  # noqa: S105 - a service's name
    SIGN_IN = "entra"
    CERTIFICATE_PASSPHRASE = "cert"  # noqa: S105 - a service's name


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """The name of an entry, as stores that speak keyring's language know it."""

    service: str
    user_name: str

    def __post_init__(self) -> None:
        """Raises InvalidInput when a store could not take the name as it is."""
        is_ours = self.service in (*services(), *services(lab=True))
        is_name = 0 < len(self.user_name) <= LONGEST_NAME and self.user_name.isprintable()
        if not (is_ours and is_name):
            raise InvalidInput(_("This name cannot be that of a stored secret."), _("Nothing was stored."))

    @property
    def is_lab(self) -> bool:
        return self.service.startswith(LAB_PREFIX)

    @property
    def kind(self) -> ItemKind:
        return ItemKind(self.service.removeprefix(LAB_PREFIX).removeprefix(PREFIX))

    def words(self) -> str:
        """What it is, for a person."""
        name = self.user_name
        match self.kind:
            case ItemKind.SERVER_PASSWORD:
                return _("password of {name}").format(name=name)
            case ItemKind.SIGN_IN:
                return _("sign-in {name}").format(name=name)
            case ItemKind.CERTIFICATE_PASSPHRASE:
                return _("passphrase of the certificate for {name}").format(name=name)


def services(*, lab: bool = False) -> tuple[str, ...]:
    """The services of all kinds."""
    return tuple((LAB_PREFIX if lab else PREFIX) + kind.value for kind in ItemKind)


def server_secret(profile: Profile) -> Item:
    """What the way to the profile's server asks for: a password, or the passphrase of the client's key."""
    server = profile.server
    if server.authentication is Authentication.CERTIFICATE:
        return _item(profile, ItemKind.CERTIFICATE_PASSPHRASE, server.host.lower())
    return _item(profile, ItemKind.SERVER_PASSWORD, f"{server.user_name}@{server.host.lower()}")


def certificate_passphrase(profile: Profile) -> Item:
    """The passphrase of the certificate that signs in without a person."""
    return _item(profile, ItemKind.CERTIFICATE_PASSPHRASE, f"{profile.tenant}/{profile.client_id}".lower())


def sign_in(profile: Profile, tenant_id: str, home_account_id: str) -> Item:
    """Token cache and record of one account; both ids are those of the record that azure-identity gives."""
    name = f"{profile.cloud.name}/{tenant_id}/{profile.client_id}/{home_account_id}"
    return _item(profile, ItemKind.SIGN_IN, name.lower())


def belongs(item: Item, profile: Profile) -> bool:
    """Whether the profile could use the item.

    A profile that names its tenant by a domain does not know the tenant's id: then every sign-in of its cloud
    and client is taken as its own.
    """
    if item.kind is not ItemKind.SIGN_IN:
        return item in (server_secret(profile), certificate_passphrase(profile))
    parts = item.user_name.split("/")
    tenant = profile.tenant.lower()
    is_its_tenant = len(parts) == 4 and (parts[1] == tenant or not TENANT_ID.fullmatch(tenant))
    return (
        item.is_lab == profile.is_lab
        and is_its_tenant
        and (parts[0], parts[2]) == (profile.cloud.name.lower(), profile.client_id.lower())
    )


def _item(profile: Profile, kind: ItemKind, name: str) -> Item:
    return Item((LAB_PREFIX if profile.is_lab else PREFIX) + kind.value, name)
