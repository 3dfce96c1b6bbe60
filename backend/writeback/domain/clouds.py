"""The clouds: addresses that change together, and which addresses a cloud may have.

Sources: Microsoft Learn, "National clouds", "Microsoft Graph national cloud deployments" and "Troubleshoot
self-service password reset writeback". For China Learn names login.partner.microsoftonline.cn by now; the
older name is the one that azure-identity knows, and both are the same service.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from writeback.domain.errors import InvalidInput
from writeback.domain.facts import SwitchMethod
from writeback.domain.target import PUBLIC, Cloud, Profile
from writeback.domain.texts import _

US_OUTBOUND = ("*.passwordreset.microsoftonline.us", "*.servicebus.usgovcloudapi.net")

# Nobody has seen the portal's interface of the switches outside the public cloud, so none is named.
US_GOV = Cloud(
    "us-gov",
    "https://login.microsoftonline.us",
    "https://graph.microsoft.us",
    "",
    admin_center="https://portal.azure.us",
    outbound=US_OUTBOUND,
)
US_DOD = Cloud(
    "us-dod",
    "https://login.microsoftonline.us",
    "https://dod-graph.microsoft.us",
    "",
    admin_center="https://portal.azure.us",
    outbound=US_OUTBOUND,
)
CHINA = Cloud(
    "china",
    "https://login.chinacloudapi.cn",
    "https://microsoftgraph.chinacloudapi.cn",
    "",
    admin_center="https://portal.azure.cn",
    outbound=(
        "ssprdedicatedsbmcprodcne.servicebus.chinacloudapi.cn",
        "ssprdedicatedsbmcprodcnn.servicebus.chinacloudapi.cn",
    ),
    can_reset_passwords=False,
)
CLOUDS = {cloud.name: cloud for cloud in (PUBLIC, US_GOV, US_DOD, CHINA)}
"""By the name that a profile carries."""
LAB = "lab"
"""Name of a cloud whose addresses are the profile's own, all of them on this machine."""

PUBLIC_NAME = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
LOCAL_NAMES = (".localhost", ".localdomain")
PORTAL_PAGE = (
    "#view/Microsoft_AAD_IAM/PasswordResetMenuBlade/",
    "~/OnPremisesIntegration/fromNav/Identity",
)
"""Password reset > On-premises integration, in pieces that fit a narrow page."""


def portal_link(cloud: Cloud) -> tuple[str, ...]:
    """The admin center's page On-premises integration; the pieces together are the address."""
    return (f"{cloud.admin_center}/", *PORTAL_PAGE)


def endpoints(profile: Profile) -> tuple[str, ...]:
    """The hosts that this machine has to reach on port 443 for the profile, besides the server."""
    cloud = profile.cloud
    addresses = [cloud.authority, cloud.graph]
    if profile.switches is SwitchMethod.PORTAL_API:
        addresses.append(cloud.portal)
    return tuple(dict.fromkeys(urlsplit(address).netloc for address in addresses))


def checked(cloud: Cloud) -> Cloud:
    """The cloud itself, if every address is https, and on loopback exactly when it is a lab.

    Raises InvalidInput. So a lab session never leaves this machine, and a production profile, which may
    only hold public names, never signs in at a lab.
    """
    for address in (cloud.authority, cloud.graph, *([cloud.portal] if cloud.portal else [])):
        if not _is_https(address):
            raise InvalidInput(
                _('"{address}" of the cloud "{cloud}" is not an https address.').format(
                    address=address, cloud=cloud.name
                )
            )
        _check_side(cloud, address)
    return cloud


def is_loopback(host: str) -> bool:
    """Whether the host is this machine whatever its name resolution says."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_side(cloud: Cloud, address: str) -> None:
    host = urlsplit(address).hostname or ""
    if cloud.is_lab and not is_loopback(host):
        raise InvalidInput(
            _('A lab lives on this machine only, but "{address}" is elsewhere.').format(address=address)
        )
    if not cloud.is_lab and not _is_public(host):
        raise InvalidInput(
            _('"{address}" of the cloud "{cloud}" is not the name of a public service.').format(
                address=address, cloud=cloud.name
            )
        )


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and parts.port != 0 and _is_bare(parts)
    except ValueError:
        return False


def _is_bare(parts: SplitResult) -> bool:
    """Nothing but scheme, host and port."""
    return not (parts.path or parts.query or parts.fragment or parts.username or parts.password)


def _is_public(host: str) -> bool:
    # Names only: besides 127.0.0.1 there are 127.1, 2130706433 and ::ffff:7f00:1.
    return PUBLIC_NAME.fullmatch(host) is not None and not host.endswith(LOCAL_NAMES)
