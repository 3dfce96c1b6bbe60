"""The event catalogue of the source PasswordResetService (adsync module's own names)."""

from __future__ import annotations

from writeback.domain.facts import LogEvent

PROVIDER = "PasswordResetService"

ONBOARDING_START = 31004
ONBOARDING_SUCCESS = 31005
OFFBOARDING_START = 31012
OFFBOARDING_SUCCESS = 31013
SERVICE_STARTED = 31015
SERVICE_STOPPED = 31016
HEARTBEAT = 31019
RESET_SUCCESS = 31002
ADMIN_RESET_START = 31009
ADMIN_RESET_SUCCESS = 31010
RESET_DENIED = 33004
"""Active Directory refused for lack of rights, or the user is protected (diagnosis D01)."""
ADMIN_RESET_REFUSED = (RESET_DENIED, 33008, 31011)
"""A refused reset, the telling ones first: 31011 comes with every failure."""
CHANGE_BEGINNINGS = frozenset({ONBOARDING_START, OFFBOARDING_START})
CHANGE_FAILURES = frozenset({31014, 32009, 32011, 32013})
"""Offboarding failed, no token, onboarding or offboarding refused: nothing more comes of that change."""

NAMES: dict[int, str] = {
    31001: "PasswordResetStart",
    31002: "PasswordResetSuccess",
    31003: "PasswordResetFail",
    31004: "OnboardingEventStart",
    31005: "OnboardingEventSuccess",
    31009: "ResetUserPasswordByAdminStart",
    31010: "ResetUserPasswordByAdminSuccess",
    31011: "ResetUserPasswordByAdminFail",
    31012: "OffboardingEventStart",
    31013: "OffboardingEventSuccess",
    31014: "OffboardingEventFail",
    31015: "WriteBackServiceStarted",
    31016: "WriteBackServiceStopped",
    31017: "AuthTokenSuccess",
    31018: "KeyPairCreationSuccess",
    31019: "HeartBeat",
    31030: "ServiceHostRunning",
    31031: "ServiceHostStopped",
    31033: "ListenerOnline",
    31034: "ListenerOffline",
    31042: "AllServiceHostsHealthy",
    31043: "OneServiceHostHealthy",
    31044: "ServiceHostsNotHealthy",
    31051: "AuthTokenStart",
    31052: "AuthTokenSupplied",
    32000: "UnknownError",
    32001: "ServiceError",
    32002: "ServiceBusError",
    32009: "AuthTokenError",
    32011: "OnBoardingServiceError",
    32013: "OffBoardingError",
    32014: "ServiceBusWarning",
    33004: "ADPermissionsError",
    33008: "ADPasswordPolicyError",
}


def name_of(event_id: int) -> str:
    """The event's own name, or its number where the catalogue has none."""
    return NAMES.get(event_id, str(event_id))


def newest(events: tuple[LogEvent, ...], event_id: int) -> LogEvent | None:
    """The newest event of that id."""
    matching = [event for event in events if event.id == event_id]
    return max(matching, key=lambda event: event.at, default=None)


def namespace_of(event: LogEvent) -> str | None:
    """The relay namespace that a heartbeat names ("HeartBeat for Namespace: NAME", never translated)."""
    _, found, rest = event.message.partition("Namespace:")
    return rest.split()[0].strip(" ,.;") if found and rest.split() else None
