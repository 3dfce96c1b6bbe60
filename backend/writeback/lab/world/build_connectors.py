"""Connectors from a scenario's tables."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from writeback.lab.world.connectors import AAD_CONNECTOR_ID, AadConnector, AdConnector, Partition
from writeback.lab.world.forest import Forest

Table = Mapping[str, Any]

_AD_CLASSES = [
    "container",
    "domainDNS",
    "organizationalUnit",
    "user",
    "group",
    "contact",
    "inetOrgPerson",
    "computer",
]
_INSTALLED = timedelta(days=400)


def aad_connector(settings: Table, now: datetime, rng: random.Random) -> AadConnector:
    """The connector to the scenario's tenant, unless the server is said to belong to another one."""
    server, tenant, installed = settings["server"], settings["tenant"], now - _INSTALLED
    tenant_domain = server.get("tenant_domain", tenant["initial_domain"])
    account = f"Sync_{server['computer_name']}_{rng.getrandbits(48):012x}@{tenant_domain}"
    partition = Partition(
        _guid(rng),
        "default",
        "default",
        installed,
        is_domain=False,
        object_classes=["contact", "device", "group", "user"],
    )
    return AadConnector(
        identifier=AAD_CONNECTOR_ID,
        name=f"{tenant_domain} - AAD",
        created=installed,
        modified=now - timedelta(days=40),
        partitions=[partition],
        connectivity={"UserName": account, "Password": ""},
        version=218,
        tenant_domain=tenant_domain,
        tenant_id=server.get("tenant_id", tenant["id"]),
    )


def ad_connector(forest: Forest, table: Table, now: datetime, rng: random.Random) -> AdConnector:
    """The connector to the forest, with the scope that the scenario's lists give."""
    return AdConnector(
        identifier=_guid(rng),
        name=forest.fqdn,
        created=now - _INSTALLED,
        modified=now - timedelta(days=40),
        partitions=[_domain_partition(forest, table, now, rng)],
        connectivity=_connectivity(forest, table["account"]),
        version=97,
        forest=forest,
        account=table["account"],
    )


def _domain_partition(forest: Forest, table: Table, now: datetime, rng: random.Random) -> Partition:
    """The root is excluded as soon as anything is picked; what is included lies below it."""
    excluded = [forest.dn(name) for name in table["excluded"]]
    return Partition(
        _guid(rng),
        forest.root_dn,
        forest.root_dn,
        now - _INSTALLED,
        is_domain=True,
        object_classes=_AD_CLASSES,
        container_inclusion_list=[forest.dn(name) for name in table["included"]],
        container_exclusion_list=[forest.root_dn, *excluded],
        parameters={
            "Domain.FQDN": forest.fqdn,
            "Domain.LDAP": forest.root_dn,
            "Domain.Netbios": forest.netbios,
            "guid": forest.guid,
            "last-dc": forest.domain_controllers[0],
            "dc-failover": "1",
        },
    )


def _connectivity(forest: Forest, account: str) -> dict[str, str]:
    return {
        "forest-name": forest.fqdn,
        "forest-guid": f"{{{forest.guid.upper()}}}",
        "forest-port": "0",
        "forest-login-domain": forest.fqdn,
        "forest-login-user": account,
        "password": "",
        "sign-and-seal": "1",
        "default-ssl-strength": "0",
        "ssl-bind": "0",
        "crl-check": "0",
        "simple-bind": "0",
    }


def _guid(rng: random.Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
