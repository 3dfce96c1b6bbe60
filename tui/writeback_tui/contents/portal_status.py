"""The status line of On-premises integration, derived from the server's facts as the portal would word it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from writeback.domain.checks import RECOMMENDED, WRITEBACK_FLOOR
from writeback.domain.facts import Edition, Facts, ServerFacts, Switches, TenantFacts, Unknown
from writeback.domain.texts import _
from writeback.domain.windows_events import OFFBOARDING_SUCCESS, ONBOARDING_SUCCESS, newest

HEALTHY = 31042
UNHEALTHY = (31034, 31044)
"""A listener went offline, or no service host is healthy: often over by itself."""


class Client(Enum):
    """The seven states of the writeback client (wizard.md, section 4, a to g)."""

    RUNNING = "a"
    OUT_OF_DATE = "b"
    UNCHECKED = "c"
    NOT_CONNECTED = "d"
    NOT_CONFIGURED = "e"
    TEMPORARY = "f"
    NEVER_ENABLED = "g"

    @property
    def works(self) -> bool:
        return self in {Client.RUNNING, Client.OUT_OF_DATE}

    @property
    def is_set_up(self) -> bool:
        """Onboarded, whether it runs at the moment or not."""
        return self.works or self in {Client.NOT_CONNECTED, Client.TEMPORARY}


@dataclass(frozen=True, slots=True)
class PortalStatus:
    """The state and its sentences."""

    client: Client
    text: str


def portal_status(facts: Facts, edition: Edition) -> PortalStatus:
    """What the portal's page would say, from the server's own record and events."""
    client = client_state(facts)
    return PortalStatus(client, _sentence(client, edition))


def client_state(facts: Facts) -> Client:
    """The state that the facts show; what could not be read counts as unchecked."""
    server = facts.server
    if isinstance(server, Unknown) or isinstance(server.writeback, Unknown):
        return Client.UNCHECKED
    if not isinstance(server.version, Unknown) and server.version < WRITEBACK_FLOOR:
        return Client.UNCHECKED
    if not server.writeback.enabled:
        return Client.NOT_CONFIGURED if _was_onboarded(facts, server) else Client.NEVER_ENABLED
    if server.writeback.onboarding_required in {"Must", "Optional"}:
        return Client.NOT_CONFIGURED
    if server.writeback.service_status != "Started":
        return Client.NOT_CONNECTED
    return _running(server)


def _running(server: ServerFacts) -> Client:
    if _is_unhealthy(server):
        return Client.TEMPORARY
    if not isinstance(server.version, Unknown) and server.version < RECOMMENDED:
        return Client.OUT_OF_DATE
    return Client.RUNNING


def _was_onboarded(facts: Facts, server: ServerFacts) -> bool:
    """Whether writeback was ever on: an event, an audit entry or the portal's own record says so."""
    events = () if isinstance(server.events, Unknown) else server.events
    if newest(events, ONBOARDING_SUCCESS) or newest(events, OFFBOARDING_SUCCESS):
        return True
    if not isinstance(facts.tenant, TenantFacts):
        return False
    if not isinstance(facts.tenant.audit, Unknown) and facts.tenant.audit:
        return True
    return isinstance(facts.tenant.switches, Switches) and facts.tenant.switches.onboarded


def _is_unhealthy(server: ServerFacts) -> bool:
    if isinstance(server.events, Unknown):
        return False
    bad = [event for number in UNHEALTHY if (event := newest(server.events, number))]
    good = newest(server.events, HEALTHY)
    return any(good is None or event.at > good.at for event in bad)


def _sentence(client: Client, edition: Edition) -> str:
    cloud, product = (
        ("Azure AD", "Azure AD Connect")
        if edition is Edition.AZURE_AD_CONNECT
        else ("Microsoft Entra ID", "Microsoft Entra Connect")
    )
    return _sentences()[client].format(cloud=cloud, product=product)


def _sentences() -> dict[Client, str]:
    """The beginnings are the portal's own words (wizard.md, section 4), the rest is ours."""
    return {
        Client.RUNNING: _("Your on-premises writeback client is up and running."),
        Client.OUT_OF_DATE: _(
            "{cloud} is online and is connected to your on-premises writeback client."
            " {product} is out of date."
        ),
        Client.UNCHECKED: _(
            "Unfortunately, we can't check your on-premises writeback client status: read the server again."
        ),
        Client.NOT_CONNECTED: _(
            "Unfortunately, it looks like we can't connect to your on-premises writeback client right now."
        ),
        Client.NOT_CONFIGURED: _(
            "Unfortunately, we can't connect to your on-premises writeback client because"
            " it is not properly configured."
        ),
        Client.TEMPORARY: _(
            "Unfortunately, it looks like we can't connect to your on-premises writeback client right now."
            " It may pass by itself."
        ),
        Client.NEVER_ENABLED: _("On-premises integration has not been enabled."),
    }
