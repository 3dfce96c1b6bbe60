"""Password writeback as the server keeps it, and how long its steps take."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

ServiceStatus = Literal["Unknown", "Stopped", "Started"]
Onboarding = Literal["NotRequired", "Optional", "Must", "Unknown"]
OnboardingFault = Literal["none", "licence", "connectivity", "clock"]

SERVICE_STATUS: dict[ServiceStatus, int] = {"Unknown": 0, "Stopped": 1, "Started": 2}
ONBOARDING: dict[Onboarding, int] = {"NotRequired": 0, "Optional": 1, "Must": 2, "Unknown": 3}


@dataclass(slots=True)
class Timing:
    """All in seconds of lab time."""

    onboarding_seconds: float = 60
    offboarding_seconds: float = 20
    heartbeat_first: float = 60
    heartbeat_seconds: float = 300
    audit_delay: float = 45
    cycle_seconds: float = 90
    reset_seconds: float = 6
    export_seconds: float = 10


@dataclass(slots=True)
class Writeback:
    """`onboardings` counts key pairs ever made: a second enabling is visible here and in the audit log.

    `offboardings` counts every end of it, that inside a second enabling too.
    """

    modified: datetime
    enabled: bool = False
    service_status: ServiceStatus = "Stopped"
    onboarding: Onboarding = "Must"
    onboardings: int = 0
    offboardings: int = 0
    key_id: str = ""
    changing: bool = False
    onboarding_fault: OnboardingFault = "none"
    namespaces: tuple[str, str] = ("ssprdedicatedsbprodncu", "ssprdedicatedsbprodscu")
    endpoints: tuple[str, str] = ("", "")
    silent_events: set[int] = field(default_factory=set)
    """Ids that this server never logs: a server whose word is not borne out by its log."""
    silent_audit: bool = False
    """The tenant's log never hears of it."""
    generation: int = 0
    """Counts starts and stops of the endpoint; a heartbeat of an older generation is not sent."""
