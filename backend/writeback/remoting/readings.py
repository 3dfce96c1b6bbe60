"""Which commands give which fact, and which of them a page shows."""

from __future__ import annotations

from writeback.domain.facts import AAD_CONNECTOR
from writeback.domain.windows_events import HEARTBEAT, PROVIDER
from writeback.remoting.batch import Reading
from writeback.remoting.commands import Command, expand, select

MOST_EVENTS, MOST_ENGINE_EVENTS, MOST_HEARTBEATS = 80, 20, 10

SCHEDULER = Reading(Command("Get-ADSyncScheduler"), "SchedulerSettings")
RUN_STATUS = Reading(Command("Get-ADSyncConnectorRunStatus"), may_be_empty=True)
CONNECTORS = Reading(
    Command("Get-ADSyncConnector", then=(select("Name", "Identifier", "ConnectorTypeName"),)), "Connector"
)
SETTINGS = Reading(
    Command("Get-ADSyncGlobalSettings", then=(expand("Parameters"), select("Name", "Value"))),
    may_be_empty=True,
)
COMPANY_FEATURES = Reading(Command("Get-ADSyncAADCompanyFeature"), "AadFeatureState")
APPLICATION_IDENTITY = Reading(Command("Get-ADSyncEntraConnectorCredential"))

NO_TENANT_CONNECTOR = "<tenant>.onmicrosoft.com - AAD"
NO_DIRECTORY = "<forest>"
"""Stand for names that have not been read yet, in texts for people only."""


def _events(most: int, **condition: str | int) -> Reading:
    # One provider a query: a list inside the hashtable would arrive as an ArrayList (see commands.Value).
    return Reading(
        Command(
            "Get-WinEvent",
            {
                "FilterHashtable": {"LogName": "Application", **condition},
                "MaxEvents": most,
                "ErrorAction": "SilentlyContinue",
            },
            # MachineName tells the computer's name without any further right or command.
            then=(select("Id", "TimeCreated", "ProviderName", "MachineName", "Message"),),
        ),
        may_be_empty=True,
        empty_on=("NoMatchingEventsFound", "NoMatchingProvidersFound", "LogsAndProvidersDontOverlap"),
    )


EVENTS = (
    _events(MOST_EVENTS, ProviderName=PROVIDER),
    # Heartbeats apart, so that a talkative log cannot push them out.
    _events(MOST_HEARTBEATS, ProviderName=PROVIDER, Id=HEARTBEAT),
    _events(MOST_ENGINE_EVENTS, ProviderName="ADSync"),
)


def password_reset(connector: str) -> Reading:
    """The truth about writeback on the server."""
    return Reading(
        Command("Get-ADSyncAADPasswordResetConfiguration", {"Connector": connector}),
        "AADConnectorPasswordResetConfigurationRecord",
    )


def partitions(directory: str) -> Reading:
    """The domains of a forest."""
    return Reading(
        Command("Get-ADSyncConnector", {"Name": directory}, (expand("Partitions"),)), "ConnectorPartition"
    )


def scopes(directory: str) -> Reading:
    """The OU filter of each domain, in the order of the partitions."""
    stages = (expand("Partitions"), expand("ConnectorPartitionScope"))
    return Reading(Command("Get-ADSyncConnector", {"Name": directory}, stages), "ConnectorPartitionScope")


def connectivity(directory: str) -> Reading:
    """How the server signs in to a forest; passwords among them arrive encrypted and are not kept."""
    stages = (expand("ConnectivityParameters"), select("Name", "Value"))
    return Reading(Command("Get-ADSyncConnector", {"Name": directory}, stages))


def reachability(directory: str) -> Reading:
    """Whether the server reaches each domain of a forest."""
    return Reading(Command("Get-ADSyncDomainReachabilityStatus", {"ConnectorName": directory}))


def hash_sync(directory: str) -> Reading:
    """Whether password hashes of a forest are synchronized."""
    return Reading(Command("Get-ADSyncAADPasswordSyncConfiguration", {"SourceConnector": directory}))


OF_A_DIRECTORY = (partitions, scopes, connectivity, reachability, hash_sync)
"""What is read of each forest."""


def every(connector: str, directory: str) -> tuple[Reading, ...]:
    """All that is ever read, for one connector and one forest."""
    return (
        SCHEDULER,
        RUN_STATUS,
        CONNECTORS,
        SETTINGS,
        COMPANY_FEATURES,
        APPLICATION_IDENTITY,
        *EVENTS,
        password_reset(connector),
        *(reading(directory) for reading in OF_A_DIRECTORY),
    )


def of_topic(
    topic: str, connector: str = NO_TENANT_CONNECTOR, directories: tuple[str, ...] = (NO_DIRECTORY,)
) -> tuple[Reading, ...]:
    """The readings behind one page of the wizard; none for a page that the server knows nothing of."""
    pages: dict[str, tuple[Reading, ...]] = {
        "welcome": (SETTINGS, CONNECTORS, SCHEDULER, RUN_STATUS),
        "tasks": (password_reset(connector), SCHEDULER, SETTINGS),
        "connect": (CONNECTORS, APPLICATION_IDENTITY),
        "directories": tuple(one(name) for name in directories for one in (connectivity, reachability)),
        "filtering": tuple(one(name) for name in directories for one in (partitions, scopes)),
        "features": (
            password_reset(connector),
            COMPANY_FEATURES,
            *(hash_sync(name) for name in directories),
            SETTINGS,
        ),
        "portal": (password_reset(connector), EVENTS[1]),
    }
    return pages.get(topic, ())


def powershell(
    topic: str, connector: str = NO_TENANT_CONNECTOR, directories: tuple[str, ...] = (NO_DIRECTORY,)
) -> tuple[str, ...]:
    """The page's readings as one would type them, after the line that loads the module."""
    readings = of_topic(topic, connector, directories)
    return ("Import-Module ADSync", *(one.command.text for one in readings)) if readings else ()


def is_tenant_connector(identifier: object) -> bool:
    """By its identifier, which is the same everywhere; names can be changed."""
    return str(identifier).strip("{}").lower() == AAD_CONNECTOR
