"""Connectors, partitions and scopes as the module's object model shows them."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from writeback.lab.cmdlets.adsync import OBJECT_MODEL
from writeback.lab.powershell import DotNet, dotnet
from writeback.lab.world.connectors import AadConnector, AdConnector, Connector, Partition
from writeback.lab.world.writeback import Writeback


def connector_object(connector: Connector, writeback: Writeback, *, summary: bool = False) -> DotNet:
    """A Connector; a summary leaves out what is below it."""
    of_cloud = isinstance(connector, AadConnector)
    kind = connector.type_name if isinstance(connector, AadConnector | AdConnector) else ""
    partitions = [] if summary else [partition_object(one) for one in connector.partitions]
    return dotnet(
        f"{OBJECT_MODEL}.Connector",
        {
            "ConnectorTypeName": kind,
            "Identifier": connector.identifier,
            "Version": connector.version,
            "InternalVersion": connector.version,
            "FormatVersion": 1,
            "Name": connector.name,
            "Description": connector.description,
            "CreationTime": connector.created,
            "LastModificationTime": connector.modified,
            "Partitions": partitions,
            "ConnectivityParameters": [] if summary else parameter_objects(connector.connectivity),
            "ObjectInclusionList": connector.partitions[0].object_classes,
            "ListName": connector.name,
            "CompanyName": "Microsoft",
            "Type": kind,
            "Subtype": connector.subtype if isinstance(connector, AadConnector | AdConnector) else "",
            "IsUpgradeOrImportScenario": False,
            "PasswordHashConfiguration": password_hash_xml(connector),
            "AADPasswordResetConfiguration": password_reset_xml(writeback) if of_cloud else "",
        },
    )


def partition_object(partition: Partition) -> DotNet:
    """A ConnectorPartition with its scope one level below."""
    return dotnet(
        f"{OBJECT_MODEL}.ConnectorPartition",
        {
            "Identifier": partition.identifier,
            "DN": partition.dn,
            "Version": 1,
            "CreationTime": partition.created,
            "LastModificationTime": partition.created,
            "Selected": partition.selected,
            "ConnectorPartitionScope": dotnet(
                f"{OBJECT_MODEL}.ConnectorPartitionScope",
                {
                    "IsDefault": False,
                    "ObjectClasses": partition.object_classes,
                    "ContainerInclusionList": partition.container_inclusion_list,
                    "ContainerExclusionList": partition.container_exclusion_list,
                },
            ),
            "Name": partition.name,
            "Parameters": parameter_objects(partition.parameters),
            "PreferredDCs": partition.preferred_dcs,
            "IsDomain": partition.is_domain,
            "Type": 0,
            "EcmaWatermark": None,
        },
    )


def parameter_objects(values: Mapping[str, str]) -> list[object]:
    """ConfigurationParameter objects, one per value."""
    return [
        dotnet(f"{OBJECT_MODEL}.ConfigurationParameter", {"Name": name, "Value": value})
        for name, value in values.items()
    ]


def password_reset_xml(writeback: Writeback) -> str:
    """The connector's own record of writeback."""
    return (
        "<aad-password-reset-config>"
        f"<enabled>{int(writeback.enabled)}</enabled>"
        f"<modified-timestamp>{writeback.modified:%Y-%m-%dT%H:%M:%SZ}</modified-timestamp>"
        "<adal-authority/>"
        "</aad-password-reset-config>"
    )


def password_hash_xml(connector: Connector) -> str:
    """Where password hashes go, for a connector that is their source."""
    enabled = isinstance(connector, AdConnector) and connector.password_hash_sync
    source = f"<source>{escape(connector.name)}</source>" if enabled else ""
    return f"<password-hash-sync-config><enabled>{int(enabled)}</enabled>{source}</password-hash-sync-config>"
