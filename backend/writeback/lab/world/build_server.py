"""The sync server from a scenario's tables."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from writeback.lab.world.build_connectors import aad_connector, ad_connector
from writeback.lab.world.forest import Forest
from writeback.lab.world.registry import registry
from writeback.lab.world.scheduler import Scheduler
from writeback.lab.world.server import CompanyFeatures, Server, Service
from writeback.lab.world.session_configurations import session_configurations
from writeback.lab.world.writeback import Writeback

Table = Mapping[str, Any]


def build_server(settings: Table, forest: Forest, now: datetime, rng: random.Random, password: str) -> Server:
    """The machine in the forest's domain; its one remoting user signs in with `password`."""
    table, forest_table = settings["server"], settings["forest"]
    return Server(
        computer_name=table["computer_name"],
        fqdn=f"{table['computer_name'].lower()}.{forest.fqdn}",
        domain=forest.fqdn,
        os=table["os"],
        os_build=table["os_build"],
        powershell_version=table["powershell_version"],
        version=table["version"],
        library_version=table["library_version"],
        database=table["database"],
        instance_id=_guid(rng),
        accounts={table["user"]: password},
        certificate_accounts={f"{table['user']}@{forest.fqdn}".casefold(): table["user"]},
        admin_groups=list(table["admin_groups"]),
        scheduler=_scheduler(settings, now),
        aad_connector=aad_connector(settings, now, rng),
        ad_connectors=[ad_connector(forest, forest_table, now, rng)],
        writeback=_writeback(settings, now, rng),
        company_features=CompanyFeatures(),
        services=_services(),
        application_identity=table["application_identity"],
        application_id=str(_guid(rng)),
        auto_upgrade=table["auto_upgrade"],
        auto_upgrade_suspension_reason=table.get("auto_upgrade_suspension_reason", ""),
        clock_skew=timedelta(seconds=table.get("clock_skew_seconds", 0)),
        module_present=table["module_present"],
        module_autoload=table["module_autoload"],
        configurations=session_configurations(),
        registry=registry(table["version"]) if table["module_present"] else {},
    )


def _scheduler(settings: Table, now: datetime) -> Scheduler:
    cycle, timing = settings["cycle"], settings["timing"]
    started = now - timedelta(seconds=cycle["last_ended_seconds_ago"] + timing["cycle_seconds"])
    return Scheduler(started + timedelta(minutes=30), **settings["server"]["scheduler"])


def _writeback(settings: Table, now: datetime, rng: random.Random) -> Writeback:
    table = settings["server"]["writeback"]
    tenant = settings["server"].get("tenant_id", settings["tenant"]["id"])
    state = Writeback(
        modified=now - timedelta(days=40),
        onboarding_fault=table["onboarding_fault"],
        silent_events=set(table.get("silent_events", ())),
        silent_audit=table.get("silent_audit", False),
        endpoints=(f"{tenant}_{_guid(rng)}", f"{tenant}_{_guid(rng)}"),
    )
    if table["enabled"]:
        state.enabled, state.onboarding = True, "NotRequired"
        state.service_status = "Started" if table.get("service_started", True) else "Stopped"
        state.onboardings, state.key_id = 1, str(_guid(rng))
    return state


def _services() -> dict[str, Service]:
    return {
        "ADSync": Service("ADSync", "Microsoft Azure AD Sync"),
        "WinRM": Service("WinRM", "Windows Remote Management (WS-Management)"),
        "W32Time": Service("W32Time", "Windows Time"),
    }


def _guid(rng: random.Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
