"""Connectors of the sync engine: one to the tenant, one per forest."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from writeback.lab.world.forest import Forest

AAD_CONNECTOR_ID = UUID("b891884f-051e-4a83-95af-2544101c9083")
"""The same in every installation of the product."""


@dataclass(slots=True)
class Partition:
    """A part of a connected directory; the two lists are DNs, a nearer container wins over a farther one."""

    identifier: UUID
    dn: str
    name: str
    created: datetime
    is_domain: bool
    object_classes: list[str]
    container_inclusion_list: list[str] = field(default_factory=list)
    container_exclusion_list: list[str] = field(default_factory=list)
    preferred_dcs: list[str] = field(default_factory=list)
    selected: bool = True
    parameters: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Connector:
    """What both kinds have in common; `connectivity` holds parameter names and shown values, no secret."""

    identifier: UUID
    name: str
    created: datetime
    modified: datetime
    partitions: list[Partition]
    connectivity: dict[str, str]
    version: int = 1
    description: str = ""


@dataclass(slots=True)
class AadConnector(Connector):
    """The connector to the tenant that it was installed for, known by initial domain and id."""

    tenant_domain: str = field(kw_only=True)
    tenant_id: str = field(kw_only=True)
    type_name: str = "Extensible2"
    subtype: str = "Windows Azure Active Directory (Microsoft)"


@dataclass(slots=True)
class AdConnector(Connector):
    """The connector to a forest; `account` is the user below its NetBIOS domain."""

    forest: Forest = field(kw_only=True)
    account: str = field(kw_only=True)
    password_hash_sync: bool = True
    type_name: str = "AD"
    subtype: str = ""
