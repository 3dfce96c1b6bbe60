"""Tenant and forest from a scenario's tables: the same people stand in both."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from writeback.lab.world.forest import AdUser, Forest, PasswordPolicy
from writeback.lab.world.licences import sku
from writeback.lab.world.tenant import ROLE_TEMPLATES, Domain, SsprEnablement, Switches, Tenant, User

Table = Mapping[str, Any]


def build_tenant(settings: Table, now: datetime, password: str) -> Tenant:
    """Everybody signs in with `password`. A server that is enabled already has its switches on."""
    table = settings["tenant"]
    last_sync = now - timedelta(seconds=settings["cycle"]["last_ended_seconds_ago"])
    return Tenant(
        id=table["id"],
        display_name=table["display_name"],
        initial_domain=table["initial_domain"],
        domains=_domains(table),
        users={upn: _user(upn, table, password) for upn in table["users"]},
        operator_upn=table["operator"],
        skus=[sku(name) for name in table["skus"]],
        last_sync=last_sync,
        last_password_sync=last_sync,
        switches=_switches(table, enabled=settings["server"]["writeback"]["enabled"]),
        sspr_enablement=SsprEnablement(table["sspr_enablement"]),
        allowed_to_use_sspr=table["allowed_to_use_sspr"],
    )


def build_forest(settings: Table, now: datetime, rng: random.Random) -> Forest:
    """The forest with everybody of the tenant who has a DN."""
    table = settings["forest"]
    forest = Forest(
        fqdn=table["fqdn"],
        netbios=table["netbios"],
        guid=str(UUID(int=rng.getrandbits(128), version=4)),
        domain_controllers=table["domain_controllers"],
        policy=PasswordPolicy(min_password_age=timedelta(days=table.get("min_password_age_days", 0))),
        account_rights=set(table["account_rights"]),
    )
    for upn, row in settings["tenant"]["users"].items():
        if "dn" in row:
            forest.users[upn] = AdUser(
                upn=upn,
                sam_account_name=row["sam_account_name"],
                dn=forest.dn(row["dn"]),
                pwd_last_set=now - timedelta(days=table.get("password_age_days", 21)),
                admin_count=row.get("admin_count", 0),
            )
    return forest


def _domains(table: Table) -> list[Domain]:
    initial = table["initial_domain"]
    return [
        Domain(name, kind, is_default=number == 0, is_initial=name == initial)
        for number, (name, kind) in enumerate(table["domains"].items())
    ]


def _user(upn: str, table: Table, password: str) -> User:
    row = table["users"][upn]
    return User(
        id=row["id"],
        upn=upn,
        display_name=row["display_name"],
        password=password,
        role_template_ids=[ROLE_TEMPLATES[name] for name in row.get("roles", ())],
        federated=_federated(upn, table),
        synced="dn" in row,
        methods_registered=list(row.get("methods_registered", ())),
    )


def _federated(upn: str, table: Table) -> bool:
    return bool(table["domains"].get(upn.rpartition("@")[2]) == "Federated")


def _switches(table: Table, *, enabled: bool) -> Switches:
    if not enabled:
        return Switches()
    return Switches(object_id=table["id"], write_back_passwords=True, account_unlock=True)
