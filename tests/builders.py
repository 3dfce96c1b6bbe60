"""Facts of a healthy, not yet enabled Contoso; each test changes what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from writeback.domain.facts import (
    Account,
    AuditEntry,
    Directory,
    Domain,
    Facts,
    LogEvent,
    Partition,
    Role,
    Scheduler,
    ServerFacts,
    Switches,
    TenantFacts,
    Version,
    WritebackConfiguration,
)
from writeback.domain.history import Operator, Target
from writeback.domain.roles import HYBRID_IDENTITY_ADMINISTRATOR

NOW = datetime(2026, 6, 19, 9, 40, tzinfo=UTC)
CONNECTOR = "contoso.onmicrosoft.com - AAD"
TENANT_ID = "11111111-2222-3333-4444-555555555555"

SCHEDULER = Scheduler(
    sync_cycle_enabled=True,
    scheduler_suspended=False,
    staging_mode_enabled=False,
    maintenance_enabled=True,
    sync_cycle_in_progress=False,
    interval=timedelta(minutes=30),
    next_start=NOW + timedelta(minutes=11),
    clock=NOW,
)
DISABLED = WritebackConfiguration(
    CONNECTOR, enabled=False, service_status="Stopped", onboarding_required="Must"
)
ENABLED = WritebackConfiguration(
    CONNECTOR, enabled=True, service_status="Started", onboarding_required="NotRequired"
)

OPERATOR = Operator("alice", "jump01", 4711, "boot-1", NOW, "192.0.2.7")
TARGET = Target("contoso", "sync01.contoso.com", 5986)


def server_facts(**changes: Any) -> ServerFacts:
    """The server before the change."""
    facts = ServerFacts(
        computer_name="SYNC01",
        user="CONTOSO\\labadmin",
        clock=NOW,
        powershell="5.1.20348.2849",
        version=Version.parse("2.5.79.0"),
        scheduler=SCHEDULER,
        busy_connectors=(),
        connector=CONNECTOR,
        writeback=DISABLED,
        directories=(
            Directory(
                "contoso.com",
                "CONTOSO\\MSOL_1a2b3c4d5e6f",
                reachable=True,
                partitions=(
                    Partition(
                        "DC=contoso,DC=com",
                        "contoso.com",
                        selected=True,
                        included=("OU=CORP,DC=contoso,DC=com",),
                        excluded=("CN=Computers,DC=contoso,DC=com",),
                    ),
                ),
            ),
        ),
        password_hash_sync=True,
        company_features={"PasswordHashSync": True},
        settings={},
        application_identity=True,
        events=(),
    )
    return replace(facts, **changes)


def tenant_facts(**changes: Any) -> TenantFacts:
    """The tenant before the change."""
    facts = TenantFacts(
        account=Account("hedda@contoso.onmicrosoft.com", TENANT_ID, "Hedda Hybrid"),
        clock=NOW,
        tenant_id=TENANT_ID,
        display_name="Contoso",
        domains=(
            Domain("contoso.com", is_federated=False),
            Domain("contoso.onmicrosoft.com", is_federated=False, is_initial=True),
        ),
        roles=(Role(HYBRID_IDENTITY_ADMINISTRATOR, "Hybrid Identity Administrator"),),
        premium=True,
        sspr_enabled_users=12,
        audit=(),
        switches=Switches(write_back_passwords=False, unlock_without_reset=False),
    )
    return replace(facts, **changes)


def facts_of(server: Any = None, tenant: Any = None) -> Facts:
    """Both ends."""
    return Facts(NOW, server or server_facts(), tenant or tenant_facts())


def event(event_id: int, minutes: float, message: str = "") -> LogEvent:
    """An event so many minutes after NOW."""
    return LogEvent(event_id, NOW + timedelta(minutes=minutes), "PasswordResetService", message)


def heartbeat(namespace: str, minutes: float) -> LogEvent:
    """A 31019 of one relay."""
    return event(31019, minutes, f"TrackingId: 1, HeartBeat for Namespace: {namespace}, Details: x")


def enabled_server(**changes: Any) -> ServerFacts:
    """The server some minutes after a healthy enabling."""
    events = (
        event(31005, 1),
        event(31015, 1.1),
        heartbeat("ssprdedicatedsbprodncu", 6),
        heartbeat("ssprdedicatedsbprodscu", 6),
    )
    whole = {"writeback": ENABLED, "events": events, "clock": NOW + timedelta(minutes=8)} | changes
    return server_facts(**whole)


def enabled_tenant(**changes: Any) -> TenantFacts:
    """The tenant after a healthy enabling."""
    whole = {
        "audit": (AuditEntry(NOW + timedelta(minutes=1), True, "hedda@contoso.onmicrosoft.com", "success"),),
        "switches": Switches(write_back_passwords=True, unlock_without_reset=True),
    } | changes
    return tenant_facts(**whole)
