"""What the source PasswordResetService writes: ids, levels and texts of the events that the lab produces.

Ids and names are the library's own; the wording of texts is ours except where a comment says otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from writeback.lab.world.event_log import ADSYNC, PASSWORD_RESET_SERVICE, Level, LogEvent

if TYPE_CHECKING:
    from writeback.lab.world.state import World

TEXTS = {
    31001: "Password Reset Request Start.",
    31004: "Onboarding Start.",
    31005: "Onboarding Success.",
    31009: "Password Reset By Admin Request Start.",
    31010: "Password Reset By Admin Request Success.",
    31011: "Password Reset By Admin Request Failed.",
    31012: "Offboarding Start.",
    31013: "Offboarding Success.",
    31014: "Offboarding Failed.",
    31015: "Password Write Back Service has started.",
    31016: "Password Write Back Service has stopped.",
    31017: "Authentication token has been acquired.",
    31018: "Encryption key pair has been created.",
    31019: "HeartBeat for Namespace: {namespace}",  # as seen on servers
    31030: "Service host {host} is running.",
    31033: "Listener for Namespace: {namespace} is online.",
    31042: "All service hosts are healthy.",
    31044: "Service hosts are not healthy.",
    31051: "Acquiring authentication token.",
    31052: "Authentication token has been supplied.",
    31057: "Key rollover Start.",
    31058: "Key rollover Success.",
    31060: "Register client version Start.",
    31061: "Register client version Success.",
    32001: "Error contacting the password reset service.",
    32002: "Error connecting to ServiceBus.",
    32009: "Error getting auth token.",  # as documented
    32011: "Error onboarding to the password reset service.",
    33002: "The user could not be found in the directory.",
    33004: "Insufficient access rights to reset the password.",
    33008: "The password does not meet the policy of the directory.",
    34002: "The directory could not be reached.",
}

ERRORS = frozenset({31011, 31014, 31044}) | {id for id in TEXTS if id >= 32000}


def log(world: World, event_id: int, *, tracking: UUID | None = None, reason: str = "", **names: str) -> None:
    """Write one event unless this server keeps silent about its id.

    `names` fill the text; `tracking` ties the events of one operation together; `reason` makes it the longer
    envelope of a failed operation.
    """
    server = world.server
    if event_id in server.writeback.silent_events:
        return
    text = TEXTS[event_id].format(**names)
    details = f"Reason: {reason}, Details: " if reason else "Details: "
    message = f"TrackingId: {tracking or world.guid()}, {text}, {details}Version: {server.library_version}"
    level = Level.ERROR if event_id in ERRORS else Level.INFORMATION
    server.event_log.write(event_id, PASSWORD_RESET_SERVICE, world.moment, message, level=level)


def log_engine(world: World, event_id: int, message: str) -> LogEvent:
    """An error of the engine itself (source ADSync)."""
    return world.server.event_log.write(event_id, ADSYNC, world.moment, message, level=Level.ERROR)
