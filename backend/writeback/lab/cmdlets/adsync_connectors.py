"""Connectors, partitions, the connector account, reachability."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from writeback.lab.cmdlets.adsync import (
    OBJECT_MODEL,
    adsync_cmdlet,
    require_edition,
    server_for_reading,
    unknown_connector,
)
from writeback.lab.cmdlets.adsync_objects import connector_object, partition_object
from writeback.lab.powershell import (
    Call,
    DotNet,
    FromPipeline,
    Mandatory,
    Position,
    Switch,
    cmdlet,
    custom,
    dotnet,
    enum,
)
from writeback.lab.powershell.objects import member
from writeback.lab.world import Server
from writeback.lab.world.connectors import AdConnector, Connector


@adsync_cmdlet("Get-ADSyncConnector")
def get_connector(
    call: Call, *, Identifier: UUID | None = None, Name: str | None = None, Summary: Switch = False
) -> None:
    """All connectors, or the one asked for."""
    server = server_for_reading(call)
    found = [one for one in server.connectors if _matches(one, Identifier, Name)]
    if not found:
        call.write_error(unknown_connector(Name or Identifier))
    for connector in found:
        call.output(connector_object(connector, server.writeback, summary=Summary))


@adsync_cmdlet("Get-ADSyncConnectorPartition")
def get_connector_partition(
    call: Call,
    *,
    Connector: Annotated[object, Mandatory, Position(0), FromPipeline],
    Identifier: UUID | None = None,
    Name: str | None = None,
) -> None:
    """The partitions of a connector that another cmdlet put out."""
    connector = _connector_of(server_for_reading(call), Connector)
    for partition in connector.partitions:
        if Identifier in (None, partition.identifier) and (Name or partition.name) == partition.name:
            call.output(partition_object(partition))


@cmdlet("Get-ADSyncADConnectorAccount", module="AdSyncConfig")
def get_ad_connector_account(call: Call) -> None:
    """The account of each forest's connector (a function of a script module)."""
    for connector in server_for_reading(call).ad_connectors:
        forest = connector.forest
        call.output(
            custom(
                {
                    "ADConnectorName": connector.name,
                    "ADConnectorForest": forest.fqdn,
                    "ADConnectorAccountName": connector.account,
                    "ADConnectorAccountDomain": forest.fqdn,
                }
            )
        )


@adsync_cmdlet("Get-ADSyncDomainReachabilityStatus")
def get_domain_reachability_status(
    call: Call, *, ConnectorName: str | None = None, ConnectorIdentifier: UUID | None = None
) -> None:
    """Whether each domain of the connector's forest answers."""
    server = server_for_reading(call)
    found = [one for one in server.ad_connectors if _matches(one, ConnectorIdentifier, ConnectorName)]
    if not found or (ConnectorName is None and ConnectorIdentifier is None):
        raise unknown_connector(ConnectorName or ConnectorIdentifier or "")
    call.output(_reachability(found[0]))


@adsync_cmdlet("Get-ADSyncEntraConnectorCredential")
def get_entra_connector_credential(call: Call) -> None:
    """How the server signs in to the tenant for synchronization."""
    require_edition(call)
    server = server_for_reading(call)
    name, number = ("Application", 1) if server.application_identity else ("ServiceAccount", 0)
    call.output(
        dotnet(
            f"{OBJECT_MODEL}.EntraConnectorCredential",
            {
                "ConnectorIdentityType": enum(f"{OBJECT_MODEL}.ConnectorIdentityType", name, number),
                "ApplicationId": server.application_id if server.application_identity else "",
                "UserName": server.aad_connector.connectivity["UserName"],
            },
        )
    )


def _matches(connector: Connector, identifier: UUID | None, name: str | None) -> bool:
    return (
        identifier in (None, connector.identifier)
        and (name or connector.name).lower() == connector.name.lower()
    )


def _connector_of(server: Server, value: object) -> Connector:
    found = member(value, "Identifier")
    wanted = found[1] if found else value
    for connector in server.connectors:
        if connector.identifier == wanted:
            return connector
    raise unknown_connector(wanted)


def _reachability(connector: AdConnector) -> DotNet:
    reachable = connector.forest.reachable
    return dotnet(
        f"{OBJECT_MODEL}.DomainReachabilityStatus",
        {
            "FullName": connector.forest.fqdn,
            "IsReachable": reachable,
            "ExceptionMessage": ""
            if reachable
            else "The specified domain either does not exist or could not be contacted.",
        },
    )
